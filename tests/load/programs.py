#!/usr/bin/env python3
"""Runs every program of every lesson under CPython, on a pseudo-terminal, and holds it to the lesson's ends.

usage: programs.py [--lockstep PROGRAM] FOLDER [LESSON...]

The sandbox's promise is that a program means the same here and there; this is the other side of that scale.
With --lockstep the same is asked of `lockstep run`. Several programs run at a time. Exit code 0: all of them ended in one of their stated ends.
"""
import concurrent.futures
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import tempfile
import time

import yaml

LIMIT_S = 40
HANG_S = 4  # a program that may end in a deadlock is given so long
AGAIN = 5  # a program whose end hangs on time is given so many more runs, by itself


def set_knob(program, name, number):
    return re.sub(rf'(?m)^({name} *= *)-?\d+', rf'\g<1>{number}', program, count=1)


def at_knobs(lesson, variant, program, search=False):
    for knob in lesson.get('knobs', []):
        program = set_knob(program, knob['name'], knob['held'])
    for setting in variant.get('search', {}).get('set', []):
        program = set_knob(program, setting['name'], setting['to'])
    return program


COMMAND = [sys.executable]


def run(program, limit_s):
    """Output on a terminal, text of standard error, exit code (None: it did not end in time)."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 'program.py')
        path.write_text(program)
        master, slave = os.openpty()
        errors = tempfile.TemporaryFile()
        environment = {k: v for k, v in os.environ.items() if k != 'PYTHONUNBUFFERED'}
        child = subprocess.Popen(COMMAND + [str(path)], stdin=subprocess.DEVNULL, stdout=slave, stderr=errors,
                                 start_new_session=True, env=environment)
        os.close(slave)
        output, end = b'', time.monotonic() + limit_s
        while time.monotonic() < end:
            if select.select([master], [], [], 0.05)[0]:
                try:
                    piece = os.read(master, 65536)
                except OSError:
                    break
                if not piece:
                    break
                output += piece
        try:
            code = child.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            code = None
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()
        os.close(master)
        errors.seek(0)
        return output.decode().replace('\r\n', '\n'), errors.read().decode(errors='replace'), code


def show(see, output):
    lines = output.rstrip('\n').split('\n') if output.strip('\n') else []
    if see == 'last-line':
        return lines[-1] if lines else ''
    if see in ('lines-any-order', 'each-process'):
        return '\n'.join(sorted(lines))
    return '\n'.join(lines)


def wanted(see, text):
    if see == 'each-process':  # CPython does not say who wrote a line: compare the lines alone
        text = '\n'.join(sorted(line.split(': ', 1)[1] for line in text.split('\n') if line))
    return '\n'.join(sorted(text.split('\n'))) if see == 'lines-any-order' else text


def check(name, program, ends, deadlocks):
    output, errors, code = run(program, HANG_S if deadlocks else LIMIT_S)
    see = ends.get('see', 'lines')
    how = 'deadlock' if code is None else 'error' if 'Traceback (most recent call last)' in errors else 'done'
    if see == 'values':
        return None if how == 'done' else f'{name}: {how}\n{errors}'
    found = show(see, output)
    for end in ends['list']:
        stated = end.get('how', 'done')
        if wanted(see, end['show']) == found and (stated == how or (stated == 'endless' and how == 'deadlock')):
            return None
    if not ends.get('complete', True) and how == 'done':
        return None
    return f'{name}: {how}, code {code}, shows\n{found}\n{errors}'


def check_alone(job):
    """Where sleeps are exact, a busy machine can be so late that another second shows, or another goes first."""
    for _ in range(AGAIN):
        if not check(*job):
            return True
    return False


def answer(exercise, entry):
    if entry.get('whole'):
        return entry['whole']
    starter = exercise['starter']
    if not entry.get('from'):
        return starter
    lines = starter.split('\n')
    first = [i for i, line in enumerate(lines) if entry['from'] in line]
    last = [i for i, line in enumerate(lines) if entry.get('to', entry['from']) in line]
    assert len(first) == 1 and len(last) == 1, entry
    indent = len(lines[first[0]]) - len(lines[first[0]].lstrip())
    new = [' ' * indent + line if line else '' for line in entry['with'].rstrip('\n').split('\n')]
    return '\n'.join(lines[:first[0]] + new + lines[last[0] + 1:])


def exercise_jobs(lesson):
    exercise = lesson['exercise']
    right = [('solution', exercise['solution'])]
    right += [('also right: ' + e['why'], answer(exercise, e)) for e in exercise.get('also_right', [])]
    for entry in exercise.get('must_fail', []):
        compile(answer(exercise, entry), entry['why'], 'exec')
    for demand in exercise['demands']:
        if demand['kind'] != 'ends':
            continue
        for case in exercise.get('cases', [{'set': []}]):
            text = demand['show'].rstrip('\n')
            for setting in case['set']:
                text = text.replace('{' + setting['name'] + '}', str(setting['to']))
            for name, program in right:
                for setting in case['set']:
                    program = set_knob(program, setting['name'], setting['to'])
                ends = {'see': exercise.get('see', 'lines'), 'list': [{'show': text}]}
                yield f"{lesson['id']}: {name}", program, ends, False


def jobs(lesson):
    for variant in lesson['variants']:
        ends = variant.get('ends')
        if ends is None:
            ends = {'see': 'values', 'list': []}
        program = at_knobs(lesson, variant, variant['program'])
        hangs = any(end.get('how') in ('deadlock', 'endless') for end in ends['list'])
        yield f"{lesson['id']}/{variant['id']}", program, ends, hangs
    if 'exercise' in lesson:
        yield from exercise_jobs(lesson)


def main():
    words = sys.argv[1:]
    if words[0] == '--lockstep':
        COMMAND[:] = [words[1], 'run']
        words = words[2:]
    folder, names = pathlib.Path(words[0]), words[1:]
    work = []
    for path in sorted(folder.glob('*.yaml')):
        if names and path.stem not in names:
            continue
        work += jobs(yaml.safe_load(path.read_text()))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda job: check(*job), work))
    faults = [fault for job, fault in zip(work, found)
              if fault and not (job[2].get('sleeps') == 'exact' and check_alone(job))]
    for fault in faults:
        print(fault)
    print(f'{len(work)} programs, {len(faults)} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())

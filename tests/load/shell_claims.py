#!/usr/bin/env python3
"""What lessons say of CPython alone, which the sandbox cannot show, holds under CPython.

usage: shell_claims.py FOLDER_OF_LESSONS

process-cost names two commands for the shell: a thread and a process are timed by them, and the process costs more.
main-guard says what happens where children are spawned: the file is read once more, and without the guard there is
a RuntimeError.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

LIMIT_S = 120
UNITS = {'nsec': 1e-9, 'usec': 1e-6, 'msec': 1e-3, 'sec': 1.0}


def lesson(folder, name):
    return yaml.safe_load(pathlib.Path(folder, name + '.yaml').read_text())


def seconds(command):
    """What timeit measured; the command is the reader's, to the letter."""
    done = subprocess.run(['sh', '-c', command.replace('python3', sys.executable, 1)], capture_output=True, text=True,
                          timeout=LIMIT_S, check=True)
    found = re.search(r'best of \d+: ([\d.]+) (nsec|usec|msec|sec) per loop', done.stdout)
    assert found, done.stdout
    return float(found[1]) * UNITS[found[2]]


def check_costs(folder):
    text = '\n'.join(page['text'] for page in lesson(folder, 'process-cost')['pages'])
    commands = re.findall(r'`(python3 -m timeit [^`]*)`', text)
    assert len(commands) == 2, commands
    thread, process = (seconds(command) for command in commands)
    assert 'threading' in commands[0] and 'multiprocessing' in commands[1], commands
    assert process > thread, f'a process {process} s, a thread {thread} s'


def spawned(program):
    line = 'import multiprocessing; multiprocessing.set_start_method("spawn", force=True)\n'
    guard = "if __name__ == '__main__':\n"
    if guard in program:
        program = program.replace(guard, guard + '    ' + line)
    else:
        program = program.replace('\np = ', '\n' + line + 'p = ')
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 'program.py')
        path.write_text(program)
        done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, timeout=LIMIT_S)
    return done.stdout, done.stderr


def check_guard(folder):
    programs = {v['id']: v['program'] for v in lesson(folder, 'main-guard')['variants']}
    output, errors = spawned(programs['guarded'])
    assert output.count('reading the file') == 2 and output.count('working') == 1 and not errors, output + errors
    output, errors = spawned(programs['bare'])
    assert 'RuntimeError' in errors and 'working' not in output, output + errors


def main():
    check_costs(sys.argv[1])
    check_guard(sys.argv[1])
    print('what lessons say of CPython holds')


if __name__ == '__main__':
    main()

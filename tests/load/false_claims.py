#!/usr/bin/env python3
"""A lesson that claims something false is told so: one change at a time is made to a true lesson.

usage: false_claims.py LOCKSTEP LESSON.yaml     (the lesson is atm.yaml)
"""
import pathlib
import re
import subprocess
import sys
import tempfile

# what is wrong, the text that is changed, into what, what must be said
CHANGES = [
    ("an end that does not come", "{show: balance 101, good: no,", "{show: balance 107, good: no,", r"107"),
    ("an end that is left out", "        - {show: balance 102, good: no, says: two withdrawals are missing}\n", "",
     r"102"),
    ("a tour that points where nobody is", 'point: "balance.value += 1"', 'point: ROUNDS = 2',
     r"tour, stop 3: nobody stands at `ROUNDS = 2`"),
    ("a tour that takes a step that cannot be taken", "- go: P2*2\n", "- go: P3*1\n", r"tour, stop 3: "),
    ("a tour that asks about another moment", "at: P1*1 P2*2", "at: P1*2 P2*2",
     r"tour, stop 4: the question's `at` is another moment"),
    ("a question about a thing that is not there", "of: balance\n", "of: money\n", r"question next-store: there is no Value"),
    ("a question at a moment that does not exist", "at: P1*1 P2*2", "at: P1*1 P2*9", r"question next-store: P2 cannot take step"),
    ("candidates of which none comes", "[balance 97, balance 98, balance 99, balance 100, balance 101, balance 102, balance 103]",
     "[balance 97, balance 103]", r"question which-ends: no candidate is an end that comes"),
    ("a challenge that cannot be won", "goal: balance 98\n", "goal: balance 104\n", r"states no such end"),
    ("free runs that go wrong where nothing can", "bad_at_least: 0\n      bad_at_most: 0", "bad_at_least: 1\n      bad_at_most: 20",
     r"free runs of variant locked: no end is bad"),
    ("free runs that never go wrong where they can", "bad_at_least: 1\n      bad_at_most: 20", "bad_at_least: 0\n      bad_at_most: 0",
     r"free runs of variant bare: a bad end can come"),
    ("a solution that fails", "with lock:\n                source.value -= 1\n                target.value += 1\n\n    if",
     "source.value -= 1\n            target.value += 1\n\n    if", r"the solution: must pass, but demand right"),
    ("an answer called right that fails", "        with source.get_lock():\n            source.value -= 1\n        with target.get_lock():",
     "        source.value -= 1\n        with target.get_lock():", r"must pass, but demand right"),
    ("an answer called wrong that passes the demand", "fails: [no-wait]", "fails: [real-work]", r"must fail demand real-work, which is passed"),
]


def run(lockstep, path):
    done = subprocess.run([lockstep, 'check', path], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def main():
    lockstep, lesson = sys.argv[1], pathlib.Path(sys.argv[2]).read_text()
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 'atm.yaml')
        path.write_text(lesson)
        code, said = run(lockstep, path)
        if code != 0:
            print(f'the true lesson: code {code}\n{said}')
            faults += 1
        for what, old, new, wanted in CHANGES:
            assert old in lesson, f'{what}: the lesson has no `{old}` any more'
            path.write_text(lesson.replace(old, new, 1))
            code, said = run(lockstep, path)
            if code in (0, 3) or not re.search(wanted, said):
                print(f'{what}: code {code}, wanted `{wanted}`\n{said}')
                faults += 1
    print(f'{len(CHANGES)} false claims, {faults} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())

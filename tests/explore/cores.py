#!/usr/bin/env python3
"""Holds the search to one answer, byte for byte, however many cores it may use."""

import argparse
import os
import re
import subprocess
import sys
import tempfile

PROGRAM = """from multiprocessing import Process, Value

def change(balance, amount):
    for _ in range(10):
        balance.value += amount

if __name__ == '__main__':
    balance = Value('i', 100)
    for amount in (-1, 1):
        Process(target=change, args=(balance, amount)).start()
"""


def explore(lockstep, file, cores, *more):
    done = subprocess.run([lockstep, "explore", file, "--see", "values", "--json", *more], capture_output=True,
                          text=True, timeout=60, check=False, preexec_fn=lambda: os.sched_setaffinity(0, cores))
    return re.sub(r'"elapsed_s": [^,]*', "", done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lockstep", required=True)
    lockstep = parser.parse_args().lockstep
    everywhere = os.sched_getaffinity(0)
    failed = 0
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(PROGRAM)
        file.flush()
        for more in ((), ("--max-states", "9999"), ("--max-states", "1"), ("--invariant", "balance >= 95")):
            alone = explore(lockstep, file.name, {min(everywhere)}, *more)
            for _ in range(2):
                if not alone or explore(lockstep, file.name, everywhere, *more) != alone:
                    failed += 1
                    print(f"{more}: not the same on all cores as on one")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Times programs of the lesson language beside CPython: the same file, in turns, each timing itself.

Prints how many times as fast Lockstep is, from the shortest of the runs of each side, beside the ratio that is aimed
at. Start-up is timed as a whole command.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "programs")
# program, what it is, at least so many times CPython's speed
ROWS = (
    ("monte_carlo.py", "Monte Carlo pi, one process", 3.0),
    ("fib.py", "fib(27), recursive", 1.0),
    ("sieve.py", "sieve of 200,000, ten times", 1.0),
    ("strings.py", "string building", 1.0),
    ("counting.py", "dictionary counting", 1.0),
    ("sorting.py", "sorting 200,000 numbers, twice", 1.0),
    ("bbp.py", "BBP pi with Decimal, 1000+1500+2000 digits", 0.5),
    ("start_join.py", "start + join of an empty process", 5.0),
    ("locked_increment.py", "locked increment by two processes", 5.0),
    ("queue_ints.py", "queue of small ints", 10.0),
    ("pipe.py", "pipe ping-pong", 2.0),
    ("pool.py", "pool map of 20,000 tiny tasks, chunk 1", 10.0),
)


def timed(command, path):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run([*command, path], capture_output=True, text=True, timeout=120, env=environment, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()[-200:]}")
    return float(done.stdout)


def row(lockstep, name, what, aim, runs):
    path = os.path.join(HERE, name)
    ours, theirs = [], []
    try:
        for _ in range(runs):
            ours.append(timed([lockstep, "run"], path))
            theirs.append(timed([sys.executable], path))
    except (RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
        print(f"{what:44} not measured: {error}")
        return
    ratio = min(theirs) / min(ours)
    verdict = "" if ratio >= aim else "   BELOW"
    print(f"{what:44} {min(ours) * 1e3:9.1f} ms  CPython {min(theirs) * 1e3:9.1f} ms  {ratio:6.2f} x  (aim {aim}){verdict}")


def start_up(lockstep, runs):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        def whole(command):
            begin = time.perf_counter()
            subprocess.run([*command, file.name], check=True)
            return time.perf_counter() - begin

        ours = min(whole([lockstep, "run"]) for _ in range(4 * runs))
        theirs = min(whole([sys.executable]) for _ in range(runs))
    print(f"{'an empty program, whole command':44} {ours * 1e3:9.1f} ms  CPython {theirs * 1e3:9.1f} ms  "
          f"(aim under 10 ms){'' if ours < 0.010 else '   ABOVE'}")


def scaling(lockstep):
    try:
        ratio = timed([lockstep, "run"], os.path.join(HERE, "monte_carlo_pair.py"))
        print(f"{'Monte Carlo pi, two processes against one':44} {ratio:6.2f} x  (aim 1.9 on two idle cores; "
              f"this machine has {os.cpu_count()})")
    except (RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
        print(f"{'Monte Carlo pi, two processes against one':44} not measured: {error}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lockstep", required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", help="a part of a program's name")
    options = parser.parse_args()
    print(f"CPython {sys.version.split()[0]}; shortest of {options.runs} runs each")
    for name, what, aim in ROWS:
        if not options.only or options.only in name:
            row(options.lockstep, name, what, aim, options.runs)
    if not options.only:
        scaling(options.lockstep)
        start_up(options.lockstep, options.runs)


if __name__ == "__main__":
    main()

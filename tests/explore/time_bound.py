#!/usr/bin/env python3
"""Holds `explore --timeout` to its word on programs whose private work takes long and much memory."""

import argparse
import json
import subprocess
import sys
import tempfile
import time

WORKERS = """from multiprocessing import Process

def work():
{body}

if __name__ == '__main__':
    Process(target=work).start()
"""
BODIES = {
    "an endless loop": "    while True:\n        pass",
    "a growing list": "    kept = []\n    while True:\n        kept.append('a' * 1000)",
    "long work before each of many prints":
        "    for number in range(3000):\n        print(sum(sorted(range(400000 + number), key=lambda one: -one)))",
}
SECONDS = 0.5
PATIENCE = 15  # beyond it: one piece of work may go on to its end, and the machine may be busy


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lockstep", required=True)
    lockstep = parser.parse_args().lockstep
    failed = 0
    for name, body in BODIES.items():
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(WORKERS.format(body=body))
            file.flush()
            begin = time.monotonic()
            done = subprocess.run([lockstep, "explore", file.name, "--json", "--timeout", str(SECONDS)],
                                  capture_output=True, text=True, timeout=100, check=False)
            took = time.monotonic() - begin
        report = json.loads(done.stdout)
        over = not report["exhausted"] and report["bound"] != f"{SECONDS} seconds"
        if over or took > SECONDS + PATIENCE or done.returncode not in (0, 1, 3):
            failed += 1
            print(f"{name}: exit {done.returncode} after {took:.1f} s, bound {report['bound']}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()

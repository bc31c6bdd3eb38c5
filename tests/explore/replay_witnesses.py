#!/usr/bin/env python3
"""Replays the witness of every outcome of every lesson and scenario on real processes: it must end as the search says."""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SCENARIOS = pathlib.Path(__file__).resolve().parent.parent / "lang" / "scenarios"


def run(command, timeout):
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)


def masked(text, report):
    """Without measured times: the search's clocks are its own, and it says so."""
    return re.sub(r"\d+\.\d+", "T", text) if any("clock" in line for line in report["assumed"]) else text


def replay(lockstep, target, outcome, report):
    """None, or what differs."""
    with tempfile.NamedTemporaryFile("w", suffix=".schedule") as file:
        file.write(outcome["schedule"])
        file.flush()
        done = run([lockstep, "replay", target[0], file.name, *target[1:]], 60)
    if "output" not in outcome:  # a deadlock: it has to stand still, which replay reports
        return None if done.returncode in (124, 125) else f"exit code {done.returncode}: {done.stderr[-200:]}"
    if done.returncode != outcome["exit"]:
        return f"exit code {done.returncode} instead of {outcome['exit']}: {done.stderr[-200:]}"
    if masked(done.stdout, report) != masked(outcome["output"], report):
        return f"output {done.stdout!r} instead of {outcome['output']!r}"
    return None


def check_target(lockstep, target, max_states, every=1):
    """What differs, for the outcomes of a program (or one in `every`): words that name it, on the command line."""
    found = run([lockstep, "explore", *target, "--json", "--max-states", str(max_states)], 100)
    if not found.stdout:
        return [f"explore: {found.stderr.strip()[-200:]}"]
    report = json.loads(found.stdout)
    wrong = []
    first = sum(map(ord, "".join(target))) % every  # another one in each program
    for outcome in (report["outcomes"] + report["deadlocks"])[first::every]:
        if outcome["schedule"] and not outcome.get("livelock"):
            differs = replay(lockstep, target, outcome, report)
            if differs:
                wrong.append(f"{outcome.get('show', 'deadlock')!r}: {differs}")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lockstep", required=True)
    parser.add_argument("--every", type=int, default=1, help="one witness in so many, where a run is slow")
    parser.add_argument("lessons", nargs="*")
    options = parser.parse_args()
    lockstep = os.path.abspath(options.lockstep)
    targets = []
    for lesson in json.loads(run([lockstep, "list", "--json"], 20).stdout):
        if not options.lessons or lesson["id"] in options.lessons:
            variants = [v["id"] if isinstance(v, dict) else v for v in lesson["variants"]]
            targets += [((lesson["id"], "--variant", variant), 200000) for variant in variants]
    if not options.lessons:
        targets += [((str(file),), 20000) for file in sorted(SCENARIOS.glob("*.py"))]
    passed = failed = 0
    for target, max_states in targets:
        wrong = check_target(lockstep, target, max_states, options.every)
        passed += not wrong
        failed += bool(wrong)
        for line in wrong:
            print(f"{' '.join(target)}: {line}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Replays the witness of every outcome of every lesson on real processes: the run must end as the search says."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile


def run(command, timeout):
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)


def masked(text, report):
    """Without measured times: the search's clocks are its own, and it says so."""
    return re.sub(r"\d+\.\d+", "T", text) if any("clock" in line for line in report["assumed"]) else text


def replay(lockstep, lesson, variant, outcome, report):
    """None, or what differs."""
    with tempfile.NamedTemporaryFile("w", suffix=".schedule") as file:
        file.write(outcome["schedule"])
        file.flush()
        done = run([lockstep, "replay", lesson, file.name, "--variant", variant], 60)
    if "output" not in outcome:  # a deadlock: it has to stand still, which replay reports
        return None if done.returncode in (124, 125) else f"exit code {done.returncode}: {done.stderr[-200:]}"
    if done.returncode != outcome["exit"]:
        return f"exit code {done.returncode} instead of {outcome['exit']}: {done.stderr[-200:]}"
    if masked(done.stdout, report) != masked(outcome["output"], report):
        return f"output {done.stdout!r} instead of {outcome['output']!r}"
    return None


def check_variant(lockstep, lesson, variant):
    found = run([lockstep, "explore", lesson, "--variant", variant, "--json", "--max-states", "200000"], 100)
    if not found.stdout:
        return [f"explore: {found.stderr.strip()[-200:]}"]
    report = json.loads(found.stdout)
    wrong = []
    for outcome in report["outcomes"] + report["deadlocks"]:
        if outcome["schedule"] and not outcome.get("livelock"):
            differs = replay(lockstep, lesson, variant, outcome, report)
            if differs:
                wrong.append(f"{outcome.get('show', 'deadlock')!r}: {differs}")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lockstep", required=True)
    parser.add_argument("lessons", nargs="*")
    options = parser.parse_args()
    lockstep = os.path.abspath(options.lockstep)
    passed = failed = 0
    for lesson in json.loads(run([lockstep, "list", "--json"], 20).stdout):
        if options.lessons and lesson["id"] not in options.lessons:
            continue
        for variant in lesson["variants"]:
            variant = variant["id"] if isinstance(variant, dict) else variant
            wrong = check_variant(lockstep, lesson["id"], variant)
            passed += not wrong
            failed += bool(wrong)
            for line in wrong:
                print(f"{lesson['id']} {variant}: {line}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Holds free runs of every scenario to what the search has found: each end that a trial or CPython shows is one of its.

A program whose states are too many for this test is named below, with the reason; it is an error to name one that is not.
Numbers that chance gives, and measured times, are compared as such.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "load"))
import programs  # noqa: E402  # pylint: disable=wrong-import-position

FOLDER = HERE.parent / "lang" / "scenarios"
STATES = 150000
TRIALS = 10
LIMIT_S = 60

SEES = {"a11_two_counters": "each-process"}
TOO_LARGE = {
    "b3_thirty": "thirty processes",
    "b4_nested": "a thousand updates a process",
    "c2_atm_locked": "ten sessions of two processes each",
    "c4_get_lock": "a thousand updates a process",
    "d5_order": "eight processes that sleep any time and put into one queue",
    "d7_get_first": "ten thousand items on their way",
    "e1_pool_map": "ten tasks for four workers that nothing tells apart",
    "e2_worker_pool": "nine tasks that sleep any time on four workers",
}


def command(*words):
    return subprocess.run(words, capture_output=True, text=True, timeout=300, check=False, stdin=subprocess.DEVNULL)


def masked(text, assumed):
    text = text.rstrip("\n")
    if any("random" in line for line in assumed):
        text = re.sub(r"\d+", "N", text)
    if any("clock" in line for line in assumed):
        text = re.sub(r"\d+\.\d+", "T", text)
        text = re.sub(r"\b(True|False)\b", "early or late", text)  # a busy machine is late
    return text


def shown(see, text):
    """What one run shows, so that two runs that the kind of end does not tell apart are equal."""
    return "\n".join(sorted(text.split("\n"))) if see == "each-process" else text


def found_by_search(report, see):
    ends = set()
    for outcome in report["outcomes"]:
        code = f"\n[exit code {outcome['exit']}]" if outcome["exit"] else ""
        ends.add(shown(see, masked(outcome["output"], report["assumed"]) + code))
    return ends


def seen_in_trials(lockstep, file, report, see):
    done = command(lockstep, "trials", str(file), "-n", str(TRIALS), "--speed", "20", "--json")
    for outcome in json.loads(done.stdout)["outcomes"]:
        text = re.sub(r"(?<!\n)\[exit code", "\n[exit code", outcome["output"])
        yield "a trial", shown(see, masked(text, report["assumed"]))


def seen_in_cpython(file, report, see):
    output, _, code = programs.run(file.read_text(), LIMIT_S)
    end = "" if code == 0 else f"\n[exit code {code}]"
    yield "CPython", shown(see, masked(output, report["assumed"]) + end)


def explore(lockstep, file, see, timing):
    done = command(lockstep, "explore", str(file), "--json", "--see", see, "--timing", timing, "--max-states",
                   str(STATES))
    if not done.stdout:
        raise RuntimeError(f"{file.stem}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def check(lockstep, file, cpython):
    """Lines that say what is wrong."""
    name = file.stem
    see = SEES.get(name, "lines")
    report = explore(lockstep, file, see, "any")
    if not report["exhausted"]:
        return [] if name in TOO_LARGE else [f"{name}: bounded at {report['bound']}"]
    if name in TOO_LARGE:
        return [f"{name}: it is exhausted after {report['states']} states, not too large"]
    ends = found_by_search(report, see)
    if any("clock" in line for line in report["assumed"]):  # what a clock shows is only known where sleeps are exact
        ends |= found_by_search(explore(lockstep, file, see, "ideal"), see)
    runs = list(seen_in_trials(lockstep, file, report, see))
    runs += list(seen_in_cpython(file, report, see)) if cpython else []
    return [f"{name}: {who} ends in\n{text}\nwhich the search has not found" for who, text in runs
            if text not in ends]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lockstep", required=True)
    parser.add_argument("--without-cpython", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    lockstep = os.path.abspath(options.lockstep)
    files = [file for file in sorted(FOLDER.glob("*.py")) if not options.names or file.stem in options.names]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda file: check(lockstep, file, not options.without_cpython), files))
    wrong = [line for lines in answers for line in lines]
    print("\n".join(wrong + [f"{len(files)} scenarios, {len(wrong)} wrong"]))
    sys.exit(len(wrong) > 0 or not files)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Holds the explanations of the search to sentences that were read and found true, one file beside each program.

A program's first line may give options: `# explore: --invariant x>=0`. --update writes the sentences anew, to be read
before they are committed.
"""

import argparse
import json
import pathlib
import subprocess
import sys

FOLDER = pathlib.Path(__file__).parent / "explanations"


def explain(lockstep, program):
    first = program.read_text().split("\n", 1)[0]
    options = first.removeprefix("# explore: ").split() if first.startswith("# explore: ") else []
    done = subprocess.run([lockstep, "explore", str(program), "--json", *options], capture_output=True, text=True,
                          timeout=60, check=False)
    report = json.loads(done.stdout)
    text = ""
    for outcome in report["outcomes"] + report["deadlocks"]:
        shown = " | ".join(outcome["show"].split("\n")) if "show" in outcome else "(deadlock)"
        text += f"{shown}: {outcome['schedules']}\n" + "".join(f"    {line}\n" for line in outcome["why"])
    for title, found in (("(can wait for ever)", report["starvation"]), ("(the invariant is broken)", report["errors"])):
        for one in found:
            if "why" in one:
                text += f"{title}\n" + "".join(f"    {line}\n" for line in one["why"])
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lockstep", required=True)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    passed = failed = 0
    for program in sorted(FOLDER.glob("*.py")):
        wanted, got = program.with_suffix(".why"), explain(options.lockstep, program)
        if options.update:
            wanted.write_text(got)
        if wanted.read_text() == got:
            passed += 1
        else:
            failed += 1
            print(f"{program.name}: wanted\n{wanted.read_text()}got\n{got}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()

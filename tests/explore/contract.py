#!/usr/bin/env python3
"""Holds `explore` and `trials` to their contract: exit codes, one line for bad input, and the keys of --json."""

import argparse
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

ATM = """from multiprocessing import Process, Value

ROUNDS = {rounds}

def change(balance, amount):
    for _ in range(ROUNDS):
        balance.value += amount

if __name__ == '__main__':
    balance = Value('i', 100)
    both = [Process(target=change, args=(balance, amount)) for amount in (-1, 1)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    print('balance', balance.value)
"""
LOCKS = """from multiprocessing import Process, Lock

def cross(first, second):
    with first:
        with second:
            pass

if __name__ == '__main__':
    a, b = Lock(), Lock()
    p = Process(target=cross, args=(a, b))
    q = Process(target=cross, args=(b, a))
    p.start()
    q.start()
    p.join()
    q.join()
"""
SPINS = """from multiprocessing import Process, Value

def wait(flag):
    while flag.value == 0:
        pass
    print('seen')

if __name__ == '__main__':
    flag = Value('i', 0)
    p = Process(target=wait, args=(flag,))
    p.start()
    print('begun')
    flag.value = 1
    p.join()
"""
SLEEPS = """import time
from multiprocessing import Process

def say(word, seconds):
    time.sleep(seconds)
    print(word)

if __name__ == '__main__':
    for number in range(3):
        Process(target=say, args=(number, number)).start()
"""
PROGRAMS = {
    "atm.py": ATM.format(rounds=1), "large.py": ATM.format(rounds=300), "locks.py": LOCKS, "spins.py": SPINS,
    "sleeps.py": SLEEPS, "alone.py": "print('alone')\n",
    "raises.py": LOCKS.replace("pass", "raise ValueError('inside')"),
}
KEYS = {"program", "exhausted", "states", "transitions", "elapsed_s", "outcomes", "deadlocks", "errors"}
OUTCOME = {"output", "exit", "values", "schedules", "steps", "switches", "schedule"}
WAITING = {"process", "line", "on", "held_by"}


class Contract:
    def __init__(self, lockstep, folder):
        self.lockstep, self.folder, self.failed = lockstep, folder, 0

    def hold(self, what, is_so):
        if not is_so:
            self.failed += 1
            print(f"not so: {what}")

    def run(self, *words):
        return subprocess.run([self.lockstep, *words], cwd=self.folder, capture_output=True, text=True, timeout=100,
                              check=False)

    def explore(self, code, *words):
        done = self.run("explore", *words, "--json")
        self.hold(f"explore {' '.join(words)}: exit code {done.returncode}, not {code}", done.returncode == code)
        report = json.loads(done.stdout)
        self.hold(f"{words}: keys of the whole", KEYS <= set(report))
        for outcome in report["outcomes"]:
            self.hold(f"{words}: keys of an outcome", OUTCOME <= set(outcome))
        for deadlock in report["deadlocks"]:
            self.hold(f"{words}: keys of a deadlock", {"waiting", "schedule"} <= set(deadlock))
            for waiting in deadlock["waiting"]:
                self.hold(f"{words}: keys of who waits", WAITING <= set(waiting))
        for error in report["errors"]:
            self.hold(f"{words}: keys of an error", {"process", "line", "message", "schedule"} <= set(error))
        return report

    def refuse(self, *words):
        done = self.run(*words)
        line = done.stderr.startswith("lockstep: ") and done.stderr.count("\n") == 1
        self.hold(f"{' '.join(words)}: exit code {done.returncode}, {done.stderr!r}", done.returncode == 2 and line)
        return done


def check_exit_codes(contract):
    report = contract.explore(0, "atm.py")
    contract.hold("three ends of one round a side", {o["output"] for o in report["outcomes"]} ==
                  {"balance 99\n", "balance 100\n", "balance 101\n"})
    contract.hold("orders are decimal strings", sorted(o["schedules"] for o in report["outcomes"]) == ["2", "2", "2"])
    contract.explore(1, "atm.py", "--expect", "balance 100")
    contract.explore(1, "atm.py", "--one-end")
    report = contract.explore(1, "atm.py", "--invariant", "balance >= 100")
    contract.hold("a broken invariant names a line", any(error["line"] == 7 for error in report["errors"]))
    contract.explore(0, "atm.py", "--invariant", "balance >= 99")
    report = contract.explore(1, "locks.py")
    held = {(w["process"], w["held_by"]) for w in report["deadlocks"][0]["waiting"] if w["held_by"]}
    contract.hold("who holds what", held == {("P1", "P2"), ("P2", "P1")})
    report = contract.explore(1, "raises.py")
    contract.hold("an exception's line", all(error["line"] == 6 for error in report["errors"]))
    report = contract.explore(3, "large.py", "--max-states", "1")
    contract.hold("one state and no more", report["states"] == 1 and not report["exhausted"])
    report = contract.explore(3, "large.py", "--timeout", "0.2")
    contract.hold("the bound is named", report["bound"] == "0.2 seconds")
    states = contract.explore(0, "atm.py")["states"]
    contract.explore(0, "atm.py", "--max-states", str(states))
    contract.explore(3, "atm.py", "--max-states", str(states - 1))
    contract.explore(1, "locks.py", "--max-states", "1000", "--expect", "nothing like this")


def check_counts(contract):
    report = contract.explore(0, "spins.py")
    contract.hold("no count where a cycle leads", all(o["schedules"] is None for o in report["outcomes"]))
    for see in ("last-line", "lines", "lines-any-order", "each-process", "values"):
        report = contract.explore(0, "atm.py", "--see", see)
        contract.hold(f"--see {see}: six orders in all",
                      sum(int(outcome["schedules"]) for outcome in report["outcomes"]) == 6)
    report = contract.explore(0, "sleeps.py", "--timing", "ideal")
    contract.hold("exact sleeps", (report["schedules"], report["other_timing"]["schedules"]) == ("1", "6"))
    report = contract.explore(0, "sleeps.py")
    contract.hold("sleeps that may be late", (report["schedules"], report["other_timing"]["schedules"]) == ("6", "1"))
    text = contract.run("explore", "sleeps.py").stdout
    contract.hold("both numbers in the text",
                  "sleeps exact: 1 order, 1 end; if a sleep may be late: 6 orders, 6 ends" in text)


def check_bad_input(contract):
    for invariant in ("balance >", "(", "", "1 >= 0", "nothing >= 0", "change >= 0"):
        contract.refuse("explore", "atm.py", "--invariant", invariant)
    contract.refuse("explore", "large.py", "--invariant", "nothing >= 0")
    done = contract.refuse("explore", "alone.py")
    contract.hold("the one end of a program without processes is told", "alone" in done.stdout)
    contract.refuse("explore", "atm.py", "--save", "/proc/nothing")
    contract.refuse("explore", "atm.py", "--save", "atm.py")
    for words in (("--max-states", "0"), ("--max-states", "x"), ("--timeout", "0"), ("--timing", "x"), ("--see", "x")):
        contract.refuse("explore", "atm.py", *words)
    contract.refuse("trials", "atm.py", "-n", "0")
    contract.refuse("trials", "nowhere.py", "-n", "1")


def wait_for_handler(pid):
    """Until the process catches SIGINT: then it searches, or is about to."""
    for _ in range(1000):
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("SigCgt:") and int(line.split()[1], 16) >> (signal.SIGINT - 1) & 1:
                return
        time.sleep(0.02)


def check_interrupt(contract):
    for words in ((), ("--json",)):
        with subprocess.Popen([contract.lockstep, "explore", "large.py", *words], cwd=contract.folder,
                              stdout=subprocess.PIPE, text=True) as child:
            wait_for_handler(child.pid)
            child.send_signal(signal.SIGINT)
            text = child.communicate(timeout=60)[0]
        contract.hold(f"Ctrl-C is 3, not {child.returncode}", child.returncode == 3)
        contract.hold("what was found so far is told as that",
                      json.loads(text)["bound"] == "stopped" if words else "bounded (stopped)" in text)


def check_save(contract):
    folder = pathlib.Path(contract.folder, "saved")
    contract.explore(0, "atm.py", "--save", str(folder))
    contract.hold("a schedule for each end", len(list(folder.iterdir())) == 3)
    for file in folder.iterdir():
        contract.hold("each replays", contract.run("replay", "atm.py", str(file)).returncode == 0)


def check_trials(contract):
    done = contract.run("trials", "atm.py", "-n", "5", "--json")
    report = json.loads(done.stdout)
    contract.hold("trials: 0", done.returncode == 0 and report["runs"] == 5)
    contract.hold("trials: every run is counted", sum(outcome["count"] for outcome in report["outcomes"]) == 5)
    contract.hold("trials: keys", all(set(outcome) >= {"output", "count"} for outcome in report["outcomes"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lockstep", required=True)
    lockstep = os.path.abspath(parser.parse_args().lockstep)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in PROGRAMS.items():
            pathlib.Path(folder, name).write_text(text)
        contract = Contract(lockstep, folder)
        for check in (check_exit_codes, check_counts, check_bad_input, check_interrupt, check_save, check_trials):
            check(contract)
    sys.exit(contract.failed > 0)


if __name__ == "__main__":
    main()

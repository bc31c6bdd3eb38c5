#!/usr/bin/env python3
"""What is known about small concurrent programs, asked of `lockstep explore`."""

import argparse
import itertools
import json
import math
import subprocess
import sys
import tempfile

UPDATES = """from multiprocessing import Process, Value, Lock

ROUNDS = {rounds}

def change(balance, lock, amount):
    for _ in range(ROUNDS):
        {body}

if __name__ == '__main__':
    balance = Value('i', {begin})
    lock = Lock()
    p = Process(target=change, args=(balance, lock, {first}))
    q = Process(target=change, args=(balance, lock, {second}))
    p.start()
    q.start()
    p.join()
    q.join()
    print('balance', balance.value)
"""
PLAIN = "balance.value += amount"
LOCKED = "with lock:\n            balance.value += amount"

PHILOSOPHERS = """from multiprocessing import Process, Lock

SEATS = {seats}

def dine(forks, left, right):
    first, second = {order}
    with forks[first]:
        with forks[second]:
            pass

if __name__ == '__main__':
    forks = [Lock() for _ in range(SEATS)]
    guests = [Process(target=dine, args=(forks, i, (i + 1) % SEATS)) for i in range(SEATS)]
    for guest in guests:
        guest.start()
    for guest in guests:
        guest.join()
"""

PETERSON = """from multiprocessing import Process, Value, Array

def enter(wants, turn, inside, me):
    other = 1 - me
    {first}
    {second}
    while wants[other] and turn.value == other:
        pass
    inside.value += 1
    assert inside.value == 1
    inside.value -= 1
    wants[me] = 0

if __name__ == '__main__':
    wants = Array('i', 2, lock=False)
    turn = Value('i', 0, lock=False)
    inside = Value('i', 0, lock=False)
    both = [Process(target=enter, args=(wants, turn, inside, i)) for i in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
"""

PUTTERS = """from multiprocessing import Process, SimpleQueue

def put(queue, number):
    queue.put(number)

if __name__ == '__main__':
    queue = SimpleQueue()
    putters = [Process(target=put, args=(queue, i)) for i in range(3)]
    for putter in putters:
        putter.start()
    for putter in putters:
        putter.join()
    print([queue.get() for _ in range(3)])
"""

PRINTERS = """from multiprocessing import Process

def say(name):
    print(name, 1)
    print(name, 2)

if __name__ == '__main__':
    both = [Process(target=say, args=(name,)) for name in 'ab']
    for one in both:
        one.start()
    for one in both:
        one.join()
"""


SIGNAL = """import os, signal
from multiprocessing import Process, Event, Lock

def handler(number, frame):
    {handler}

def work(ready, lock):
    signal.signal(signal.SIGUSR1, {action})
    ready.set()
    with lock:
        print('inside')

if __name__ == '__main__':
    ready = Event()
    lock = Lock()
    {hold}
    child = Process(target=work, args=(ready, lock))
    child.start()
    ready.wait()
    os.kill(child.pid, signal.SIGUSR1)
    {give}
    child.join()
    print(child.exitcode)
"""


LOOKS = """from multiprocessing import Process, Lock, Value

def hold(lock, value):
    with lock:
        value.value = 5

if __name__ == '__main__':
    lock = Lock()
    value = Value('i', 1)
    child = Process(target=hold, args=(lock, value))
    child.start()
    print(lock)
    print(value)
    child.join()
"""


class Checks:
    def __init__(self, lockstep):
        self.lockstep, self.passed, self.failed = lockstep, 0, 0

    def explore(self, text, *options):
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(text)
            file.flush()
            done = subprocess.run([self.lockstep, "explore", file.name, "--json", *options], capture_output=True,
                                  text=True, timeout=250, check=False)
        if not done.stdout:
            raise RuntimeError(f"explore ended with {done.returncode}: {done.stderr}")
        return done.returncode, json.loads(done.stdout)

    def equal(self, what, got, wanted):
        if got == wanted:
            self.passed += 1
        else:
            self.failed += 1
            print(f"{what}: got {got!r}, wanted {wanted!r}")


def ends(report):
    return {outcome["show"]: outcome["schedules"] and int(outcome["schedules"]) for outcome in report["outcomes"]}


def check_updates(checks):
    def atm(rounds, body):
        return checks.explore(UPDATES.format(rounds=rounds, body=body, begin=100, first=-1, second=1))[1]

    checks.equal("one round a side", sum(ends(atm(1, PLAIN)).values()), 6)
    checks.equal("two rounds a side", ends(atm(2, PLAIN)),
                 {"balance 98": 12, "balance 99": 16, "balance 100": 14, "balance 101": 16, "balance 102": 12})
    checks.equal("two rounds under a lock", ends(atm(2, LOCKED)), {"balance 100": 6})
    for rounds in range(2, 6):
        report = checks.explore(UPDATES.format(rounds=rounds, body=PLAIN, begin=0, first=1, second=1))[1]
        checks.equal(f"two loops of {rounds}", sorted(ends(report)),
                     sorted(f"balance {i}" for i in range(2, 2 * rounds + 1)))
        checks.equal(f"orders of two loops of {rounds}", sum(ends(report).values()),
                     math.comb(4 * rounds, 2 * rounds))


def check_philosophers(checks):
    for seats in range(2, 6):
        code, report = checks.explore(PHILOSOPHERS.format(seats=seats, order="left, right"))
        checks.equal(f"{seats} philosophers, left first", (code, len(report["deadlocks"]) > 0), (1, True))
        code, report = checks.explore(PHILOSOPHERS.format(seats=seats, order="sorted((left, right))"))
        checks.equal(f"{seats} philosophers in order", (code, report["deadlocks"], report["exhausted"]), (0, [], True))


def check_peterson(checks):
    lines = ("wants[me] = 1", "turn.value = other")
    code, report = checks.explore(PETERSON.format(first=lines[0], second=lines[1]))
    checks.equal("Peterson", (code, report["errors"], report["exhausted"]), (0, [], True))
    code, report = checks.explore(PETERSON.format(first=lines[1], second=lines[0]))
    checks.equal("Peterson swapped", (code, len(report["errors"]) > 0), (1, True))


def check_orders(checks):
    _, report = checks.explore(PUTTERS)
    checks.equal("three putters", sorted(ends(report)), sorted(str(list(p)) for p in itertools.permutations(range(3))))
    _, report = checks.explore(PRINTERS)
    checks.equal("two printers", (len(ends(report)), sum(ends(report).values())), (6, 6))


def check_cost_of_prints(checks):
    """A print in each round costs at most twice the states when only the lines count, in any order."""
    plain = UPDATES.format(rounds=3, body=PLAIN, begin=100, first=-1, second=1)
    printing = UPDATES.format(rounds=3, body=PLAIN + "\n        print('done')", begin=100, first=-1, second=1)
    _, without = checks.explore(plain, "--see", "lines-any-order")
    _, with_prints = checks.explore(printing, "--see", "lines-any-order")
    checks.equal("states with a print a round", with_prints["states"] <= 2 * without["states"], True)
    many = PRINTERS.replace("    print(name, 1)\n    print(name, 2)\n",
                            "    for i in range(100):\n        print(name, i)\n")
    _, report = checks.explore(many, "--see", "each-process")
    checks.equal("200 prints under each-process", (report["exhausted"], len(report["outcomes"])), (True, 1))


def check_signals(checks):
    """A handler runs before any operation of its process that is still to come, and takes it out of a wait."""

    def shown(handler, action="handler", hold="pass", give="pass"):
        code, report = checks.explore(SIGNAL.format(handler=handler, action=action, hold=hold, give=give))
        return code, report["exhausted"], sorted(ends(report))

    checks.equal("a handler that prints", shown("print('usr1')"),
                 (0, True, ["inside\n0", "inside\nusr1\n0", "usr1\ninside\n0"]))
    checks.equal("a handler that ends its process", shown("raise SystemExit(7)"),
                 (0, True, ["7", "inside\n0", "inside\n7"]))
    checks.equal("a handler while its process waits for a lock",
                 shown("raise SystemExit(7)", hold="lock.acquire()", give="child.join(); lock.release()"),
                 (0, True, ["7"]))
    checks.equal("a signal that is ignored", shown("pass", action="signal.SIG_IGN"), (0, True, ["inside\n0"]))
    checks.equal("a signal without a handler", shown("pass", action="signal.SIG_DFL"),
                 (0, True, ["-10", "inside\n-10", "inside\n0"]))


def check_looks(checks):
    """The text of a lock or a value tells of what others may change: to look is a step."""
    _, report = checks.explore(LOOKS)
    texts = [f"<Lock(owner={owner})>\n<Synchronized wrapper for c_int({number})>"
             for owner in ("None", "SomeOtherProcess") for number in (1, 5)]
    checks.equal("looks at a lock and a value", sorted(ends(report)), sorted(texts))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lockstep", required=True)
    checks = Checks(parser.parse_args().lockstep)
    for check in (check_updates, check_philosophers, check_peterson, check_orders, check_cost_of_prints,
                  check_signals, check_looks):
        check(checks)
    print(f"{checks.passed} passed, {checks.failed} failed")
    sys.exit(checks.failed > 0)


if __name__ == "__main__":
    main()

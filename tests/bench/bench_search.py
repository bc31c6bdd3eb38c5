#!/usr/bin/env python3
"""Times the search beside Spin: whole commands, from the text of the program to all ends.

Spin translates, compiles and runs a model of the same program; Lockstep reads the program itself.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))

ATM = """from multiprocessing import Process, Value

ROUNDS = {n}

def withdraw(balance):
    for _ in range(ROUNDS):
        balance.value -= 1

def deposit(balance):
    for _ in range(ROUNDS):
        balance.value += 1

if __name__ == '__main__':
    balance = Value('i', 100)
    p = Process(target=withdraw, args=(balance,))
    q = Process(target=deposit, args=(balance,))
    p.start()
    q.start()
    p.join()
    q.join()
    print('balance', balance.value)
"""

PHILOSOPHERS = """from multiprocessing import Process, Lock

SEATS = {n}

def dine(left, right):
    with left:
        with right:
            pass

if __name__ == '__main__':
    forks = [Lock() for _ in range(SEATS)]
    guests = [Process(target=dine, args=(forks[i], forks[(i + 1) % SEATS])) for i in range(SEATS)]
    for guest in guests:
        guest.start()
    for guest in guests:
        guest.join()
"""

BUFFER = """from multiprocessing import Process, Semaphore, Lock, Value

ITEMS = {n}

def produce(room, items, lock, stored):
    for _ in range(ITEMS):
        room.acquire()
        with lock:
            stored.value += 1
        items.release()

def consume(room, items, lock, stored):
    for _ in range(ITEMS):
        items.acquire()
        with lock:
            stored.value -= 1
        room.release()

if __name__ == '__main__':
    room, items, lock, stored = Semaphore(2), Semaphore(0), Lock(), Value('i', 0)
    both = [Process(target=f, args=(room, items, lock, stored)) for f in (produce, consume, produce, consume)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    print('stored', stored.value)
"""


def run_search(lockstep, text):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(text)
        file.flush()
        begin = time.perf_counter()
        done = subprocess.run([lockstep, "explore", file.name, "--json"], capture_output=True, text=True, check=False)
        elapsed = time.perf_counter() - begin
    if not done.stdout:
        raise RuntimeError(done.stderr.strip()[-200:])
    return elapsed, json.loads(done.stdout)


def run_spin(model, define):
    if not shutil.which("spin"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        subprocess.run(["spin", f"-D{define}", "-a", os.path.join(HERE, model)], cwd=folder, check=True,
                       capture_output=True)
        subprocess.run(["gcc", "-O2", "-DSAFETY", "-o", "pan", "pan.c"], cwd=folder, check=True, capture_output=True)
        subprocess.run(["./pan", "-m1000000", "-c0"], cwd=folder, check=True, capture_output=True)
        return time.perf_counter() - begin


def row(options, what, text, spin):
    try:
        mine = min((run_search(options.lockstep, text) for _ in range(options.runs)), key=lambda pair: pair[0])
    except RuntimeError as error:
        print(f"{what:36} not measured: {error}")
        return
    elapsed, report = mine
    line = (f"{what:36} {elapsed:7.3f} s  {report['states']:>9} states  {report['states'] / report['elapsed_s']:>11,.0f} a second")
    if report.get("memory_bytes"):
        line += f"  {report['memory_bytes'] / report['states']:6.1f} bytes a state"
    if spin:
        theirs = [run_spin(*spin) for _ in range(options.runs)]
        line += f"   Spin {min(theirs):6.3f} s  {min(theirs) / elapsed:5.2f} x" if theirs[0] else "   Spin is not installed"
    print(line + ("" if report["exhausted"] else "   BOUNDED"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lockstep", required=True)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    options.lockstep = os.path.abspath(options.lockstep)
    row(options, "ATM, no lock, 30 rounds (aim 3 x)", ATM.format(n=30), ("atm.pml", "ROUNDS=30"))
    for seats in range(3, 9):
        row(options, f"philosophers, {seats}", PHILOSOPHERS.format(n=seats), ("philosophers.pml", f"SEATS={seats}"))
    for items in (4, 16):
        row(options, f"bounded buffer, 4 processes, {items} items", BUFFER.format(n=items),
            ("buffer.pml", f"ITEMS={items}"))


if __name__ == "__main__":
    main()

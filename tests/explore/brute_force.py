#!/usr/bin/env python3
"""Holds the search to a plain enumeration of all schedules.

Random small programs over shared values, locks, semaphores and queues are written out twice: as a program for
`lockstep explore`, and as lists of steps for the few lines below, which follow every schedule without any cleverness.
Ends, deadlocks and the number of schedules for each must be equal.

A second series has events, barriers, pipes and conditions. What is one step of these, and what two, is the machine's
own affair: there ends must be equal, and who is left waiting in the deadlocks.
"""

import argparse
import collections
import functools
import json
import random
import subprocess
import sys
import tempfile

VALUES = ("x", "y")
HEAD = """from multiprocessing import Process, Value, Lock, Semaphore, Queue

"""
MAIN = """
if __name__ == '__main__':
    x = Value('i', 0, lock=False)
    y = Value('i', 0, lock=False)
    l = Lock()
    m = Lock()
    s = Semaphore({semaphore})
    q = Queue()
    shared = (x, y, l, m, s, q)
    children = [Process(target=f, args=shared) for f in ({targets},)]
    for child in children:
        child.start()
    for child in children:
        child.join()
"""


def random_process(rng, budget, queues):
    """Source lines and steps of one process."""
    lines, steps = [], []
    while budget > 0:
        kind = rng.choice(("add", "copy", "with", "lock", "semaphore") + (("put", "get") if queues else ()))
        name, other, lock = rng.choice(VALUES), rng.choice(VALUES), rng.choice("lm")
        amount = rng.randint(1, 2)
        if kind == "add":
            lines.append(f"{name}.value += {amount}")
            steps += [("load", name), ("store", name, amount)]
            budget -= 2
        elif kind == "copy":
            lines.append(f"{name}.value = {other}.value + {amount}")
            steps += [("load", other), ("store", name, amount)]
            budget -= 2
        elif kind == "with":
            lines += [f"with {lock}:", f"    {name}.value += {amount}"]
            steps += [("acquire", lock), ("load", name), ("store", name, amount), ("release", lock)]
            budget -= 3
        elif kind == "lock":
            gives_back = rng.random() < 0.6
            lines += [f"{lock}.acquire()"] + [f"{name}.value += {amount}", f"{lock}.release()"] * gives_back
            held = [("load", name), ("store", name, amount), ("release", lock)]
            steps += [("acquire", lock)] + held * gives_back
            budget -= 3
        elif kind == "semaphore":
            down = rng.random() < 0.5
            lines.append("s.acquire()" if down else "s.release()")
            steps.append(("down",) if down else ("up",))
            budget -= 1
        elif kind == "put":
            lines.append(f"q.put({amount})")
            steps.append(("put", amount))
            budget -= 2
        else:
            lines.append(f"{name}.value = q.get()")
            steps += [("get",), ("store", name, 0)]
            budget -= 2
    return lines, steps


def random_program(rng):
    count = rng.choice((2, 2, 3))
    queues = rng.random() < 0.4
    processes = [random_process(rng, 8 // count + rng.randint(0, 2), queues) for _ in range(count)]
    semaphore = rng.randint(0, 1)
    text = HEAD
    for i, (lines, _) in enumerate(processes):
        text += f"\ndef f{i}(x, y, l, m, s, q):\n" + "".join(f"    {line}\n" for line in lines)
    text += MAIN.format(semaphore=semaphore, targets=", ".join(f"f{i}" for i in range(count)))
    return text, [steps for _, steps in processes], semaphore


# A state: (positions, numbers in hand, values, lock owners, semaphore, buffers, pipe)


def start(processes, semaphore):
    count = len(processes)
    return ((0,) * count, (0,) * count, (0, 0), (None, None), semaphore, ((),) * count, ())


def put_at(items, i, item):
    return items[:i] + (item,) + items[i + 1:]


def steps_from(processes, state):
    """Every state that one step of somebody leads to."""
    positions, hands, values, locks, semaphore, buffers, pipe = state
    for p, steps in enumerate(processes):
        if buffers[p]:
            yield (positions, hands, values, locks, semaphore, put_at(buffers, p, buffers[p][1:]),
                   pipe + (buffers[p][0],))
        if positions[p] == len(steps):
            continue
        kind, *words = steps[positions[p]]
        after = put_at(positions, p, positions[p] + 1)
        if kind == "load":
            yield after, put_at(hands, p, values[VALUES.index(words[0])]), values, locks, semaphore, buffers, pipe
        elif kind == "store":
            stored = put_at(values, VALUES.index(words[0]), hands[p] + words[1])
            yield after, put_at(hands, p, 0), stored, locks, semaphore, buffers, pipe
        elif kind == "acquire" and locks["lm".index(words[0])] is None:
            yield after, hands, values, put_at(locks, "lm".index(words[0]), p), semaphore, buffers, pipe
        elif kind == "release":
            yield after, hands, values, put_at(locks, "lm".index(words[0]), None), semaphore, buffers, pipe
        elif kind == "down" and semaphore > 0:
            yield after, hands, values, locks, semaphore - 1, buffers, pipe
        elif kind == "up":
            yield after, hands, values, locks, semaphore + 1, buffers, pipe
        elif kind == "put":
            yield after, hands, values, locks, semaphore, put_at(buffers, p, buffers[p] + (words[0],)), pipe
        elif kind == "get" and pipe:
            yield after, put_at(hands, p, pipe[0]), values, locks, semaphore, buffers, pipe[1:]


def enumerate_all(processes, semaphore):
    """Ends and deadlocks with the number of schedules for each."""

    @functools.lru_cache(maxsize=None)
    def ends(state):
        counted = collections.Counter()
        for after in steps_from(processes, state):
            counted.update(ends(after))
        if not counted:
            positions, _, values = state[:3]
            stuck = tuple(p for p, steps in enumerate(processes) if positions[p] < len(steps))
            counted[(values, stuck)] = 1
        return counted

    return ends(start(processes, semaphore))


def search(lockstep, text):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(text)
        file.flush()
        done = subprocess.run([lockstep, "explore", file.name, "--see", "values", "--json"], capture_output=True,
                              text=True, timeout=100, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"explore ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


# ---- the second series: events, a barrier, a pipe, a condition ----

HEAD_MORE = """from multiprocessing import Process, Value, Event, Barrier, Pipe, Condition

"""
MAIN_MORE = """
if __name__ == '__main__':
    x = Value('i', 0, lock=False)
    y = Value('i', 0, lock=False)
    e = Event()
    b = Barrier({count})
    r, w = Pipe(duplex=False)
    c = Condition()
    shared = (x, y, e, b, r, w, c)
    children = [Process(target=f, args=shared) for f in ({targets},)]
    for child in children:
        child.start()
    for child in children:
        child.join()
"""


def random_process_more(rng, budget, kinds):
    lines, steps = [], []
    while budget > 0:
        kind = rng.choice(kinds)
        name, amount = rng.choice(VALUES), rng.randint(1, 2)
        update = [("load", name), ("store", name, amount)]
        if kind == "add":
            lines.append(f"{name}.value += {amount}")
            steps += update
        elif kind in ("set", "clear", "wait"):
            lines.append(f"e.{kind}()")
            steps.append((f"event {kind}",))
        elif kind == "barrier":
            lines.append("b.wait()")
            steps.append(("barrier",))
        elif kind == "send":
            lines.append(f"w.send({amount})")
            steps.append(("send", amount))
        elif kind == "recv":
            lines.append(f"{name}.value = r.recv()")
            steps += [("recv",), ("store", name, 0)]
        elif kind == "sleep":
            lines += ["with c:", "    c.wait()", f"    {name}.value += {amount}"]
            steps += [("hold",), ("sleep",)] + update + [("drop",)]
        else:
            lines += ["with c:", f"    {name}.value += {amount}", "    c.notify()"]
            steps += [("hold",)] + update + [("notify",), ("drop",)]
        budget -= 2
    return lines, steps


def random_program_more(rng):
    count = rng.choice((2, 2, 3))
    kinds = ["add"] + rng.choice((["set", "clear", "wait", "wait"], ["barrier", "barrier"], ["send", "recv"],
                                  ["sleep", "notify", "notify"], ["set", "wait", "barrier", "send", "recv"]))
    processes = [random_process_more(rng, 10 // count + rng.randint(0, 2), kinds) for _ in range(count)]
    text = HEAD_MORE
    for i, (lines, _) in enumerate(processes):
        text += f"\ndef f{i}(x, y, e, b, r, w, c):\n" + "".join(f"    {line}\n" for line in lines)
    text += MAIN_MORE.format(count=count, targets=", ".join(f"f{i}" for i in range(count)))
    return text, [steps for _, steps in processes]


NOBODY = frozenset()
MORE = collections.namedtuple("MORE", "positions hands values is_set waiting woken arrived leaving pipe holder asleep "
                                      "notified")


def steps_more(processes, s):
    for p, steps in enumerate(processes):
        if s.positions[p] == len(steps):
            continue
        kind, *words = steps[s.positions[p]]
        me = frozenset((p,))
        on = s._replace(positions=put_at(s.positions, p, s.positions[p] + 1))
        if kind == "load":
            yield on._replace(hands=put_at(s.hands, p, s.values[VALUES.index(words[0])]))
        elif kind == "store":
            yield on._replace(values=put_at(s.values, VALUES.index(words[0]), s.hands[p] + words[1]),
                              hands=put_at(s.hands, p, 0))
        elif kind == "event set":
            yield on._replace(is_set=True, woken=s.woken | s.waiting, waiting=NOBODY)
        elif kind == "event clear":
            yield on._replace(is_set=False)
        elif kind == "event wait" and (s.is_set or p in s.woken):  # once woken, whatever was cleared since
            yield on._replace(woken=s.woken - me, waiting=s.waiting - me)
        elif kind == "event wait" and p not in s.waiting:
            yield s._replace(waiting=s.waiting | me)
        elif kind == "barrier" and p in s.leaving:
            yield on._replace(leaving=s.leaving - me)
        elif kind == "barrier" and not s.leaving and p not in s.arrived:
            if len(s.arrived) + 1 == len(processes):
                yield on._replace(arrived=NOBODY, leaving=s.arrived)
            else:
                yield s._replace(arrived=s.arrived | me)
        elif kind == "send":
            yield on._replace(pipe=s.pipe + (words[0],))
        elif kind == "recv" and s.pipe:
            yield on._replace(pipe=s.pipe[1:], hands=put_at(s.hands, p, s.pipe[0]))
        elif kind == "hold" and s.holder is None:
            yield on._replace(holder=p)
        elif kind == "drop":
            yield on._replace(holder=None)
        elif kind == "notify":
            for one in s.asleep or ("nobody",):
                yield on._replace(asleep=s.asleep - {one}, notified=s.notified | ({one} - {"nobody"}))
        elif kind == "sleep" and s.holder == p:
            yield s._replace(holder=None, asleep=s.asleep | me)
        elif kind == "sleep" and p in s.notified and s.holder is None:
            yield on._replace(holder=p, notified=s.notified - me)


def enumerate_more(processes):
    """The values of all ends, and who is left in the deadlocks."""
    zeros = (0,) * len(processes)
    todo = [MORE(zeros, zeros, (0, 0), False, NOBODY, NOBODY, NOBODY, NOBODY, (), None, NOBODY, NOBODY)]
    seen, ends, deadlocks = set(todo), set(), set()
    while todo:
        state = todo.pop()
        after = list(steps_more(processes, state))
        if not after:
            stuck = frozenset(f"P{p + 1}" for p, steps in enumerate(processes) if state.positions[p] < len(steps))
            (deadlocks if stuck else ends).add(stuck or state.values)
        new = set(after) - seen
        seen |= new
        todo += new
    return ends, deadlocks


def compare_more(lockstep, seed):
    text, processes = random_program_more(random.Random(seed))
    ends, deadlocks = enumerate_more(processes)
    report = search(lockstep, text)
    right = {f"x {values[0]}\ny {values[1]}" for values in ends}
    got = {outcome["show"] for outcome in report["outcomes"]}
    got_deadlocks = {frozenset(one["process"] for one in deadlock["waiting"]) - {"main"}
                     for deadlock in report["deadlocks"]}
    if report["exhausted"] and got == right and got_deadlocks == deadlocks:
        return True
    print(f"seed {seed} of the second series: the search differs from the enumeration\n{text}")
    print(f"enumeration: {right}, deadlocks {deadlocks}\nsearch:      {got}, deadlocks {got_deadlocks}")
    return False


def compare(lockstep, seed):
    rng = random.Random(seed)
    text, processes, semaphore = random_program(rng)
    expected = enumerate_all(processes, semaphore)
    report = search(lockstep, text)
    right = {f"x {values[0]}\ny {values[1]}": count for (values, stuck), count in expected.items() if not stuck}
    deadlocks = sum(count for (_, stuck), count in expected.items() if stuck)
    got = {outcome["show"]: int(outcome["schedules"]) for outcome in report["outcomes"]}
    got_deadlocks = sum(int(deadlock["schedules"]) for deadlock in report["deadlocks"])
    if report["exhausted"] and got == right and got_deadlocks == deadlocks:
        return True
    print(f"seed {seed}: the search differs from the enumeration\n{text}")
    print(f"enumeration: {right}, deadlocks {deadlocks}\nsearch:      {got}, deadlocks {got_deadlocks}")
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lockstep", required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.count)
    failed = sum(compare(options.lockstep, seed) + compare_more(options.lockstep, seed) < 2 for seed in seeds)
    print(f"{options.count - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()

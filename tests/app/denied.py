"""Where a container refuses a protection the sandbox runs on, says which is missing, and leaves nobody behind.

    denied.py --lockstep PROGRAM --deny PROGRAM [--within TEST_PROGRAM]…

Each system call that a protection needs is refused alone and all together, once with EPERM and once with ENOSYS. The
test programs given run as a whole where all are refused.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time

TIMEOUT_S = 60
SKIPPED = 77
MARK = ("LOCKSTEP_TEST_MARK", "%d-%d" % (os.getpid(), time.time_ns()))

PROGRAM = """from multiprocessing import Process, Queue, Value
import os
import signal
import sys
import time

def work(counter, queue):
    for n in range(3):
        with counter.get_lock():
            counter.value += 1
        queue.put(n)

def stop(number, frame):
    sys.exit(7)

def wait(ready):
    signal.signal(signal.SIGTERM, stop)
    ready.put(1)
    time.sleep(1000)

def orphan():
    time.sleep(0.3)
    print('orphan done', flush=True)

def leave_one():
    child = Process(target=orphan)
    child.start()
    os._exit(5)

if __name__ == '__main__':
    counter, queue = Value('i', 0), Queue()
    workers = [Process(target=work, args=(counter, queue)) for n in range(3)]
    for p in workers:
        p.start()
    items = [queue.get() for n in range(9)]
    for p in workers:
        p.join()
    print(counter.value, sorted(items), [p.exitcode for p in workers])
    ends = []
    for end in ('terminate', 'kill'):
        ready = Queue()
        p = Process(target=wait, args=(ready,))
        p.start()
        ready.get()
        getattr(p, end)()
        p.join()
        ends.append(p.exitcode)
    print(ends, flush=True)
    p = Process(target=leave_one)
    p.start()
    p.join()
    print(p.exitcode, flush=True)
    sys.exit(3)
"""
OUTPUT = ["9 [0, 0, 0, 1, 1, 1, 2, 2, 2] [0, 0, 0]", "[7, -9]", "5", "orphan done"]
EXIT_CODE = 3

# What is refused, and the words for what is missing then. Filters are loaded by either of two calls.
CASES = [
    ("seccomp", []),
    ("PR_SET_SECCOMP", []),
    ("seccomp,PR_SET_SECCOMP", ["seccomp"]),
    ("pidfd_open", ["pidfd"]),
    ("pidfd_send_signal", ["pidfd"]),
    ("PR_SET_CHILD_SUBREAPER", ["child subreaper"]),
    ("seccomp,PR_SET_SECCOMP,pidfd_open", ["seccomp", "pidfd"]),
    ("seccomp,PR_SET_SECCOMP,pidfd_open,pidfd_send_signal,PR_SET_CHILD_SUBREAPER", ["seccomp", "pidfd", "child subreaper"]),
]
ALL = CASES[-1][0]


def environment():
    return dict(os.environ, LOCKSTEP_TEST_MISSING="1", **{MARK[0]: MARK[1]})


def left_behind():
    """The processes that carry the mark and are no zombies."""
    left = []
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open("/proc/%s/environ" % name, "rb") as file:
                marked = "=".join(MARK).encode() in file.read()
            with open("/proc/%s/stat" % name, encoding="utf-8", errors="replace") as file:
                if marked and file.read().rsplit(")", 1)[1].split()[0] != "Z":
                    left.append(int(name))
        except OSError:  # gone in between, or another user's
            pass
    return left


def all_gone():
    deadline = time.monotonic() + 5
    while left_behind() and time.monotonic() < deadline:
        time.sleep(0.01)
    return not left_behind()


def run(deny, answer, calls, *command):
    return subprocess.run([deny, answer, calls, *command], env=environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=TIMEOUT_S)


def missing_line(words, err):
    """What is wrong with standard error, where these protections are missing; None if nothing is."""
    lines = err.splitlines()
    if len(lines) != (1 if words else 0):
        return "%d lines on standard error: %s" % (len(lines), err[:300])
    if not words:
        return None
    start = "lockstep: not protected here by "
    named = [part.split(" (")[0] for part in lines[0][len(start):].split("; ")]
    if not lines[0].startswith(start) or named != words:
        return "it says %s" % lines[0]
    return None


def check_run(given, file, answer, calls, words):
    done = run(given.deny, answer, calls, given.lockstep, "run", file)
    if done.returncode != EXIT_CODE:
        return "exit code %d: %s" % (done.returncode, done.stderr[-300:])
    if done.stdout.splitlines() != OUTPUT:
        return "output %r" % done.stdout
    return missing_line(words, done.stderr)


def check_others(given, file):
    """Trials say it once; a held run, its schedule and the schedule's replay say it as a free run does."""
    words = CASES[-1][1]
    schedule = file + ".schedule"
    for command, code in (
            (["trials", file, "-n", "3"], 0),
            (["run", file, "--record", schedule], EXIT_CODE),
            (["replay", file, schedule], EXIT_CODE)):
        done = run(given.deny, "EPERM", ALL, given.lockstep, *command)
        if done.returncode != code:
            yield "%s: exit code %d: %s" % (command[0], done.returncode, done.stderr[-300:])
        elif missing_line(words, done.stderr):
            yield "%s: %s" % (command[0], missing_line(words, done.stderr))


def check_within(given):
    for program in given.within:
        done = run(given.deny, "EPERM", ALL, program)
        if done.returncode:
            yield "%s: exit code %d\n%s%s" % (os.path.basename(program), done.returncode, done.stdout[-2000:],
                                              done.stderr[-2000:])


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--lockstep", required=True, metavar="PROGRAM")
    options.add_argument("--deny", required=True, metavar="PROGRAM")
    options.add_argument("--within", action="append", default=[], metavar="TEST_PROGRAM")
    given = options.parse_args()
    if run(given.deny, "EPERM", "pidfd_open", "true").returncode == SKIPPED:
        print("this system takes no filter")
        sys.exit(SKIPPED)
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "program.py")
        with open(file, "w", encoding="utf-8") as out:
            out.write(PROGRAM)
        for answer in ("EPERM", "ENOSYS"):
            for calls, words in CASES:
                fault = check_run(given, file, answer, calls, words)
                if fault or not all_gone():
                    faults.append("%s for %s: %s" % (answer, calls, fault or "somebody is left"))
        faults += check_others(given, file)
    faults += check_within(given)
    if not all_gone():
        faults.append("somebody is left")
    for fault in faults:
        print(fault, flush=True)
    print("%d faults" % len(faults))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

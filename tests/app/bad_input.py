"""What goes wrong is said in one clear line, with the right exit code, and nothing is left behind.

    bad_input.py --lockstep PROGRAM

Every command is started with a mark in its environment; after it no process with that mark may be left. The rights of
files are checked as an ordinary user, also when the tests are run by root.
"""
import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

TIMEOUT_S = 60
MARK = "LOCKSTEP_TEST_MARK=%d-%d" % (os.getpid(), time.time_ns())
NOBODY = 65534

FORK_BOMB = """from multiprocessing import Process

def again():
    while True:
        Process(target=again).start()

again()
"""
MANY = """from multiprocessing import Process
import time

for i in range(10000):
    Process(target=time.sleep, args=(1000,)).start()
"""
IN_A_CHILD = """from multiprocessing import Process

def fail():
    return {}['key']

if __name__ == '__main__':
    p = Process(target=fail)
    p.start()
    p.join()
    print(p.exitcode)
"""
LESSON = """id: x
title: X
chapter: A
pages:
  - title: One
    text: |
      Words.
variants:
  - id: only
    title: Only
    program: |
      print(1)
"""
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    "%s: &%s [%s]\n" % (b, b, ", ".join(["*" + a] * 9)) for a, b in zip("abcdefgh", "bcdefghi"))

FILES = {
    "not_utf8.py": b"print('\xff\xfe')\n",
    "nul.py": b"print(1)\0\n",
    "empty.py": b"",
    "syntax.py": b"print(1\n",
    "tabs.py": b"if True:\n\tprint(1)\n        print(2)\n",
    "refused.py": b"async def f():\n    pass\n",
    "module.py": b"import socket\n",
    "main_fails.py": b"print(1)\nprint(1 / 0)\n",
    "child_fails.py": IN_A_CHILD.encode(),
    "recursion.py": b"def f(n):\n    return f(n + 1)\n\nf(0)\n",
    "fork_bomb.py": FORK_BOMB.encode(),
    "many.py": MANY.encode(),
    "memory.py": b"a = [1]\nwhile True:\n    a = a + a\n",
    "objects.py": b"from multiprocessing import Value\na = []\nwhile True:\n    a.append(Value('i', 0))\n",
    "items.py": b"from multiprocessing import Queue\nq = Queue()\nwhile True:\n    q.put('x' * 1000)\n",
    "huge_text.py": b"a = 'x' * 10**12\n",
    "output.py": b"while True:\n    print('x' * 100)\n",
    "endless.py": b"while True:\n    pass\n",
    "deep.py": b"x = " + b"(" * 5000 + b"1" + b")" * 5000 + b"\n",
    "long_line.py": b"x = [" + b"1, " * 200000 + b"]\nprint(len(x))\n",
    "width.py": b"print(len('%999999999999d' % 1))\n",
    "digits.py": b"print(10 ** 5000)\n",
    "fine.py": b"print(1)\n",
    "broken.yaml": b"id: [x\n",
    "unknown.yaml": LESSON.replace("title: X", "tittle: X").encode(),
    "missing.yaml": LESSON.replace("chapter: A\n", "").encode(),
    "bomb.yaml": BOMB.encode(),
    "not_utf8.yaml": b"id: \xff\xfe\n",
    "empty.yaml": b"",
    "not.schedule": b"\0\1 what is this\n",
    "unfit.schedule": b"P7*3\n",
}

OURS = r"^lockstep: .+$"
PLACE = r"^(lockstep: )?[^ ]+:(\d+:)*( .+)$"

# A command, its exit code, the last line of standard error, whether that is the only one.
CASES = [
    ("run not_utf8.py", 1, r"^SyntaxError: Non-UTF-8 code", False),
    ("run nul.py", 1, r"^SyntaxError: source code cannot contain null bytes$", False),
    ("run empty.py", 0, None, False),
    ("run huge.py", 2, OURS, True),
    ("run folder.py", 2, OURS, True),
    ("run nowhere.py", 2, r"^lockstep: nowhere\.py: No such file or directory$", True),
    ("run nowhere", 2, OURS, True),
    ("run", 2, OURS, True),
    ("run --what fine.py", 2, OURS, True),
    ("run fine.py --timeout never", 2, OURS, True),
    ("run /dev/zero", 2, OURS, True),
    ("run syntax.py", 1, r"^SyntaxError: '\(' was never closed$", False),
    ("run tabs.py", 1, r"^TabError: inconsistent use of tabs and spaces in indentation$", False),
    ("run refused.py", 2, OURS, False),
    ("run module.py", 2, OURS, False),
    ("run main_fails.py", 1, r"^ZeroDivisionError: division by zero$", False),
    ("run child_fails.py", 0, r"^KeyError: 'key'$", False),
    ("run recursion.py", 1, r"^RecursionError: maximum recursion depth exceeded", False),
    ("run fork_bomb.py --timeout 30", 125, r"^lockstep: the sandbox's limit of processes is reached$", False),
    ("run many.py --timeout 30", 125, r"^lockstep: the sandbox's limit of processes is reached$", False),
    ("run memory.py --timeout 30", 1, r"^MemoryError$", False),
    ("run objects.py --timeout 30", 1, r"^MemoryError: the shared memory of the sandbox is full$", False),
    ("run items.py --timeout 8 --detect-deadlock", 124, r"^  main waits at its end for q to take", False),
    ("run huge_text.py", 1, r"^MemoryError$", False),
    ("run output.py --timeout 60", 125, r"^lockstep: the sandbox's limit of output is reached$", True),
    ("run endless.py --timeout 1", 124, r"^lockstep: stopped after 1 s$", True),
    ("run deep.py", 1, r"^(SyntaxError|MemoryError|RecursionError)", False),
    ("run long_line.py", 0, None, False),
    ("run width.py", 1, r"^\w*Error", False),
    ("run digits.py", 1, r"^ValueError: Exceeds the limit \(4300 digits\)", False),
    ("explore not_utf8.py", 2, OURS, True),
    ("explore nul.py", 2, OURS, True),
    ("explore huge.py", 2, OURS, True),
    ("explore folder.py", 2, OURS, True),
    ("explore nowhere.py", 2, OURS, True),
    ("explore syntax.py", 2, OURS, True),
    ("explore tabs.py", 2, OURS, True),
    ("explore refused.py", 2, OURS, True),
    ("explore main_fails.py", 1, None, False),
    ("explore child_fails.py", 1, None, False),
    ("explore recursion.py", 1, None, False),
    ("explore fork_bomb.py --timeout 30", 2, OURS, True),
    ("explore output.py --timeout 1", 3, None, False),
    ("explore endless.py --timeout 5", 1, None, False),
    ("explore fine.py --see what", 2, OURS, True),
    ("explore fine.py --invariant (", 2, OURS, True),
    ("explore fine.py --max-states x", 2, OURS, True),
    ("explore fine.py --variant x", 2, OURS, True),
    ("check", 2, OURS, True),
    ("check nowhere.py", 2, OURS, True),
    ("check nowhere.yaml", 2, PLACE, True),
    ("check huge.py", 2, OURS, True),
    ("check huge.yaml", 2, PLACE, True),
    ("check folder.yaml", 2, PLACE, True),
    ("check syntax.py", 1, r"^SyntaxError: ", False),
    ("check refused.py", 2, OURS, False),
    ("check broken.yaml", 2, PLACE, False),
    ("check unknown.yaml", 2, PLACE, False),
    ("check missing.yaml", 2, PLACE, False),
    ("check bomb.yaml", 2, PLACE, False),
    ("check not_utf8.yaml", 2, PLACE, False),
    ("check empty.yaml", 2, PLACE, False),
    ("check fine.py --exercise nowhere", 2, OURS, True),
    ("list --what", 2, OURS, True),
    ("start", 2, OURS, True),
    ("start nowhere", 2, OURS, True),
    ("start atm -o folder.py", 2, OURS, True),
    ("new", 2, OURS, True),
    ("new nowhere.py", 2, OURS, True),
    ("new fine.py -o fine.py", 2, OURS, True),
    ("replay fine.py", 2, OURS, True),
    ("replay fine.py nowhere.schedule", 2, OURS, True),
    ("replay fine.py not.schedule", 2, OURS, True),
    ("replay fine.py huge.py", 2, OURS, True),
    ("replay fine.py unfit.schedule", 4, OURS, True),
    ("trials nowhere.py", 2, OURS, True),
    ("trials syntax.py", 1, r"^SyntaxError: ", False),
    ("trials fine.py -n -3", 2, OURS, True),
    ("trials endless.py -n 2 --timeout 1", 0, None, False),
    ("nonsense", 2, OURS, True),
    ("--theme nowhere", 2, OURS, True),
    ("fine.py", 2, OURS, True),  # a screen without a terminal
    ("", 2, OURS, True),
]

AS_NOBODY = [
    ("run secret.py", 2, r"^lockstep: secret\.py: Permission denied$", True),
    ("explore secret.py", 2, OURS, True),
    ("check secret.yaml", 2, PLACE, True),
    ("new fine.py -o /nowhere.yaml", 2, OURS, True),
    ("run fine.py --record /nowhere.schedule", 2, OURS, True),
    ("explore main_fails.py --save /nowhere", 2, OURS, False),
]


def left_behind():
    """The processes that carry the mark and are no zombies."""
    left = []
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open("/proc/%s/environ" % name, "rb") as file:
                marked = MARK.encode() in file.read()
            if marked:
                with open("/proc/%s/stat" % name, encoding="utf-8", errors="replace") as file:
                    if file.read().rsplit(")", 1)[1].split()[0] != "Z":
                        left.append(int(name))
        except OSError:  # gone in between, or another user's
            pass
    return left


def become_nobody():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def check(lockstep, case, folder, user=None):
    command, want_code, want_line, alone = case
    key, value = MARK.split("=")
    env = dict(os.environ, XDG_STATE_HOME=folder + "/state", XDG_DATA_HOME=folder + "/data", TERM="xterm")
    env[key] = value
    process = subprocess.Popen([lockstep] + command.split(), cwd=folder, env=env, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=user)
    try:
        _, err = process.communicate(timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return "it hangs"
    left, deadline = left_behind(), time.monotonic() + 10
    while left and time.monotonic() < deadline:
        time.sleep(0.01)
        left = left_behind()
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    if left:
        return "%d processes are left" % len(left)
    lines = err.decode(errors="replace").rstrip("\n").split("\n")
    if process.returncode != want_code:
        return "exit code %d instead of %d\n    %s" % (process.returncode, want_code, lines[-1][:300])
    if want_line and not re.search(want_line, lines[-1]):
        return "standard error ends in\n    %s" % lines[-1][:300]
    if alone and len(lines) != 1:
        return "%d lines instead of one\n    %s" % (len(lines), "\n    ".join(lines[:4]))
    return None


def write_files(folder):
    for name, content in FILES.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    for name in ("huge.py", "huge.yaml"):
        with open(os.path.join(folder, name), "wb") as file:
            file.truncate(100 << 20)
    for name in ("folder.py", "folder.yaml"):
        os.mkdir(os.path.join(folder, name))
    for name in ("secret.py", "secret.yaml"):
        path = os.path.join(folder, name)
        open(path, "wb").close()
        os.chmod(path, 0)
    os.chmod(folder, 0o755)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--lockstep", required=True, metavar="PROGRAM")
    options.add_argument("commands", nargs="*", help="only commands that begin so")
    given = options.parse_args()
    lockstep = os.path.abspath(given.lockstep)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        write_files(folder)
        user = become_nobody if os.getuid() == 0 else None
        cases = [(case, None) for case in CASES]
        if user is None or subprocess.run([lockstep, "--version"], preexec_fn=user, stdout=subprocess.DEVNULL,
                                          stderr=subprocess.DEVNULL).returncode == 0:
            cases += [(case, user) for case in AS_NOBODY]
        else:
            print("rights are not checked: an ordinary user cannot start %s" % lockstep)
        cases = [c for c in cases if not given.commands or c[0][0].startswith(tuple(given.commands))]
        for case, who in cases:
            fault = check(lockstep, case, folder, who)
            if fault:
                wrong += 1
                print("lockstep %s: %s" % (case[0], fault), flush=True)
    print("%d commands, %d wrong" % (len(cases), wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

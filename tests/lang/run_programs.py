"""Runs the programs under tests/lang on a terminal and compares what they give with what is written beside them.

    run_programs.py [--lockstep PROGRAM | --python] [--update] [--jobs N] [--list] [PATH...]

A PATH is a program or a directory of them (default: all directories beside this file that hold a .out). Beside
name.py stand name.out (standard output), name.exit (exit code, 0 when it is not there) and name.err (the last line on
standard error; none expected when it is not there). They are made with --python --update, from CPython 3.11 alone.

The first line of a program may say how standard output is compared:
    # compare: exact      byte for byte (so without such a line)
    # compare: sorted     the lines in any order
    # compare: masked     every number and address counts as the same one, the lines in any order
With `# runs: N` in the first three lines the program is run N times, each must agree.
"""
import argparse
import concurrent.futures
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TIMEOUT_S = 60


def raw_terminal():
    """A pseudo-terminal whose output is not touched (no CR before LF)."""
    master, slave = pty.openpty()
    mode = termios.tcgetattr(slave)
    mode[1] &= ~termios.OPOST
    mode[3] &= ~termios.ECHO
    termios.tcsetattr(slave, termios.TCSANOW, mode)
    return master, slave


def run(command):
    """Standard output as on a terminal, standard error, exit code (None: it took too long)."""
    master, slave = raw_terminal()
    env = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    env.update(PYTHONDONTWRITEBYTECODE="1", PYTHONWARNINGS="ignore", TERM="dumb", PYTHONHASHSEED="0")
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=subprocess.PIPE, env=env,
                               start_new_session=True, cwd="/")
    os.close(slave)
    out, err, deadline = b"", b"", time.monotonic() + TIMEOUT_S
    streams = {master, process.stderr.fileno()}
    try:
        while streams:
            ready, _, _ = select.select(list(streams), [], [], max(0, deadline - time.monotonic()))
            if not ready:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                return out, err, None
            for stream in ready:
                try:
                    data = os.read(stream, 65536)
                except OSError:  # the other side of a terminal is gone
                    data = b""
                if not data:
                    streams.discard(stream)
                elif stream == master:
                    out += data
                else:
                    err += data
        return out, err, process.wait()
    finally:
        os.close(master)
        process.stderr.close()


def head_option(program, word, fallback):
    with open(program, encoding="utf-8", errors="replace") as file:
        head = [file.readline() for _ in range(3)]
    for line in head:
        match = re.match(r"#\s*%s:\s*(\w+)" % word, line)
        if match:
            return match[1]
    return fallback


def comparable(text, way):
    if way == "masked":
        text = re.sub(rb"0x[0-9a-f]+|\d+", b"#", text)
    return sorted(text.split(b"\n")) if way in ("sorted", "masked") else text


def last_line(err):
    lines = err.decode(errors="replace").rstrip("\n").split("\n")
    return lines[-1]


def read(path):
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def expected(base):
    code = read(base + ".exit")
    err = read(base + ".err")
    return read(base + ".out"), int(code) if code else 0, err.decode().rstrip("\n") if err else ""


def difference(want, got):
    """The first lines that differ, in words."""
    if isinstance(want, bytes):
        want, got = want.split(b"\n"), got.split(b"\n")
    for i in range(max(len(want), len(got))):
        a = want[i] if i < len(want) else b"<nothing>"
        b = got[i] if i < len(got) else b"<nothing>"
        if a != b:
            return "line %d\n    expected %s\n    given    %s" % (i + 1, a.decode(errors="replace"),
                                                                b.decode(errors="replace"))
    return ""


def check(command, program):
    """None, or what is wrong."""
    base = program[:-3]
    want_out, want_code, want_err = expected(base)
    if want_out is None:
        return "there is no %s.out" % base
    way = head_option(program, "compare", "exact")
    for _ in range(int(head_option(program, "runs", "1"))):
        out, err, code = run(command + [program])
        if code is None:
            return "it took longer than %d s\n    %s" % (TIMEOUT_S, last_line(err))
        if comparable(out, way) != comparable(want_out, way):
            return "output: " + difference(comparable(want_out, way), comparable(out, way)) + "\n    " + last_line(err)
        if code != want_code:
            return "exit code %s instead of %s\n    %s" % (code, want_code, last_line(err))
        if last_line(err) != want_err:
            return "standard error ends in\n    %s\n    instead of\n    %s" % (last_line(err), want_err)
    return None


def write(path, data):
    if data:
        with open(path, "wb") as file:
            file.write(data)
    elif os.path.exists(path):
        os.unlink(path)


def update(command, program):
    out, err, code = run(command + [program])
    if code is None:
        return "it took too long"
    base = program[:-3]
    with open(base + ".out", "wb") as file:
        file.write(out)
    write(base + ".exit", b"%d\n" % code if code else b"")
    write(base + ".err", last_line(err).encode() + b"\n" if err.strip() else b"")
    return None


def find(paths):
    for path in paths:
        if os.path.isdir(path):
            for name in sorted(os.listdir(path)):
                if name.endswith(".py"):
                    yield os.path.join(path, name)
        else:
            yield path


def all_directories():
    for name in sorted(os.listdir(HERE)):
        path = os.path.join(HERE, name)
        if os.path.isdir(path) and any(n.endswith(".out") for n in os.listdir(path)):
            yield path


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--lockstep", metavar="PROGRAM", help="run under this lockstep")
    options.add_argument("--python", action="store_true", help="run under this Python")
    options.add_argument("--update", action="store_true", help="write the expected files (with --python)")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--list", action="store_true", help="name the programs and end")
    options.add_argument("paths", nargs="*")
    given = options.parse_args()
    if given.python and sys.version_info[:2] != (3, 11):
        print("skipped: this is not CPython 3.11")
        sys.exit(77)
    if given.update and not given.python or bool(given.lockstep) == given.python and not given.list:
        options.error("one of --lockstep and --python, and --update with --python only")
    programs = [os.path.abspath(p) for p in find(given.paths or all_directories())]
    if given.list:
        print("\n".join(os.path.relpath(p, HERE) for p in programs))
        return
    command = [sys.executable] if given.python else [os.path.abspath(shutil.which(given.lockstep) or given.lockstep), "run"]
    work = update if given.update else check
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        for program, wrong in zip(programs, pool.map(lambda p: work(command, p), programs)):
            if wrong:
                bad += 1
                print("%s: %s" % (os.path.relpath(program, HERE), wrong), flush=True)
    print("%d programs, %d wrong" % (len(programs), bad))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()

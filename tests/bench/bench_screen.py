#!/usr/bin/env python3
"""Times the screen through a pseudo-terminal: first picture, key to picture, what a held and a busy screen cost.

The peers are htop (start, memory) and the promises that the numbers stand beside; a peer that is not installed is named.
"""

import argparse
import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import time

TICKS = os.sysconf("SC_CLK_TCK")

MANY = """from multiprocessing import Process, Value

ROUNDS = 100000000

def work(total):
    for _ in range(ROUNDS):
        total.value += 1

if __name__ == '__main__':
    total = Value('i', 0)
    workers = [Process(target=work, args=(total,)) for _ in range(31)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
"""


class Screen:
    """A program on a terminal of 120 by 40."""

    def __init__(self, command, **environment):
        self.begin = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LANG="C.UTF-8", **environment)
            os.execvp(command[0], command)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def read_until(self, text, seconds=10.0):
        """Seconds until `text` has come; None if it does not."""
        begin, got = time.perf_counter(), b""
        while time.perf_counter() - begin < seconds:
            if select.select([self.fd], [], [], 0.5)[0]:
                try:
                    got += os.read(self.fd, 65536)
                except OSError:
                    return None
                if text in got:
                    return time.perf_counter() - begin
        return None

    def drain(self, seconds):
        """Reads whatever comes for so long; gives the number of bytes."""
        end, count = time.perf_counter() + seconds, 0
        while (left := end - time.perf_counter()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                count += len(os.read(self.fd, 65536))
        return count

    def press(self, keys, text, seconds=10.0):
        os.write(self.fd, keys)
        return self.read_until(text, seconds)

    def cpu_seconds(self):
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_mb(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        while True:
            try:
                if not os.read(self.fd, 65536):
                    break
            except OSError:
                break
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def tell(what, value, unit, aim, limit):
    verdict = "" if value is not None and value <= limit else "   ABOVE"
    shown = "not seen" if value is None else f"{value:.1f} {unit}"
    print(f"{what:52} {shown:>14}   (aim {aim}){verdict}")


def first_picture(lockstep, folder):
    times = []
    for _ in range(5):
        screen = Screen([lockstep], XDG_STATE_HOME=folder, XDG_DATA_HOME=folder)
        if screen.read_until(b"Starting and waiting") is not None:
            times.append(time.perf_counter() - screen.begin)
        memory = screen.resident_mb()
        screen.close()
    tell("start to first picture", min(times) * 1e3 if times else None, "ms", "under 50 ms", 50)
    tell("memory of the host, menu", memory, "MB", "under 20 MB", 20)
    if shutil.which("htop"):
        screen = Screen(["htop"])
        screen.read_until(b"PID")
        print(f"{'  htop: start to first picture, memory':52} {(time.perf_counter() - screen.begin) * 1e3:8.1f} ms, "
              f"{screen.resident_mb():.1f} MB")
        screen.close()
    else:
        print("  htop is not installed")


def keys(lockstep, folder):
    screen = Screen([lockstep, "atm"], XDG_STATE_HOME=folder, XDG_DATA_HOME=folder)
    screen.read_until(b"page")
    screen.press(b"\x1bOR", b"held")
    screen.drain(0.5)
    times = [screen.press(b"1", b"r100"), screen.press(b"2", b"101")]
    times = [one for one in times if one is not None]
    tell("key to picture: one held step", max(times) * 1e3 if times else None, "ms", "under 50 ms", 50)
    before = screen.cpu_seconds()
    screen.drain(3)
    tell("processor of a held screen, over 3 s", (screen.cpu_seconds() - before) * 1e3, "ms", "none", 0.0)
    tell("memory of the host, a held lesson", screen.resident_mb(), "MB", "under 20 MB", 20)
    screen.close()


def many_processes(lockstep, folder):
    path = os.path.join(folder, "many.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(MANY)
    screen = Screen([lockstep, path], XDG_STATE_HOME=folder, XDG_DATA_HOME=folder)
    screen.read_until(b"held")
    screen.drain(1)
    os.write(screen.fd, b"f")
    screen.drain(1)
    before = screen.cpu_seconds()
    count = screen.drain(4)
    tell("32 processes running free: host, of a core", (screen.cpu_seconds() - before) / 4 * 100, "%", "under 3 %", 3)
    print(f"{'  bytes of pictures a second':52} {count / 4:14.0f}")
    screen.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lockstep", required=True)
    lockstep = os.path.abspath(parser.parse_args().lockstep)
    with tempfile.TemporaryDirectory() as folder:
        for part in (first_picture, keys, many_processes):
            part(lockstep, folder)
    print(f"(Python {sys.version.split()[0]} reads the terminal; {os.cpu_count()} cores)")


if __name__ == "__main__":
    main()

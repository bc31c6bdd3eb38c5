# The part of os that is about processes.

import _finish
import _mp
import sys

from _mp import cpu_count, getpid, getppid

name = 'posix'
linesep = '\n'
sep = '/'

curdir = '.'
pardir = '..'
extsep = '.'
pathsep = ':'
devnull = '/dev/null'

WNOHANG = 1

EX_OK = 0

error = OSError

_children = {}    # pid → (process object, path) of those that this process has made
_ends = {}        # descriptor → end of a raw pipe


def _note_child(child):
    _children[_mp.pid(child[0])] = child


def fork():
    _finish.flush()
    child = _mp.fork()
    if child == 0:
        _children.clear()
        _finish.last_words.clear()
        return 0
    _note_child(child)
    return _mp.pid(child[0])


def _exit(status):
    _speak_last()
    _mp.exit(status & 255)


def _speak_last():
    for say in _finish.last_words:
        say()


def wait():
    return waitpid(-1, 0)


def waitpid(pid, options):
    child = 0
    if pid > 0:
        if pid not in _children:
            raise ChildProcessError(10, 'No child processes')
        child = _children[pid][0]
    ended = _mp.wait_child(child, not options & WNOHANG)
    if ended is None:
        return (0, 0)
    for number, known in list(_children.items()):
        if known[1] == ended[0]:
            del _children[number]
            return (number, ended[1])
    return (0, ended[1])


def kill(pid, signal):
    target = _process_of(pid)
    number = int(signal)
    if number == 9 and pid == getpid():
        _speak_last()
    if target is None or not _mp.kill(target, number):
        raise ProcessLookupError(3, 'No such process')
    if number == 9 or number == 15:
        for tell in _finish.on_kill:
            tell(target)


def _process_of(pid):
    if pid == getpid():
        return _mp.self_process()
    if pid in _children:
        return _children[pid][0]
    return None


def WIFEXITED(status):
    return status & 127 == 0


def WEXITSTATUS(status):
    return status >> 8 & 255


def WIFSIGNALED(status):
    return 0 < status & 127 < 127


def WTERMSIG(status):
    return status & 127


def waitstatus_to_exitcode(status):
    return WEXITSTATUS(status) if WIFEXITED(status) else -WTERMSIG(status)


def sched_getaffinity(pid):
    return set(range(cpu_count()))


# ---- raw pipes ----

def pipe():
    ends = _mp.raw_pipe()
    numbers = []
    for end in ends:
        number = 3
        while number in _ends:
            number += 1
        _ends[number] = end
        numbers.append(number)
    return tuple(numbers)


def read(fd, n):
    return _end(fd).read(n)


def write(fd, data):
    if fd == 1 or fd == 2:
        return _mp.write(fd, data)
    return _end(fd).write(data)


def close(fd):
    _end(fd).close()
    del _ends[fd]


def _end(fd):
    if fd not in _ends:
        raise OSError(9, 'Bad file descriptor')
    return _ends[fd]

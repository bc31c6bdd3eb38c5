# Signals of the sandbox: TERM, INT and USR1, with a handler in the lesson language, the default, or none.

import _mp
import os


class _Named(int):
    # A number with a name, like a member of CPython's enumerations.
    def __new__(cls, value):
        try:
            return cls._members[value]
        except KeyError:
            raise ValueError(f"{value!r} is not a valid {cls.__name__}") from None

    @classmethod
    def _add(cls, name, value):
        member = int.__new__(cls, value)
        member._name = name
        cls._members[value] = member
        return member

    @property
    def name(self):
        return self._name

    @property
    def value(self):
        return int(self)

    def __repr__(self):
        return f"<{type(self).__name__}.{self._name}: {int(self)}>"

    def __str__(self):
        return int.__repr__(self)


class Signals(_Named):
    _members = {}


class Handlers(_Named):
    _members = {}


SIGHUP = Signals._add('SIGHUP', 1)
SIGINT = Signals._add('SIGINT', 2)
SIGQUIT = Signals._add('SIGQUIT', 3)
SIGILL = Signals._add('SIGILL', 4)
SIGTRAP = Signals._add('SIGTRAP', 5)
SIGABRT = Signals._add('SIGABRT', 6)
SIGBUS = Signals._add('SIGBUS', 7)
SIGFPE = Signals._add('SIGFPE', 8)
SIGKILL = Signals._add('SIGKILL', 9)
SIGUSR1 = Signals._add('SIGUSR1', 10)
SIGSEGV = Signals._add('SIGSEGV', 11)
SIGUSR2 = Signals._add('SIGUSR2', 12)
SIGPIPE = Signals._add('SIGPIPE', 13)
SIGALRM = Signals._add('SIGALRM', 14)
SIGTERM = Signals._add('SIGTERM', 15)
SIGCHLD = Signals._add('SIGCHLD', 17)
SIGCONT = Signals._add('SIGCONT', 18)
SIGSTOP = Signals._add('SIGSTOP', 19)
SIGTSTP = Signals._add('SIGTSTP', 20)

SIG_DFL = Handlers._add('SIG_DFL', 0)
SIG_IGN = Handlers._add('SIG_IGN', 1)

_texts = {1: 'Hangup', 2: 'Interrupt', 3: 'Quit', 4: 'Illegal instruction', 5: 'Trace/breakpoint trap', 6: 'Aborted',
          7: 'Bus error', 8: 'Floating point exception', 9: 'Killed', 10: 'User defined signal 1',
          11: 'Segmentation fault', 12: 'User defined signal 2', 13: 'Broken pipe', 14: 'Alarm clock', 15: 'Terminated',
          17: 'Child exited', 18: 'Continued', 19: 'Stopped (signal)', 20: 'Stopped'}


def strsignal(signalnum):
    return _texts.get(int(signalnum))


_handlers = {}    # what signal() was told, by number


def default_int_handler(number, frame):
    raise KeyboardInterrupt


def signal(signalnum, handler):
    number = int(signalnum)
    if not 1 <= number <= 64:
        raise ValueError('signal number out of range')
    if number in (SIGKILL, SIGSTOP):
        raise OSError(22, 'Invalid argument')
    if number not in (SIGTERM, SIGINT, SIGUSR1):
        raise ValueError('the sandbox lets a program handle SIGTERM, SIGINT and SIGUSR1 only')
    if not callable(handler) and handler not in (SIG_DFL, SIG_IGN):
        raise TypeError('signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object')
    before = getsignal(number)
    _handlers[number] = handler
    _mp.set_signal(number, 2 if callable(handler) else int(handler))
    return before


def getsignal(signalnum):
    return _handlers.get(int(signalnum), default_int_handler if signalnum == SIGINT else SIG_DFL)


def raise_signal(signalnum):
    os.kill(os.getpid(), signalnum)


def _deliver():
    # Called by the machine when an operation was interrupted: the handlers of the signals that came.
    while True:
        number = _mp.take_signal()
        if not number:
            return
        handler = getsignal(number)
        if callable(handler):
            handler(number, None)


def _again(native, *args):
    # Called by the machine in place of an operation that a signal interrupted.
    _deliver()
    return native(*args)


# As CPython does when it starts; the children inherit it.
_mp.set_signal(2, 2)

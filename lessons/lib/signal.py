# Signals of the sandbox: TERM, INT and USR1, with a handler in the lesson language, the default, or none.

import _mp
import os

SIGHUP = 1
SIGINT = 2
SIGQUIT = 3
SIGABRT = 6
SIGKILL = 9
SIGUSR1 = 10
SIGSEGV = 11
SIGUSR2 = 12
SIGPIPE = 13
SIGALRM = 14
SIGTERM = 15
SIGCHLD = 17
SIGCONT = 18
SIGSTOP = 19

SIG_DFL = 0
SIG_IGN = 1

_handlers = {}    # what signal() was told, by number


def default_int_handler(number, frame):
    raise KeyboardInterrupt


def signal(signalnum, handler):
    number = int(signalnum)
    if number in (SIGKILL, SIGSTOP):
        raise OSError(22, 'Invalid argument')
    if number not in (SIGTERM, SIGINT, SIGUSR1):
        raise ValueError('the sandbox lets a program handle SIGTERM, SIGINT and SIGUSR1 only')
    if not callable(handler) and handler not in (SIG_DFL, SIG_IGN):
        raise TypeError('signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object')
    before = getsignal(number)
    _handlers[number] = handler
    _mp.set_signal(number, 2 if callable(handler) else handler)
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
        handler = _handlers.get(number, SIG_DFL)
        if callable(handler):
            handler(number, None)


def _again(native, *args):
    # Called by the machine in place of an operation that a signal interrupted.
    _deliver()
    return native(*args)

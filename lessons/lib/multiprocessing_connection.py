# Ends of pipes, and waiting for the first of several things.

import _mp
import time

from _mp import Connection
from multiprocessing import Pipe, AuthenticationError, BufferTooShort

_PAUSE = 0.005    # between two looks at several things


def _is_ready(thing):
    if isinstance(thing, int):
        return not _mp.is_alive(thing)
    return thing.poll()


def wait(object_list, timeout=None):
    things = list(object_list)
    if not things:
        _mp.Event().wait(timeout)    # nothing comes of nothing
        return []
    end = None if timeout is None else time.monotonic() + timeout
    while True:
        ready = [thing for thing in things if _is_ready(thing)]
        if ready or (end is not None and time.monotonic() >= end):
            return ready
        _pause(things, None if end is None else max(0, end - time.monotonic()))


def _pause(things, left):
    # One thing alone is waited for; several are looked at by turns.
    if len(things) > 1:
        left = _PAUSE if left is None else min(left, _PAUSE)
    if isinstance(things[0], int):
        _mp.join(things[0], left)
    else:
        things[0].poll(left)

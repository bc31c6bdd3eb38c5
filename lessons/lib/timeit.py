"""timeit: default_timer, and timeit of a function (a text would have to be compiled while the program runs)."""
import time

default_timer = time.perf_counter


def _check(stmt):
    if isinstance(stmt, str):
        raise TypeError("the sandbox's timeit takes a function, not the text of a program")


def timeit(stmt, setup=None, timer=default_timer, number=1000000, globals=None):
    _check(stmt)
    if setup is not None:
        _check(setup)
        setup()
    start = timer()
    for round_number in range(number):
        stmt()
    return timer() - start


def repeat(stmt, setup=None, timer=default_timer, repeat=5, number=1000000, globals=None):
    return [timeit(stmt, setup, timer, number) for round_number in range(repeat)]

# What multiprocessing shares with the module queue: its two exceptions.


class Empty(Exception):
    __module__ = '_queue'    # CPython's is written in C


class Full(Exception):
    pass

# What multiprocessing shares with the module queue: its two exceptions.


class Empty(Exception):
    pass


class Full(Exception):
    pass

# Properties of a builtin type's subclass whose getters and setters are functions in C that want more than self.
from collections import deque
from decimal import Decimal


class Shelf(deque):
    size = property(len)
    shown = property(repr)
    first = property(deque.index)
    put = property(len, deque.append)
    rotated = property(len, deque.rotate)


def look(shelf, name):
    try:
        return getattr(shelf, name)
    except TypeError as error:
        return type(error).__name__


shelf = Shelf([3, 1, 2])
for _ in range(3):
    print(shelf.size, shelf.shown, look(shelf, 'first'))
    try:
        print(shelf.first)
    except TypeError:
        print('refused')
    shelf.put = 7
    shelf.rotated = 1
    print(list(shelf))

import math
import os as p
from math import sqrt, floor as fl
from collections import *

print(math.pi, sqrt(16), fl(2.5), Counter("aab"), p is not None)


def shadow():
    print = lambda *a: None
    print("never")
    len = 5
    return len


print(shadow(), len("abc"))


def import_inside():
    import random
    from math import cos as c
    return c(0), random is not None


print(import_inside())
print(__name__)
len = lambda x: "own"
print(len([]))
del len
print(len([]))


def unbound_global():
    try:
        print(never_defined)
    except NameError as e:
        print(e)


unbound_global()
x = 1


def f():
    global x, y
    x = 2
    y = 3


f()
print(x, y)


class A:
    x = x + 10
    print("in class", x)

    def m(self):
        return x


print(A.x, A().m())


def del_global():
    global x
    del x


del_global()
try:
    x
except NameError as e:
    print(e)
try:
    del x
except NameError as e:
    print(e)


class K:
    y = 1
    del y
    print(y)


def conditional(flag):
    if flag:
        v = 1
    try:
        return v
    except UnboundLocalError as e:
        return str(e)


print(conditional(True), conditional(False))


def loop_var():
    for i in []:
        pass
    try:
        return i
    except UnboundLocalError as e:
        return str(e)


print(loop_var())


def while_var(n):
    while n:
        last = n
        n -= 1
    try:
        return last
    except UnboundLocalError as e:
        return "unbound"


print(while_var(2), while_var(0))


def in_class():
    v = "function"

    class B:
        w = v
        v = "class"
        u = v

    return B.w, B.u, v


try:
    print(in_class())
except NameError as e:
    print(e)


def nested_global():
    x = "enclosing"

    def inner():
        global x
        x = "global now"

    inner()
    return x


print(nested_global(), x)

a = 1
del a
try:
    print(a)
except NameError as e:
    print(e)
lst = [0, 1, 2, 3, 4]
del lst[1]
del lst[-1]
print(lst)
del lst[0:2]
print(lst)
d = {1: 2, 3: 4, 5: 6}
del d[1], d[5]
print(d)


class C:
    pass


c = C()
c.x = 1
del c.x
print(hasattr(c, "x"))
try:
    del c.x
except AttributeError as e:
    print("attribute", e)
try:
    del d[99]
except KeyError as e:
    print("key", e)


def f(p):
    x = 1
    del x
    try:
        x
    except UnboundLocalError as e:
        print(e)
    del p
    try:
        return p
    except UnboundLocalError as e:
        print(e)
    try:
        del x
    except UnboundLocalError as e:
        print(e)
    x = 2
    print(x)


f(1)


def g():
    y = 1

    def h():
        return y

    print(h())
    del y
    try:
        h()
    except NameError as e:
        print(type(e).__name__, e)


g()
x = y = 1
del (x, y)
try:
    y
except NameError as e:
    print(e)

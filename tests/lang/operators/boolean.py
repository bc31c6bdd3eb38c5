print(0 or 5, 1 or 5, 0 and 5, 1 and 5, "" or [] or {} or "end", 1 and 2 and 3, 1 and 0 and 3)
print(not [], not [0], not "", not None)


def t(v):
    print("t", v)
    return True


def f(v):
    print("f", v)
    return False


print(t(1) or f(2))
print(f(1) or t(2))
print(t(1) and f(2) or t(3))
print(not (t(1) and f(2)))
if t(1) and (f(2) or t(3)) and not f(4):
    print("in")
if f(1) or (t(2) and f(3)):
    print("not here")
else:
    print("else")
if not (f(1) or f(2)):
    print("neither")
if not (t(1) and t(2)):
    print("no")
else:
    print("both")
x = 5
x = x and x + 1 or 0
print(x)
x = None
y = x or []
print(y)


def g(x):
    x = x and g2(x)
    return x


def g2(x):
    return x - 1


print(g(0), g(1), g(5))


class B:
    def __init__(self, v):
        self.v = v

    def __bool__(self):
        print("bool", self.v)
        return self.v


class L:
    def __len__(self):
        print("len")
        return 0


if B(True):
    print("yes")
if not B(False):
    print("no")
print((B(False) or 3), bool(L()), not L())
if L():
    print("never")
while B(False):
    pass
z = 1 if B(True) else 2
print(z)
print([1, 2, 3] and "list" if x else "none")
if True and 1:
    print("constant")
if 0 or None:
    print("never")
while 0:
    print("never")
a = 3
print("small" if a < 2 else "middle" if a < 4 else "big")
assert a, "no"
assert (a == 3), "no"

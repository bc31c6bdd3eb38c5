class M:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, kind, value, tb):
        print("exit", self.name, kind.__name__ if kind else None, value, tb is not None)
        return self.swallow


with M("a"):
    print("body")
with M("a") as x:
    print(x)
with M("a") as x, M("b") as y:
    print(x, y)
with (M("c") as x, M("d")):
    print(x)
with M("s", True):
    1 / 0
print("swallowed")
try:
    with M("p"):
        raise KeyError("k")
except KeyError as e:
    print("passed on", e)


def ret():
    with M("r") as v:
        return v


print(ret())


def loop():
    for i in range(4):
        with M(str(i)):
            if i == 1:
                continue
            if i == 2:
                break
            print("in", i)


loop()


def nested():
    with M("outer", True):
        with M("inner"):
            raise ValueError("v")
        print("never")
    print("after")
    try:
        with M("t"):
            return "returned"
    finally:
        print("finally")


print(nested())


class NoExit:
    def __enter__(self):
        return 1


class Nothing:
    pass


for c in [NoExit(), Nothing(), 5]:
    try:
        with c:
            print("never")
    except TypeError as e:
        print(e)


class BadEnter:
    def __enter__(self):
        raise ValueError("enter")

    def __exit__(self, *a):
        print("never")


try:
    with BadEnter():
        pass
except ValueError as e:
    print(e)


class BadExit:
    def __enter__(self):
        return self

    def __exit__(self, *a):
        raise KeyError("exit")


try:
    with BadExit():
        1 / 0
except KeyError as e:
    print(repr(e), repr(e.__context__))
d = {}
with M("z") as d["k"]:
    print(d)
with M("q") as (a, *b):
    print(a, b)


def gen():
    with M("g"):
        yield 1
        yield 2


for v in gen():
    print(v)


def keep(v):
    with M("k"):
        v = [v]
        return v
    return 0


print(keep(5))
with M("w1", True), M("w2"):
    raise ValueError("both")
print("end")

log = []


def n(v, r=None):
    log.append(v)
    return v if r is None else r


def show():
    print(log)
    log.clear()


n(1) + n(2) * n(3) - n(4)
show()
[n(1), n(2), *[n(3)], n(4)]
show()
{n("k1"): n("v1"), n("k2"): n("v2"), **{n("k3"): n("v3")}}
show()


def f(*a, **k):
    log.append("call")
    return [0] * 10


n("f", f)(n(1), *[n(2)], n(3), k=n(4), **{"z": n(5)}, y=n(6))
show()
n("f", f)(n(1), k=n(2))
show()
d = {}
n("d", d)[n("key")] = n("value")
show()
n("d", d)[n("a")], n("d", d)[n("b")] = n("x"), n("y")
show()
lst = [1, 2, 3]
n("l", lst)[n(0)] += n(5)
show()


class O:
    v = 0


o = O()
n("o", o).v = n(3)
n("o", o).v += n(4)
show()
n(1) < n(2) < n(0) < n(9)
show()
n(1) if n(0) else n(2)
show()
n(0) and n(1) or n(2)
show()
lst[n(0):n(2):n(1)]
show()
a = b = n("value")
show()


def deco(name):
    log.append("deco " + name)

    def wrap(fn):
        log.append("wrap " + name)
        return fn

    return wrap


@deco("one")
@deco("two")
def g(a=n("default"), *, b=n("kwdefault")):
    pass


show()


@deco("class")
class C(n("base", object)):
    log.append("body")


show()
f"{n(1)} {n(2):{n(3)}} {n(4)}"
show()
assert n(1), n("never")
show()
for n(1, o).v in [n(2), n(3)]:
    n("body")
show()
del n("d", d)[n("key")]
show()
print(n(1), n(2), sep=n("-"))
show()
x = [n(i) for i in [n("iter"), n("iter2")] if n("cond")]
show()
y = (n(i) for i in n("outer", [1, 2]))
show()
list(y)
show()
try:
    raise n("exc", ValueError)(n("arg")) from n("cause", KeyError())
except n("match", (KeyError, ValueError)):
    show()
n("o", o).method_missing if False else n("else")
show()
lambda: n("never")
show()
not n(0)
-n(1)
n(1) in [n(2)]
n(1) is n(2)
show()
n("s", {1, 2}) | n("t", {3})
show()

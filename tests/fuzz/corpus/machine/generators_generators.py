def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


print(list(count(4)), sum(count(5)), [x * 2 for x in count(3)])
g = count(2)
print(next(g), next(g), next(g, "done"))
try:
    next(g)
except StopIteration as e:
    print("stop", e.value)


def echo():
    got = None
    while True:
        got = yield got
        if got == "end":
            return "result"


e = echo()
print(next(e), e.send(1), e.send(2))
try:
    e.send("end")
except StopIteration as s:
    print(s.value)


def inner():
    x = yield 1
    print("inner got", x)
    y = yield 2
    return "inner result"


def outer():
    r = yield from inner()
    print("r", r)
    yield from [10, 20]
    yield from (i for i in range(2))


o = outer()
print(next(o))
print(o.send("hello"))
print(list(o))


def expr():
    total = (yield 1) + (yield 2)
    print("total", total)
    print([(yield 3), (yield 4)])


x = expr()
next(x)
x.send(10)
x.send(20)
x.send("a")
try:
    x.send("b")
except StopIteration:
    print("over")


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


f = fib()
print([next(f) for _ in range(10)])


def with_finally():
    try:
        yield 1
        yield 2
    finally:
        print("cleanup")


w = with_finally()
next(w)
w.close()
for v in with_finally():
    print(v)


def throwing():
    try:
        yield 1
    except ValueError as e:
        yield "caught " + str(e)


t = throwing()
next(t)
print(t.throw(ValueError("v")))
gen = (a * b for a in range(3) for b in range(3) if a != b)
print(list(gen))
print(sum(x for x in range(10) if x % 2))
print(any(x > 5 for x in range(10)), all(x > 5 for x in range(10)))
print(dict((k, v) for k, v in [("a", 1)]), set(x % 3 for x in range(9)), tuple(x for x in "ab"))
print(max((len(w), w) for w in ["a", "ccc", "bb"]))
data = [1, 2, 3]
lazy = (x * n for x in data for n in [10])
data.append(4)
print(list(lazy))


def numbers(n):
    if n > 0:
        yield n
        yield from numbers(n - 1)


print(list(numbers(4)))


def raising():
    yield 1
    raise KeyError("in generator")


try:
    list(raising())
except KeyError as k:
    print(k)


def stopping():
    yield 1
    raise StopIteration


try:
    list(stopping())
except RuntimeError as r:
    print(r)


def args(*a, k=1, **kw):
    yield a
    yield k
    yield kw


print(list(args(1, 2, k=3, z=4)))


def empty():
    return
    yield


print(list(empty()))


class Tree:
    def __init__(self, v, kids=()):
        self.v = v
        self.kids = kids

    def __iter__(self):
        yield self.v
        for kid in self.kids:
            yield from kid


print(list(Tree(1, [Tree(2), Tree(3, [Tree(4)])])))
a, b, *c = count(5)
print(a, b, c)
print(*count(3))
for i, v in enumerate(count(2)):
    print(i, v)
for p, q in zip(count(3), fib()):
    print(p, q)


def delegate_throw():
    try:
        yield from throwing()
    except KeyError:
        yield "outer caught"


t = delegate_throw()
next(t)
print(t.throw(ValueError("x")))
t = delegate_throw()
next(t)
print(t.throw(KeyError("x")))


def already():
    yield next(me)


me = already()
try:
    next(me)
except ValueError as v:
    print(v)

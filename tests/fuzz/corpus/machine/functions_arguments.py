def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw


print(f(1, c=3))
print(f(1, 2, 3, 4, c=5, d=6, e=7))
print(f(*[1, 2], **{"c": 3}))
print(f(*(1,), *[2, 3], c=1, **{"x": 1}, **{"y": 2}))
print(f(a=1, c=2, b=3))


def g(a, b, /, c, *, d):
    return a, b, c, d


print(g(1, 2, 3, d=4), g(1, 2, c=3, d=4))


def h(x=[]):
    x.append(1)
    return x


print(h(), h(), h([5]))


def attempt(call):
    try:
        print(call())
    except TypeError as e:
        print(e)


def two(a, b):
    return a + b


def none():
    pass


def kwonly(*, k, m):
    return k


attempt(lambda: two(1))
attempt(lambda: two())
attempt(lambda: two(1, 2, 3))
attempt(lambda: two(1, b=2, c=3))
attempt(lambda: two(1, a=2))
attempt(lambda: none(1))
attempt(lambda: kwonly())
attempt(lambda: kwonly(k=1))
attempt(lambda: kwonly(1, k=1, m=2))
attempt(lambda: f())
attempt(lambda: g(1, b=2, c=3, d=4))
attempt(lambda: two(*5))
attempt(lambda: two(**5))
attempt(lambda: two(**{"a": 1}, **{"a": 2}))
attempt(lambda: two(a=1, **{"a": 2}))
attempt(lambda: two(1, 2, *[3], **{}))
attempt(lambda: 5())
attempt(lambda: "x"(1))


def default(n=5, m=None):
    return n, m


print(default(), default(1), default(m=2), default(*[], **{}))
print((lambda a, *b, k=3: (a, b, k))(1, 2, 3))
print((lambda: 5)())
print(none())


def rest(*args, **kwargs):
    return args, kwargs


print(rest(), rest(1, *"ab", 2, *range(2), z=1, **{"q": 2}))
print(rest(*[i for i in range(3)]))
k = {"sep": "-", "end": "!\n"}
print(1, 2, 3, **k)


def evaluated(log=[]):
    def note(v):
        log.append(v)
        return v

    def inner(a=note(1), b=note(2), *, c=note(3)):
        return a, b, c

    print(log, inner())


evaluated()


def many(a, b, c, d, e, f, g, h, i, j):
    return a, b, c, d, e, f, g, h, i, j


print(many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
print(many(*range(10)))


def recursive(n):
    return 1 if n <= 1 else n * recursive(n - 1)


print(recursive(30))


def forever(n):
    return forever(n + 1)


try:
    forever(0)
except RecursionError as e:
    print(str(e)[:32])

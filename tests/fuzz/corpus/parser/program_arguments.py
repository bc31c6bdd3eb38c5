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
print(1,
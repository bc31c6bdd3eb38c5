def counter():
    n = 0

    def up():
        nonlocal n
        n += 1
        return n

    def get():
        return n

    return up, get


up, get = counter()
up()
up()
print(get())
up2, get2 = counter()
up2()
print(get(), get2())


def outer(a, b=2):
    c = 3

    def middle():
        d = 4

        def inner():
            nonlocal c
            c += d
            return a, b, c, d

        return inner

    return middle


print(outer(1)()())


def late():
    fns = []
    for i in range(3):
        fns.append(lambda: i)
    return [f() for f in fns]


print(late())


def parameter_cell(x):
    def set_x(v):
        nonlocal x
        x = v

    set_x(x * 2)
    return x


print(parameter_cell(21))


def rest_cell(*args, **kw):
    return lambda: (args, kw)


print(rest_cell(1, 2, k=3)())


def unset():
    def use():
        return later

    try:
        use()
    except NameError as e:
        print(type(e).__name__, e)
    later = 1
    print(use())
    try:
        del later
        use()
    except NameError as e:
        print(e)


unset()


def own():
    def f():
        return x

    try:
        x
    except UnboundLocalError as e:
        print(e)
    x = 1
    return f()


print(own())


def in_loop():
    out = []
    for i in range(3):
        def f(j=i):
            return i, j
        out.append(f)
    return [g() for g in out]


print(in_loop())


def except_cell():
    try:
        1 / 0
    except ZeroDivisionError as e:
        f = lambda: e
        print(f())
    try:
        f()
    except NameError as e2:
        print("gone:", e2)


except_cell()


def comp_cell(n):
    return [lambda: (i, n) for i in range(3)]


print([f() for f in comp_cell(9)])
print([[i * j for j in range(i)] for i in range(4)])


def recursion():
    def fact(n):
        return 1 if n == 0 else n * fact(n - 1)

    return fact(10)


print(recursion())


def shared():
    x = 0

    def a():
        nonlocal x
        x += 1

    def b():
        nonlocal x
        x += 10

    a()
    b()
    a()
    return x


print(shared())


def make_class(base):
    class Local:
        value = base

        def get(self):
            return base + self.value

    return Local


print(make_class(5)().get())


def gen_closure(k):
    return (k * i for i in range(3))


print(list(gen_closure(5)))
x = "global"


def scopes():
    print(x)

    def inner():
        x = "local"
        return x

    print(inner(), x)


scopes()

class A:
    """Doc of A."""
    kind = "a"
    count = 0

    def __init__(self, n=1):
        self.n = n
        A.count += 1

    def double(self):
        return self.n * 2

    def chain(self):
        self.n += 1
        return self

    def __str__(self):
        return f"A({self.n})"

    def __repr__(self):
        return f"<A {self.n}>"


a = A(3)
print(a, repr(a), [a], a.double(), a.kind, A.kind, A.count, A.__doc__, A.__name__)
a.kind = "own"
print(a.kind, A.kind, A(1).kind)
print(a.chain().chain().n)
m = a.double
print(m(), A.double(a))
print(isinstance(a, A), type(a) is A, type(a).__name__, A.__qualname__, A.__module__)


class Call:
    def __call__(self, *args, **kw):
        return args, kw

    def __len__(self):
        return 3

    def __getitem__(self, i):
        if isinstance(i, slice):
            return ("slice", i.start, i.stop, i.step)
        if i > 4:
            raise IndexError(i)
        return i * 10

    def __setitem__(self, i, v):
        print("set", i, v)

    def __delitem__(self, i):
        print("del", i)

    def __contains__(self, x):
        return x == 5


c = Call()
print(c(1, k=2), len(c), c[2], c[1:2], c[::3], 5 in c, 6 in c)
c[1] = 2
del c[1]
c[0] += 5
print(list(c))


class It:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


print(list(It(3)), [x for x in It(2)], sum(It(5)), max(It(4)))
for x in It(2):
    print(x)
p, q = It(2)
print(p, q)


class Ops:
    def __init__(self, v):
        self.v = v

    def __add__(self, o):
        return Ops(self.v + (o.v if isinstance(o, Ops) else o))

    def __radd__(self, o):
        return Ops(o + self.v)

    def __mul__(self, o):
        if not isinstance(o, int):
            return NotImplemented
        return Ops(self.v * o)

    def __neg__(self):
        return Ops(-self.v)

    def __hash__(self):
        return hash(self.v)

    def __eq__(self, o):
        return self.v == o.v

    def __repr__(self):
        return f"Ops({self.v})"


print(Ops(1) + Ops(2), Ops(1) + 5, 5 + Ops(1), Ops(2) * 3, -Ops(3))
try:
    Ops(1) * "a"
except TypeError as e:
    print(e)
print({Ops(1): "x"}[Ops(1)], Ops(1) in {Ops(1)}, Ops(1) == Ops(1), Ops(1) != Ops(2))
try:
    a.missing
except AttributeError as e:
    print(e)
try:
    A.missing
except AttributeError as e:
    print(e)
try:
    A(1, 2)
except TypeError as e:
    print(e)
try:
    a.double(1)
except TypeError as e:
    print(e)


class Empty:
    pass


e = Empty()
e.x, e.y = 1, 2
print(e.x + e.y, e.__dict__)
print(getattr(e, "x"), getattr(e, "z", 9), hasattr(e, "z"))
setattr(e, "z", 3)
print(e.z)


class Body:
    x = 1
    y = x + 1
    lst = [i for i in range(3)]
    if y > 1:
        z = "big"
    for i in range(2):
        last = i

    def f(self, d=y):
        return d


print(Body.y, Body.lst, Body.z, Body.last, Body().f())


class Outer:
    class Inner:
        v = 1

        def f(self):
            return "inner"

    def make(self):
        return self.Inner()


print(Outer.Inner.v, Outer().make().f(), Outer.Inner.__qualname__)
x = "module"


class Scope:
    x = "class"

    def f(self):
        return x

    y = x


print(Scope().f(), Scope.y)


class Static:
    @staticmethod
    def s(a):
        return a + 1

    @classmethod
    def c(cls, a):
        return cls.__name__, a

    @property
    def p(self):
        return "property"


print(Static.s(1), Static().s(2), Static.c(3), Static().c(4), Static().p)

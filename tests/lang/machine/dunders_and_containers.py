class A:
    x = 1
    def m(self): return "A.m"
    @classmethod
    def make(cls): return cls()
class B(A):
    x = 2
    def m(self): return "B.m>" + super().m()
    def __str__(self): return "B!"
    __slots__ = ()
class C(B):
    def m(self): return "C.m>" + super(C, self).m()
c = C.make()
print(c.m(), c.x, C.x, A.x, str(c), f"{c}", f"{c!s:>5}|", "%s" % c, "{}".format(c))
A.x = 10
print(B.x, C.x, A().x)
C.extra = lambda self: "dyn"
print(c.extra(), hasattr(c, "nope"), getattr(c, "x"))
setattr(c, "name", 5); print(c.name, c.__dict__)
del c.name
try: c.name
except AttributeError as e: print(e)
try: del c.name
except AttributeError as e: print(e)
class P:
    def __init__(self): self._v = 1
    @property
    def v(self): "doc"; return self._v
p = P()
try: p.v = 5
except AttributeError as e: print(e)
try: A.y
except AttributeError as e: print(e)
try: A().y
except AttributeError as e: print(e)
try: A(1)
except TypeError as e: print(e)
try: P(1)
except TypeError as e: print(e)
try: A.m()
except TypeError as e: print(e)
class Cmp:
    def __init__(self, v): self.v = v
    def __eq__(self, o):
        if not isinstance(o, Cmp): return NotImplemented
        return self.v == o.v
    def __lt__(self, o):
        if not isinstance(o, Cmp): return NotImplemented
        return self.v < o.v
    def __le__(self, o): return self.v <= o.v
    def __repr__(self): return f"Cmp({self.v})"
print(Cmp(1) == Cmp(1), Cmp(1) == 1, 1 == Cmp(1), Cmp(1) != 2, Cmp(1) > Cmp(0), Cmp(2) >= Cmp(1) if False else "")
try: Cmp(1) < 5
except TypeError as e: print(e)
try: Cmp(1) + 5
except TypeError as e: print(e)
try: hash(Cmp(1))
except TypeError as e: print(e)
print([Cmp(1), 2] == [Cmp(1), 2], (Cmp(1),) == (Cmp(2),), Cmp(1) in [Cmp(3), Cmp(1)], [Cmp(3), Cmp(1)].index(Cmp(1)), min([Cmp(3), Cmp(2)]), max(Cmp(3), Cmp(4)))
print({"a": Cmp(1)} == {"a": Cmp(1)}, [Cmp(1), Cmp(1)].count(Cmp(1)))
class Hsh:
    def __init__(self, v): self.v = v
    def __hash__(self): return self.v % 3
    def __eq__(self, o): return isinstance(o, Hsh) and self.v == o.v
    def __repr__(self): return f"H{self.v}"
d = {}
for i in range(12): d[Hsh(i)] = i
for i in range(0, 12, 2): del d[Hsh(i)]
print(d, d[Hsh(3)], Hsh(4) in d, d.get(Hsh(5)), d.pop(Hsh(7)), len(d), d.setdefault(Hsh(99), "new"))
s = {Hsh(i % 4) for i in range(10)}
print(sorted(h.v for h in s), len(s), Hsh(2) in s, s | {Hsh(9)} == {Hsh(0), Hsh(1), Hsh(2), Hsh(3), Hsh(9)})
class Ctx:
    def __init__(self, n): self.n = n
    def __enter__(self): print("in", self.n); return self.n
    def __exit__(self, *a): print("out", self.n, a[0]); return False
with Ctx(1) as a, Ctx(2) as b:
    print(a, b)
try:
    with Ctx(3):
        raise KeyError("k")
except KeyError as e: print("key", e)
def w():
    with Ctx(4):
        return "ret"
print(w())
for i in range(2):
    with Ctx(i):
        continue
class Singleton:
    _i = None
    def __new__(cls, *a):
        if cls._i is None: cls._i = super().__new__(cls)
        return cls._i
    def __init__(self, v=0): self.v = v
print(Singleton(1) is Singleton(2), Singleton(5).v)
class Temp:
    def __init__(self): self.log = []
    def __enter__(self): return self
    def __exit__(self, *a): pass
    def __getitem__(self, k): return k
t = Temp()
print(t[1:2], t[::2], t[1, 2], t["a"])
class Base:
    subs = []
    def __init_subclass__(cls, **kw): Base.subs.append(cls.__name__)
class S1(Base): pass
class S2(Base): pass
print(Base.subs)
class Meter:
    def __get__(self, o, t): return "got"
    def __set__(self, o, v): print("set", v)
class UseM: m = Meter()
u = UseM(); print(u.m); u.m = 5
x = [1, 2, 3, 4, 5]
x[1:3] = [9]; print(x); x[::2] = [0, 0]; print(x); del x[0]; print(x); x += (7,); print(x); x *= 2; print(x)
a = b = []; a.append(1); print(b, a is b)
print(x[-1], x[-3:], x[::-1], "hello"[1:4], "hello"[::-1], (1,2,3)[1:], range(10)[2:8:2], list(range(10, 0, -3)))
m = {1: "a", "b": 2, (1, 2): 3, None: 4, True: 5, 2.5: 6}
print(m, m[1], 1.0 in m, len(m), list(m), list(m.values()), list(m.items()))
for k in list(m): 
    if k == "b": del m[k]
print(m)
try:
    for k in m: m[k * 2 if isinstance(k, int) else "z"] = 1
except RuntimeError as e: print(e)
print({3, 1, 2} & {1, 2}, {1} | {2}, {1, 2} - {2}, {1, 2} ^ {2, 3}, {1} < {1, 2}, frozenset([1, 2]), set())
s = {100, 5, 3, 1, 64, 32, 8}; print(s); s.add(7); s.discard(5); print(s, sorted(s))
print(set(range(20)), {i * 7 for i in range(10)})
print(1 if [] else 2, [] or "x", [1] and "y", not None)
i = 10
while i > 0:
    i -= 3
    if i == 4: continue
    if i < 2: break
else: print("no break")
print(i)
def fn(a, b=[], *c, d, e=5, **f): pass
for args in ["fn()", "fn(1)", "fn(1, d=2, d2=3)"]:
    pass
try: fn()
except TypeError as e: print(e)
try: fn(1)
except TypeError as e: print(e)
def two(a, b): pass
for call in (lambda: two(1), lambda: two(), lambda: two(1, 2, 3), lambda: two(1, b=2, c=3), lambda: two(1, a=2), lambda: two(*[1, 2, 3]), lambda: two(**{"a": 1})):
    try: call()
    except TypeError as e: print(e)
print(two.__name__, two.__doc__, two.__qualname__, fn.__defaults__, A.m.__qualname__, type(A().m), A.__module__)
def docd():
    "the doc"
print(docd.__doc__, A.__doc__)
print(callable(A), callable(5), callable(len), id(a) == id(b), isinstance(True, int), bool("") , int("0x1f", 16), float("1e3"))
print([x for x in "abc"], list("héllo"), len("héllo"), "héllo"[1], "é" in "héllo", "ñ".upper())
def g(n):
    while n > 0:
        got = yield n
        if got: n = got
        n -= 1
it = g(3); print(next(it), it.send(10), next(it)); it.close()
try: next(it)
except StopIteration: print("closed")
def gg():
    try: yield 1
    finally: print("cleanup")
it = gg(); next(it); it.close()
print(sum(i for i in range(5)), max((len(w), w) for w in ["a", "bbb", "cc"]), any(x > 2 for x in [1, 3]), all([]))
print(list(zip([1, 2], "ab", (True, False))), dict(a=1, **{"b": 2}), [*range(3), *"ab"], {**{"a": 1}, "b": 2}, (*[1], 2))
def kwonly(*, a, b=2): return a, b
print(kwonly(a=1), kwonly(b=3, a=4))
def posonly(a, b, /, c): return a, b, c
print(posonly(1, 2, c=3))
try: posonly(1, b=2, c=3)
except TypeError as e: print(e)
print("done", 5 if True else 6, end="!\n", sep="-")
assert True, "no"
try: assert 1 == 2, "msg"
except AssertionError as e: print(repr(e))
try: assert False
except AssertionError as e: print(repr(e))
print(f"{3.14159:.2f} {5:>5}|{'a':<5}|{'b':^5}|{1000000:,} {255:x} {255:#b} {0.5:%} {1e10:g} {'x'!r} {[1]!s}", f"{x=}" if False else "")
z = 3; print(f"{z=} {z = } {z!r:>4} {{}} {'nested ' + f'{z}'}")
print("%d %s %r %5.2f %-5s| %05d %x %%" % (5, "a", "b", 3.14159, "l", 42, 255), "%s" % (1,), "%(a)s" % {"a": 1})
print("{} {1} {0}".format(1, 2) if False else "{0} {1} {0}".format(1, 2), "{a:>4}|{b!r}".format(a=1, b="x"), "{:,}".format(12345))

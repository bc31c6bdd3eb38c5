class I:
    def __init__(self, v): self.v = v
    def __index__(self): return self.v
    def __int__(self): return self.v * 10
    def __float__(self): return 2.5
    def __len__(self): return 3
    def __round__(self, n=0): return "r"
    def __abs__(self): return "abs"
    def __divmod__(self, o): return ("dm", o)
    def __reversed__(self): return iter("rev")
    def __format__(self, s): return "F" + s
    def __contains__(self, x): return x == 1
    def __pow__(self, o): return "pow"
    def __matmul__(self, o): return "mm"
    def __and__(self, o): return "and"
    def __rsub__(self, o): return "rsub"
    def __imul__(self, o): return "imul"
    def __invert__(self): return "inv"
    def __floordiv__(self, o): return "fd"
    def __mod__(self, o): return "mod"
    def __lshift__(self, o): return "ls"
    def __bytes__(self): return b"by"
    def __hash__(self): return 7
    def __eq__(self, o): return True
    def __getitem__(self, k): return k
i = I(1)
print([10, 20, 30][i], "abc"[i], (1, 2)[i], int(i), float(i), len(i), round(i), abs(i), divmod(i, 3), list(reversed(i)), f"{i:q}", format(i, "z"), 1 in i, i ** 2, i & 1, 5 - i, ~i, i // 2, i % 2, i << 1, hash(i), list(range(i)), i[1:2], hex(I(255)))
x = i; x *= 3; print(x)
l = [1, 2, 3]; l[i] = 9; print(l); del l[i]; print(l)
class D:
    def __set_name__(self, owner, name): self.name = name; print("set_name", owner.__name__, name)
    def __get__(self, o, t=None): return self.name
class U:
    d = D()
    e = D()
print(U().d, U.d, U().e)
class Meta: 
    registry = {}
    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        Meta.registry[cls.__name__] = tag
class M1(Meta): pass
print(Meta.registry)
class Ex(Exception):
    def __init__(self, a, b): self.a = a; self.b = b
try: raise Ex(1, b=2)
except Ex as e: print(e.args, e.a, e.b, repr(e), str(e))
class Ex2(ValueError):
    "doc"
try: raise Ex2
except ValueError as e: print(repr(e), e.__doc__)
def f():
    yield from (i for i in range(3))
    return 5
def g():
    r = yield from f()
    print("r", r)
print(list(g()))
print([*range(3)], *map(str, [1, 2]), sep="|")
print(sorted("bca", key=lambda c: -ord(c)), sorted([3, 1, 2], reverse=True), max("abc", key=ord), min([3, 1], default=0))
import functools
@functools.lru_cache(maxsize=None)
def fibo(n): return n if n < 2 else fibo(n-1) + fibo(n-2)
print(fibo(50), functools.reduce(lambda a, b: a * b, [1, 2, 3, 4]))
class C2:
    count = 0
    def __init__(self): type(self).count += 1; self.__private = 5
    def get(self): return self.__private
c = C2(); C2(); print(C2.count, c.get(), c._C2__private)
print(isinstance(c, (int, C2)), issubclass(bool, int), type(c) is C2, callable(c))
try:
    c.__private
except AttributeError as e: print(e)
print("%s %s" % (C2.__name__, c.__class__.__name__), str(C2), C2.get.__name__, c.get.__self__ is c)
def outer():
    x = 1
    def inner():
        print(x)
    x = 2
    inner()
    del x
    try: inner()
    except NameError as e: print(e)
outer()
a, (b, *c2), d = 1, (2, 3, 4), 5; print(a, b, c2, d)
print({**{"a": 1}, **{"a": 2}}, [1, *[2, 3]], {*[1], 2})
try:
    def dup(a, b): pass
    dup(**{"a": 1}, **{"a": 2})
except TypeError as e: print(e)
while True:
    try:
        break
    finally:
        print("fin")
def ff():
    for i in range(3):
        try:
            return i
        finally:
            if i == 0: continue
print(ff())
lst = [1, 2, 3, 4]
for v in lst:
    if v == 2: lst.remove(v)
print(lst)
print(0.1 + 0.2, 1e22, 1.5e-7, 100000000000000000.0, 2**70, -2**70 // 3, (2**70) % 97, 7**77 % 10**9)
print("a" < "b" < "c", 1 == 1.0 == True, None is None, not [])

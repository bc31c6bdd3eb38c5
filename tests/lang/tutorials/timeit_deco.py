import time
from functools import wraps
def timed(unit="s"):
    def deco(fn):
        @wraps(fn)
        def inner(*args, **kw):
            t0 = time.time()
            try:
                return fn(*args, **kw)
            finally:
                dt = time.time() - t0
                print(f"{fn.__name__} took {'ok' if dt < 10 else dt}")
        return inner
    return deco
@timed()
def work(n, *, scale=1): return sum(i * scale for i in range(n))
print(work(100, scale=2), work.__name__)
class Meta:
    registry = {}
    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs); Meta.registry[cls.__name__] = cls
class A(Meta): pass
class B(A): pass
print(sorted(Meta.registry), Meta.registry["B"].__mro__[1].__name__)
class D:
    def __set_name__(self, owner, name): self.n = name
    def __get__(self, i, o): return f"get {self.n}" if i else self
    def __set__(self, i, v): print("set", self.n, v)
class E: x = D()
e = E(); e.x = 5; print(e.x, type(E.x).__name__)
class S:
    __slots__ = ("a", "b")
    def __init__(self): self.a = 1
s = S()
try: s.c = 1
except AttributeError as x: print(x)
try: s.b
except AttributeError as x: print(x)

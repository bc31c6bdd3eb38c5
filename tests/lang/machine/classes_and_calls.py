class Node:
    count = 0
    def __init__(self, v, nxt=None):
        self.v = v; self.nxt = nxt
        Node.count += 1
    def __iter__(self):
        n = self
        while n:
            yield n.v
            n = n.nxt
    def __len__(self): return sum(1 for _ in self)
    def __getitem__(self, i):
        if isinstance(i, slice): return list(self)[i]
        return list(self)[i]
    def __contains__(self, x): return any(x == y for y in self)
    def __eq__(self, o): return isinstance(o, Node) and list(self) == list(o)
    def __hash__(self): return hash(tuple(self))
    def __add__(self, o): return Node(self.v + (o.v if isinstance(o, Node) else o))
    def __radd__(self, o): return Node(o + self.v)
    def __iadd__(self, o): self.v += o; return self
    def __lt__(self, o): return self.v < o.v
    def __call__(self, *a, **k): return a, k
    def __bool__(self): return self.v != 0
    def __neg__(self): return Node(-self.v)
    def __setitem__(self, i, x): print("set", i, x)
    def __delitem__(self, i): print("del", i)
    def __enter__(self): print("enter"); return self
    def __exit__(self, t, v, tb): print("exit", t and t.__name__, v); return True
    def __repr__(self): return "Node(%r)" % (self.v,)
    @property
    def double(self): return self.v * 2
    @double.setter
    def double(self, x): self.v = x // 2
    @staticmethod
    def st(x): return x + 1
    @classmethod
    def cm(cls, x): return cls, x
n = Node(1, Node(2, Node(3)))
print(list(n), len(n), n[1], n[0:2], 2 in n, 9 in n, n == Node(1, Node(2, Node(3))), n != Node(5))
print((n + 5).v, (5 + n).v, (n + n).v, sum([Node(1), Node(2)], 0).v if False else "")
n += 10; print(n.v, n < Node(100), sorted([Node(3), Node(1)]), n(1, 2, k=3), bool(Node(0)), -n)
n[1] = 5; del n[2]
with n as m:
    print(m is n)
    raise ValueError("x")
print(n.double); n.double = 50; print(n.v, Node.st(4), n.st(5), Node.cm(6), Node.count)
print({Node(1): "a"}[Node(1)], Node(1) in {Node(1)}, len({Node(1), Node(1), Node(2)}))
class B(Node):
    def __init__(self, *a):
        super().__init__(*a)
        self.extra = "e"
    def __repr__(self): return "B:" + super().__repr__()
b = B(7)
print(b, b.extra, isinstance(b, Node), issubclass(B, Node), B.__mro__, B.__name__, type(b), b.__class__.__name__)
class L(list):
    def total(self): return sum(self)
l = L([1, 2, 3]); l.append(4); print(l, l.total(), len(l), l[1], l[1:], isinstance(l, list), l == [1,2,3,4], type(l).__name__)
class D(dict):
    def __missing__(self, k): return "missing " + str(k)
d = D(a=1); print(d["a"], d["zz"], d.get("q"), d)
class S(str):
    def shout(self): return self.upper() + "!"
s = S("hi"); print(s, s.shout(), s + " there", len(s), S("a") == "a")
class I(int):
    def __add__(self, o): return I(int(self) + o + 100)
i = I(5); print(i, i + 1, i * 2, i == 5)
class G:
    def __getattr__(self, n):
        if n.startswith("x"): return n + "!"
        raise AttributeError(n)
    def __setattr__(self, n, v):
        object.__setattr__(self, n, v * 2)
g = G(); g.a = 4; print(g.a, g.xyz, hasattr(g, "q"), getattr(g, "q", "dflt"))
class It:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if self.i > 3: raise StopIteration
        return self.i
print(list(It()), [x for x in It()], sum(It()), max(It()), tuple(It()), dict(zip(It(), "abc")), *It())
a, *rest = It(); print(a, rest)
class Seq:
    def __getitem__(self, i):
        if i > 4: raise IndexError
        return i * i
print(list(Seq()), [x for x in Seq()], 9 in Seq())
print(list(map(lambda x: x + 1, It())), list(filter(None, [0, 1, 2])), list(enumerate(It())), list(reversed([1, 2, 3])))
def gen():
    x = yield 1
    print("got", x)
    try:
        y = yield 2
    except ValueError as e:
        print("thrown", e); y = None
    yield 3
    return "done"
q = gen(); print(next(q), q.send("hello"), q.throw(ValueError("boo")))
try: next(q)
except StopIteration as e: print("stop", e.value)
def outer():
    r = yield from gen()
    print("r", r)
print(list(outer()))
print(next(iter([]), "empty"), next((x for x in [1,2,3] if x > 1), None))
def counter():
    c = 0
    def inc():
        nonlocal c
        c += 1
        return c
    return inc
f = counter(); f(); print(f(), f())
def deco(fn):
    def w(*a, **k):
        print("call", fn.__name__, a, k)
        return fn(*a, **k)
    return w
@deco
def add(a, b=2, *args, c, d=4, **kw): return a, b, args, c, d, kw
print(add(1, c=3), add(1, 2, 3, 4, c=5, e=6), add(*[1, 2], **{"c": 9}))
x = 5
def glob():
    global x
    x += 1
glob(); print(x)
print([(i, j) for i in range(3) for j in range(i) if i != j], {i: i*i for i in range(3)}, {i % 2 for i in range(5)})
print(1 if x else 2, x and 0 or "z", not x, 1 < 2 < 3, 1 < 2 > 5)
print((lambda *a: a)(1, 2), (y := 5), y)
for i in range(2):
    for j in range(2):
        if j: break
    else: print("no")
else: print("else")
import sys
def rec(n): return rec(n + 1)
try: rec(0)
except RecursionError as e: print(e)
def depth(n):
    try: return depth(n + 1)
    except RecursionError: return n
print(depth(0) > 900)
print(type(5), type("a"), type(None), type([]), type(lambda: 0), type(gen()), type(print), int, ValueError)
print(10**20, -7 // 2, -7 % 3, 7 // -2, 2**0.5, 1e100, 0.1 + 0.2, 3.0, 1/3, 5 // 2.0, -0.0, float("inf"), 1e16, 123456789012345678)
print(round(2.5), round(3.14159, 2), divmod(-7, 3), abs(-5), pow(2, 10, 1000), hex(255), bin(5), oct(8))

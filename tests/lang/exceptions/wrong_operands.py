def tr(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
tr(lambda: "a" + 1); tr(lambda: 1 + "a"); tr(lambda: [1] + (2,)); tr(lambda: None + 1); tr(lambda: {} + {}); tr(lambda: "a" * "b"); tr(lambda: -"a"); tr(lambda: not []); tr(lambda: 5[0]); tr(lambda: None[0]); tr(lambda: [1]["a"]); tr(lambda: [1][5]); tr(lambda: {}[[]]); tr(lambda: {[]: 1}); tr(lambda: {1: {}}[1]["x"]); tr(lambda: (1, 2)[9]); tr(lambda: "abc"[10]); tr(lambda: 5()); tr(lambda: "x"()); tr(lambda: [1, 2]()); tr(lambda: len(5)); tr(lambda: int("x")); tr(lambda: int("")); tr(lambda: float("y")); tr(lambda: int([])); tr(lambda: int(None)); tr(lambda: list(5)); tr(lambda: dict([1])); tr(lambda: dict(["ab", "c"])); tr(lambda: sum(["a"])); tr(lambda: max([])); tr(lambda: min(())); tr(lambda: max(1)); tr(lambda: sorted([1, "a"])); tr(lambda: 1 < "a"); tr(lambda: [] < 1); tr(lambda: {} < {}); tr(lambda: "a" in 5); tr(lambda: 5 in "a"); tr(lambda: for_each); tr(lambda: range("a")); tr(lambda: range(1, 2, 0)); tr(lambda: "x".join([1])); tr(lambda: "x".join(5)); tr(lambda: ",".split("")); tr(lambda: "%d" % "x"); tr(lambda: round("x")); tr(lambda: abs("x")); tr(lambda: chr(-1)); tr(lambda: ord("ab")); tr(lambda: ord("")); tr(lambda: hash([])); tr(lambda: {1, []}); tr(lambda: next([])); tr(lambda: next(iter([]))); tr(lambda: iter(5)); tr(lambda: [].pop()); tr(lambda: {}.pop("x")); tr(lambda: {}.popitem()); tr(lambda: set().pop()); tr(lambda: [].remove(1)); tr(lambda: [].index(1)); tr(lambda: "a".index("b")); tr(lambda: (1).index(1)); tr(lambda: 10 ** 10000 * 1.0); tr(lambda: 1 / 0); tr(lambda: 1 // 0); tr(lambda: 1 % 0); tr(lambda: 1.0 / 0); tr(lambda: 1.0 // 0); tr(lambda: 1.0 % 0); tr(lambda: 0 ** -1); tr(lambda: 0.0 ** -1); tr(lambda: divmod(1, 0)); tr(lambda: 1 << -1); tr(lambda: 2.0 ** 10000); tr(lambda: int(float("inf"))); tr(lambda: int(float("nan"))); tr(lambda: isinstance(1, "x")); tr(lambda: print(1, foo=2)); tr(lambda: print(1, sep=5)); tr(lambda: print(1, end=5)); tr(lambda: zip(5)); tr(lambda: map(5)); tr(lambda: list(map(5, [1]))); tr(lambda: enumerate(5)); tr(lambda: all(5)); tr(lambda: setattr(5, "x", 1)); tr(lambda: getattr(5, 5)); tr(lambda: type(5, 5)); tr(lambda: super().x); tr(lambda: object().x); tr(lambda: [1, 2, 3][1:"a"]); tr(lambda: [1][::0])
a, b = 1, 2
def un(s): 
    a, b = s
tr(lambda: un([1])); tr(lambda: un([1, 2, 3])); tr(lambda: un(5)); tr(lambda: un("ab")); tr(lambda: un(None))
def f(a, b=2, *, c): return a
tr(lambda: f()); tr(lambda: f(1)); tr(lambda: f(1, 2, 3, c=4)); tr(lambda: f(1, c=1, d=2)); tr(lambda: f(1, a=2, c=3)); tr(lambda: f(*5)); tr(lambda: f(**5)); tr(lambda: f(**{1: 2})); tr(lambda: f(*[1, 2], c=3, **{"c": 4})); tr(lambda: (lambda x: x)()); tr(lambda: (lambda: 1)(2))
class A:
    def m(self, x): pass
tr(lambda: A(1)); tr(lambda: A().m()); tr(lambda: A.m(1)); tr(lambda: A().m(1, 2)); tr(lambda: A() + 1); tr(lambda: A() < A()); tr(lambda: A()[0]); tr(lambda: A()()); tr(lambda: len(A())); tr(lambda: iter(A())); tr(lambda: int(A())); tr(lambda: A().z); tr(lambda: A.z); tr(lambda: [x for x in A()]); tr(lambda: A() in [A()]); tr(lambda: 1 in A())
def w():
    with A(): pass
tr(w)
def r1(): raise 5
def r2(): raise A
def r3(): raise ValueError from 5
def r4():
    try: 1 / 0
    except 5: pass
tr(r1); tr(r2); tr(r3); tr(r4)
def d1(): 
    x = 1; del x; x
def d2(): del [1][5]
def d3(): del {}["k"]
def d4(): del "abc"[0]
def d5(): (1, 2)[0] = 5
def d6(): "abc"[0] = "x"
def d7(): range(3)[0] = 1
def d8(): [1, 2, 3][0:2] = 5
for d in (d1, d2, d3, d4, d5, d6, d7, d8): tr(d)

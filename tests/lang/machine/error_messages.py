class MyError(Exception):
    pass
class Coded(Exception):
    def __init__(self, code, msg):
        super().__init__(msg)
        self.code = code
    def __str__(self):
        return f"[{self.code}] {self.args[0]}"
def f(n):
    if n == 0:
        raise MyError("deep")
    try:
        f(n - 1)
    finally:
        print("leaving", n)
try:
    f(3)
except MyError as e:
    print(repr(e), e.args, type(e).__name__, isinstance(e, Exception))
try:
    raise Coded(5, "bad")
except Coded as e:
    print(e, e.code)
try:
    try:
        1/0
    except ZeroDivisionError as e:
        raise ValueError("v") from e
except ValueError as e:
    print(e.__cause__, e.__context__, e.__suppress_context__)
try:
    try:
        {}["k"]
    except KeyError:
        raise RuntimeError("r")
except RuntimeError as e:
    print(repr(e.__context__), e.__cause__)
def g():
    try:
        return "try"
    finally:
        print("fin")
print(g())
def h():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: break
            print("body", i)
        finally:
            print("f", i)
    else:
        print("else")
h()
try:
    raise
except RuntimeError as e:
    print(e)
try:
    raise 5
except TypeError as e:
    print(e)
try:
    try:
        raise ValueError
    except (TypeError, ValueError) as e:
        print("caught", repr(e))
        raise
except ValueError as e:
    print("again")
try:
    int("x")
except ValueError as e:
    print(e)
for x in ("a" + 1 if False else 0,):
    pass
def tests():
    def t(fn):
        try:
            fn()
        except Exception as e:
            print(type(e).__name__, e)
    t(lambda: "a" + 1)
    t(lambda: 1 + "a")
    t(lambda: [] + 1)
    t(lambda: None.x)
    t(lambda: (1).foo)
    t(lambda: [1][5])
    t(lambda: {}["a"])
    t(lambda: undefined_name)
    t(lambda: len(5))
    t(lambda: 5())
    t(lambda: 5[0])
    t(lambda: (lambda a, b: 0)(1))
    t(lambda: (lambda a: 0)(1, 2))
    t(lambda: (lambda: 0)(1))
    t(lambda: (lambda a: 0)(b=1))
    t(lambda: (lambda a: 0)(1, a=1))
    t(lambda: (lambda *, k: 0)())
    t(lambda: [].append())
    t(lambda: [].append(1, 2))
    t(lambda: "x".join([1]))
    t(lambda: {[]: 1})
    t(lambda: {1, []})
    t(lambda: hash({}))
    t(lambda: -"a")
    t(lambda: 1 < "a")
    t(lambda: None < 1)
    t(lambda: [1, 2] < 3)
    t(lambda: 3 in 5)
    t(lambda: iter(5))
    t(lambda: next(5))
    t(lambda: next(iter([])))
    t(lambda: int([]))
    t(lambda: float("q"))
    t(lambda: 1 // 0)
    t(lambda: 1 % 0)
    t(lambda: 1.0 / 0)
    t(lambda: 2 ** -1)
    t(lambda: 0 ** -1)
    t(lambda: "abc".index("z"))
    t(lambda: [1].remove(3))
    t(lambda: [].pop())
    t(lambda: {}.pop("a"))
    t(lambda: max([]))
    t(lambda: MyError().missing)
    t(lambda: setattr(5, "x", 1))
    t(lambda: object().x)
    t(lambda: print(1, foo=2))
    t(lambda: range(1, 2, 0))
    t(lambda: "a" * "b")
    t(lambda: [1] * 1.5)
    t(lambda: (1, 2).x)
    t(lambda: dict([1]))
    t(lambda: isinstance(1, 2))
    t(lambda: sorted([1, "a"]))
    t(lambda: chr(-1))
    t(lambda: ord("ab"))
    t(lambda: "%d" % "x")
    t(lambda: f"{5:z}")
    t(lambda: tuple(5))
    t(lambda: list(5))
    t(lambda: [*5])
    t(lambda: print(*5))
    t(lambda: dict(**5))
    t(lambda: 1 << -1)
    pass
    t(lambda: "a"[1.5])
    t(lambda: [1, 2]["a"])
    t(lambda: (1, 2)[None])
tests()
def unpack():
    try:
        a, b = 1, 2, 3
    except ValueError as e: print(e)
    try:
        a, b, c = 1, 2
    except ValueError as e: print(e)
    try:
        a, *b, c = [1]
    except ValueError as e: print(e)
    try:
        a, b = 5
    except TypeError as e: print(e)
unpack()
def ub():
    try:
        print(zz)
        zz = 1
    except UnboundLocalError as e: print(e)
    del_me = 1
    del del_me
    try: del_me
    except UnboundLocalError as e: print(e)
ub()

class A:
    def __init__(self, v): self.v = v
    def __add__(self, o): print("A.add"); return NotImplemented
    def __radd__(self, o): print("A.radd"); return "radd"
    def __eq__(self, o): print("A.eq"); return NotImplemented
    def __lt__(self, o): print("A.lt"); return NotImplemented
    def __gt__(self, o): print("A.gt"); return True
    def __hash__(self): return 1
class B(A):
    def __radd__(self, o): print("B.radd"); return NotImplemented
    def __eq__(self, o): print("B.eq"); return NotImplemented
class C(A): pass
def t(f):
    try: print(f())
    except TypeError as e: print(e)
t(lambda: A(1) + B(2)); t(lambda: B(1) + A(2)); t(lambda: A(1) + C(2)); t(lambda: A(1) + A(2)); t(lambda: A(1) + 5); t(lambda: 5 + A(1)); t(lambda: [1] + A(1)); t(lambda: "s" * A(1))
t(lambda: A(1) == B(2)); t(lambda: B(1) == A(2)); t(lambda: A(1) == A(1)); t(lambda: A(1) == 5); t(lambda: A(1) < B(2)); t(lambda: A(1) < A(1)); t(lambda: A(1) < 3); t(lambda: 3 < A(1)); t(lambda: A(1) != C(3))
class G:
    def __getattribute__(self, n):
        if n == "m": return lambda: "hooked"
        return object.__getattribute__(self, n)
    def real(self): return "real"
g = G(); print(g.m(), g.real())
a = A(1)

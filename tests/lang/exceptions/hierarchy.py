class AppError(Exception):
    def __init__(self, msg, code=1):
        super().__init__(msg); self.code = code
    def __str__(self): return f"[{self.code}] {self.args[0]}"
class Sub(AppError): pass
def f(x):
    try:
        if x == 0: raise Sub("zero", 5)
        if x == 1: return 1 / 0
        if x == 2: return int("q")
        if x == 3: raise KeyError("k") from ValueError("v")
        return "ok"
    except ZeroDivisionError as e: return f"zde {e}"
    except (ValueError, TypeError) as e: return f"{type(e).__name__}: {e}"
    except AppError as e: return f"{e} {e.code} {e.args} {isinstance(e, AppError)}"
    except Exception as e: return f"other {e!r} {e.__cause__!r} {e.__suppress_context__}"
    else: return "else"
    finally: print("fin", x)
for i in range(5): print(f(i))
try:
    try: 1 / 0
    except ZeroDivisionError as e: raise RuntimeError("wrapped") from e
except RuntimeError as e: print(e, "|", e.__cause__, "|", e.__context__ is e.__cause__)
try: assert 1 == 2, "math"
except AssertionError as e: print(e)
try: raise Exception
except Exception as e: print(repr(e), str(e) == "")
try: raise OSError(2, "No such file")
except FileNotFoundError as e: print(type(e).__name__, e.errno, e)
e = ValueError("a", 1); print(e, repr(e), e.args)
try: {}["x"]
except KeyError as k: print(k, k.args, str(k))
import sys
try: sys.exit("bye")
except SystemExit as s: print(s.code)
def g():
    try: yield 1
    finally: print("gfin")
for x in g(): pass
raise Sub("end", 9)

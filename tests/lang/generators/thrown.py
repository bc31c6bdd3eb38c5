def g():
    try:
        yield 1
    except ValueError as e:
        print("ctx", repr(e.__context__))
        raise KeyError("in gen")
it = g(); next(it)
try:
    it.throw(ValueError("thrown"))
except KeyError as e:
    print(repr(e), repr(e.__context__), repr(e.__context__.__context__))
it = g(); next(it)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        it.throw(ValueError("t2"))
except KeyError as e:
    print(repr(e.__context__), repr(e.__context__.__context__))
try:
    try: raise ValueError("a")
    finally:
        raise TypeError("b")
except TypeError as e: print(repr(e.__context__))
class CM:
    def __enter__(self): return self
    def __exit__(self, *a): raise RuntimeError("exit")
try:
    with CM(): raise ValueError("body")
except RuntimeError as e: print(repr(e.__context__))
def gg():
    yield
it = gg(); next(it)
try: it.throw(ValueError, "msg")
except ValueError as e: print(repr(e))
it = gg()
try: it.throw(ValueError("not started"))
except ValueError as e: print(repr(e), list(it))
try: it.throw(5)
except TypeError as e: print(e)
def fin():
    try:
        yield 1
    finally:
        print("cleanup")
        yield 2
it = fin(); next(it)
try: it.close()
except RuntimeError as e: print(e)
def deleg():
    try:
        yield from inner()
    finally: print("outer done")
def inner():
    try: yield 1
    except GeneratorExit: print("inner exit"); raise
    finally: print("inner done")
d = deleg(); next(d); d.close()
class It:
    def __iter__(self): return self
    def __next__(self): return 5
    def close(self): print("It.close")
    def throw(self, *a): print("It.throw", a[0]); return 77
def d2(): 
    r = yield from It()
x = d2(); print(next(x)); print(x.throw(ValueError("q"))); x.close()
def d3(): yield from [1, 2]
x = d3(); next(x)
try: x.throw(ValueError("list"))
except ValueError as e: print(repr(e))

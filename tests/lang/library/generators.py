def fib(n):
    a, b = 0, 1
    while a < n:
        yield a
        a, b = b, a + b
print(list(fib(50)), sum(x*x for x in fib(20)))
def averager():
    total = 0.0; count = 0; avg = None
    try:
        while True:
            term = yield avg
            total += term; count += 1; avg = total / count
    except GeneratorExit:
        print("closing"); raise
    finally:
        print("fin")
c = averager(); next(c); print(c.send(10), c.send(30)); c.close()
def inner():
    try:
        x = yield 1
        print("got", x)
    except ValueError as e:
        print("inner caught", e); yield 99
    return "result"
def outer():
    r = yield from inner()
    print("r", r)
    yield from [7, 8]
o = outer(); print(next(o), o.send("s"))
print(list(o))
o = outer(); next(o); print(o.throw(ValueError("boom"))); print(next(o))
try:
    o.throw(KeyError("k"))
except KeyError as e:
    print("out", e)
def g():
    yield 1
    return 5
it = g(); next(it)
try:
    next(it)
except StopIteration as e:
    print(e.value, e.args)
def bad():
    raise StopIteration
    yield
try:
    next(bad())
except RuntimeError as e:
    print(e, type(e.__cause__))
def ig():
    try: yield 1
    except GeneratorExit: yield 2
i = ig(); next(i)
try: i.close()
except RuntimeError as e: print(e)
try:
    c = averager(); c.send(3)
except TypeError as e: print(e)
def selfcall():
    yield next(me)
me = selfcall()
try: next(me)
except ValueError as e: print(e)
print(type(fib(3)), fib.__name__, next(fib(3), None))

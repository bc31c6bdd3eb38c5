import functools
import time
def timer(func):
    """Print the runtime of the decorated function"""
    @functools.wraps(func)
    def wrapper_timer(*args, **kwargs):
        start = time.perf_counter()
        value = func(*args, **kwargs)
        run_time = time.perf_counter() - start
        print(f"Finished {func.__name__}() in {run_time < 5}")
        return value
    return wrapper_timer
def repeat(num_times):
    def decorator_repeat(func):
        @functools.wraps(func)
        def wrapper(*a, **k):
            for _ in range(num_times):
                v = func(*a, **k)
            return v
        return wrapper
    return decorator_repeat
class CountCalls:
    def __init__(self, func):
        functools.update_wrapper(self, func)
        self.func = func
        self.num_calls = 0
    def __call__(self, *args, **kwargs):
        self.num_calls += 1
        print(f"Call {self.num_calls} of {self.func.__name__!r}")
        return self.func(*args, **kwargs)
def singleton(cls):
    @functools.wraps(cls, updated=())
    def w(*a, **k):
        if not w.instance:
            w.instance = cls(*a, **k)
        return w.instance
    w.instance = None
    return w
@timer
@repeat(num_times=3)
def greet(name):
    "greets"
    print(f"Hello {name}")
@CountCalls
def hi():
    print("hi")
@singleton
class One:
    pass
greet("World"); print(greet.__name__, greet.__doc__, greet.__wrapped__.__name__)
hi(); hi(); print(hi.num_calls, hi.__name__)
print(One() is One())
@functools.lru_cache(maxsize=4)
def fib(n):
    return n if n < 2 else fib(n-1) + fib(n-2)
print([fib(i) for i in range(10)], fib.cache_info())
fib.cache_clear(); print(fib.cache_info())
@functools.cache
def fact(n): return n * fact(n-1) if n else 1
print(fact(10), fact.cache_info())
@functools.singledispatch
def show(x): return "obj %s" % x
@show.register(int)
def _(x): return "int %d" % x
@show.register(list)
def _(x: list): return "list %d" % len(x)
print(show(3), show("a"), show([1]))

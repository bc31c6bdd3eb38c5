def documented():
    """What it says."""
    return 1


print(documented.__doc__, documented.__name__, documented.__qualname__, documented())


def outer():
    def inner():
        return "inner"

    return inner


print(outer().__qualname__, outer()())
f = documented
print(f is documented, callable(f))


def no_return(x):
    if x:
        return
    x = 1


print(no_return(0), no_return(1))


def early(n):
    if n > 0:
        return "pos"
    elif n < 0:
        return "neg"
    return "zero"


print(early(1), early(-1), early(0))


def tuple_return():
    return 1, 2


a, b = tuple_return()
print(a, b)
double = lambda x: x * 2
print(double(4), (lambda *a: a)(1, 2), double.__name__)
table = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b}
print(table["add"](1, 2), table["sub"](5, 3))


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print([fib(i) for i in range(15)])


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


print(is_even(10), is_odd(7))
funcs = [lambda x, n=n: x + n for n in range(3)]
print([g(10) for g in funcs])


def decorate(tag):
    def wrap(fn):
        def call(*args, **kw):
            print("<" + tag + ">", end="")
            result = fn(*args, **kw)
            print("</" + tag + ">")
            return result

        return call

    return wrap


@decorate("b")
@decorate("i")
def hello(name="you"):
    print("hello", name, end="")
    return 5


print(hello(), hello("me"), hello(name="x"))


def attributes():
    attributes.count += 1
    return attributes.count


attributes.count = 0
attributes()
print(attributes())


def global_user():
    global counter
    counter = counter + 1


counter = 5
global_user()
print(counter)


def new_global():
    global made
    made = "made"


new_global()
print(made)
print((lambda n: (lambda m: n + m))(3)(4))


def yielding_none():
    return None


print(yielding_none() is None)
print(fib.__name__, type(fib).__name__, fib.__module__)

"""An annotation in parentheses without a value binds nothing."""
(x): int


def f():
    (x): int
    return x


x = 5
print(f(), x)


def g():
    (y): int = 3
    y: int
    return y


print(g())

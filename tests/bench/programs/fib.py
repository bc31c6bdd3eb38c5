from time import perf_counter


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


begin = perf_counter()
fib(27)
print(perf_counter() - begin)

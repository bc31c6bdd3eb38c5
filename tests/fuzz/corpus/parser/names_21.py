def f(): {1: (yield 1) for x in y}
def f(): ((yield 1) for x in y)

def f(*, **k): pass
def f(*): pass

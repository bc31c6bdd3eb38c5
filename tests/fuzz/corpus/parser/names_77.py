def f(a.b): pass
def f(a, a=1, *a): pass

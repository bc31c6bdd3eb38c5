def f(a, a): pass
global x
x = 1
global x

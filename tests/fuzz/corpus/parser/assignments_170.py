f(a = not b)
f("a" = 1)

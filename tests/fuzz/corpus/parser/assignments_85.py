if a = b, c: pass
f(a)(b) = c

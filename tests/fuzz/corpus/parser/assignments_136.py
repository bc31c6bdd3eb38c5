(a) = 1
if a.b = 1: pass

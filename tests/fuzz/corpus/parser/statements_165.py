assert x y
assert x = 1

def f(*args, sep=", ", **kw): return sep.join(map(str, args)) + str(sorted(kw.items()))
print(f(1, 2, sep="-", a=1, **{"b": 2})); a, *b, c = "hello"; print(a, b, c); (x, y), z = (1, 2), 3; print(x, y, z)
d = {**{"a": 1}, "b": 2}; l = [*range(3), *"ab"]; print(d, l, (*l,)); print(*l, sep="")
m = {k: v for k, v in zip("abc", range(3)) if v}; print(m, {v: k for k, v in m.items()}); print([[i * j for j in range(3)] for i in range(3)], list(zip(*[[1, 2], [3, 4]])))
print(any(x > 2 for x in l if isinstance(x, int)), all([]), sorted(["b", "A", "c"], key=str.lower, reverse=True), max("abc", key=lambda c: -ord(c)), min([3, 1], default=0), sum([[1], [2]], []))
if (n := len(l)) > 3: print(f"{n=}")
try: pass
except: pass
else: print("else")
finally: print("finally")
for i in range(3):
    if i == 5: break
else: print("no break")
print(1 < 2 < 3, 1 if 0 else 2, not None, 5 & 3 | 8 ^ 1, ~5, 2 ** -1, 7 // -2, -7 % 5, 1_000, 0b11, 0o17, 0xff, 1e3, .5, 10 ** 20, "a" "b", r"\n", b"x", 'it''s')

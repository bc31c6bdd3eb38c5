name, n, pi = "world", 42, 3.14159265
print(f"hello {name}")
print(f"{name}", f"", f"plain", f"{{}}", f"{{{name}}}")
print(f"{n:5d}|{n:<5}|{n:^5}|{n:>5}|{n:05d}|{n:+d}|{n:x}|{n:#x}|{n:b}|{n:o}|{n:e}|{n:,}|{n:_}")
print(f"{pi:.2f} {pi:8.3f} {pi:<8.3f}| {pi:e} {pi:g} {pi:%}")
print(f"{name!r} {name!s} {name!a} {'é'!a}")
print(f"{n=} {name=} {pi=:.2f} {n = } {n+1=}")
w, p = 10, 3
print(f"{pi:{w}.{p}f}|{name:*^{w}}|{name:>{w}}")
print(f"{[x for x in range(3)]} { {'a': 1}['a']} {'q' if n else 'z'}")
print(f'{"nested " + f"{n}"}')
print(f"{n}" "and" f"{name}", "x" f"{1}")
print(f"{1_000_000:,} {0.1 + 0.2} {1e100} {10 ** 20}")
print(f"{None} {True} {[1, 'a']} {(1,)} {1: 2}")
print(f"{lambda_ if (lambda_ := 5) else 0}")
print(rf"\n{n}\t", f"\t{n}\n".strip())
print(f"""multi
{n}
line""")
print(f"{'a':5}|{'a':>5}|{'abc':.2}|{True:5}|{None!s:>6}|")


class F:
    def __format__(self, spec):
        return "<" + spec + ">"

    def __str__(self):
        return "str F"

    def __repr__(self):
        return "repr F"


print(f"{F()} {F():abc} {F()!r} {F()!s:>8} {F():{w}}")
d = {"k": {"j": 5}}
print(f"{d['k']['j']:>4} {d!r:>20}")
print("%s %d %5.2f %r %% %x" % ("a", 5, 2.5, "q", 255), "%s" % n, "%(a)s" % {"a": 1})
print("{} {1} {0}".format(1, 2) if False else "{1} {0} {k:>4}".format(1, 2, k=3), "{:>5}|{:<5}|{!r}".format(1, 2, "x"))
try:
    print(f"{name:d}")
except ValueError as e:
    print(e)
print(f"{n!r:>5}", f"{3.0}", f"{-0.0}", f"{n:>+6}", f"{n:=+6}")
print("a" "b" 'c', "tab\tnew\\n", 'q"q', "q'q", "\x41\u00e9\U0001F600\101", r"\raw")
print(len("é😀"), "é😀"[1], "é😀"[::-1])
s = ""
for i in range(5):
    s += f"{i},"
print(s)

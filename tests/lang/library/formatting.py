import datetime
from decimal import Decimal
for v in (0, 1, -1, 255, 12345.6789, -0.5, 1e20, 1e-10):
    print(f"{v}|{v:>12}|{v:<12}|{v:^12}|{v:+}|{v:012}|{v:,}|{v:e}|{v:.3f}|{v:g}|{v:%}")
print("%5.2f|%-8s|%08d|%x|%X|%#x|%o|%c|%r|%%|%+d|% d" % (3.14159, "ab", 42, 255, 255, 255, 8, "c", "q", 5, 5))
print("%(a)s %(b)03d" % {"a": 1, "b": 2})
print("{:*^20}|{:#b}|{:#o}|{:#X}|{:_}|{:c}".format("mid", 5, 8, 255, 1000000, 65))
print("{0[1]} {1.real} {k[a]} {2!r:>10}".format([1, 2], 5, "s", k={"a": "z"}))
w, p = 10, 3
print(f"{3.14159:{w}.{p}f}|{'x':>{w}}|{w!r:^5}|{w=}|{w + 1 = }|{'a' 'b'}|{{}}")
print(format(1234.5, ",.1f"), format("s", "5") + "|", f"{True:d} {True}", f"{None!s:>6}")
for bad in ("{:d}", "{:q}", "{:.2d}", "{:,s}"):
    for a in (1.5, "s", 3):
        try: print(bad.format(a))
        except ValueError as e: print(type(e).__name__, e)
for bad, a in (("%d", "x"), ("%d %d", (1,)), ("%s", (1, 2)), ("%q", 1), ("%", 1), ("%(a)s", 1), ("%c", "ab"), ("%c", -1), ("%x", 1.5)):
    try: print(bad % a)
    except Exception as e: print(type(e).__name__, e)
for bad in ("{", "}", "{0", "{} {0}", "{a}", "{1}", "{!z}", "{0.x}", "{0[a]}", "{:{}}"):
    try: print(bad.format(1))
    except Exception as e: print(type(e).__name__, e)
print(f"{datetime.date(2020, 1, 2):%d/%m/%Y} {Decimal('1.50'):.1f} {Decimal('1234567.891'):,.2f}")
print("a\tb".expandtabs(4), "abc".ljust(5, ".") + "|", "ß".upper(), "Hello".swapcase(), "x".join(["1", "2"]), "a,b,,c".split(","), "  a b ".split(), "a-b-c".rsplit("-", 1), "a=b".partition("="), "%s" % None)

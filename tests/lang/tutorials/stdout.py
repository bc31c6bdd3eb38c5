import sys, multiprocessing as mp, os
def c():
    print("no newline", end=""); sys.stdout.write("w\n"); print("err", file=sys.stderr); print("a", "b", sep="-", end="|\n", flush=True); sys.stdout.write("abc"); sys.stdout.flush(); print()
p = mp.Process(target=c); p.start(); p.join()
print("buffered", end=""); p = mp.Process(target=print, args=(" child",)); p.start(); p.join(); print(" main")
def t(): print("lost", end=""); os._exit(0)
p = mp.Process(target=t); p.start(); p.join()
print(sys.stdout.isatty(), sys.stdout.write("xy\n"), print("q"), sys.argv[1:], sys.stdout.name, sys.stdout.encoding)
print(*[1, 2, 3], sep=", "); print("a\nb"); print(); print(None, True, 1.0, [1, "x"], {"a": 1}, (1,), {1}, set(), frozenset(), b"x", ..., range(3), sep="|")

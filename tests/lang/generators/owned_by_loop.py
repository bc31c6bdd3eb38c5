def g(n):
    try:
        for i in range(n):
            yield i
    finally:
        print("closed", n)
shared = g(9)
def get(): return shared
for v in get():
    if v == 1: break
print("not closed", next(shared))
s2 = g(8)
for v in s2:
    break
print(next(s2))
class A:
    def m(self):
        try:
            yield 1; yield 2
        finally: print("m done")
for v in A().m(): break
print("x")
def f():
    for v in A().m():
        return [v, print("value")]
print(f())
def h():
    for v in A().m():
        try:
            for w in g(3):
                if w == 1: continue
                if w == 2: raise KeyError("k")
        except KeyError as e:
            print("handler", e)
h()
def gg():
    for v in g(7):
        yield v
for v in gg():
    break
print("nested done")
def once():
    try: yield 1
    finally: print("once")
for v in once():
    for w in once():
        break
    else: print("no")
while True:
    for v in once():
        break
    break
with_loop = [v for v in g(2)]
for v in (x for x in g(3)):
    break
print("end")
print(list(shared), list(s2))
print("last")

def g(n):
    try:
        for i in range(n):
            yield i
    finally:
        print("closed", n)
for v in g(5):
    if v == 2: break
print("after")
def f():
    for v in g(6):
        if v == 1: return v
print(f(), "after f")
def h():
    for v in g(7):
        raise ValueError("x")
try: h()
except ValueError: print("caught")
for a in g(2):
    pass
print("end")
for v in g(3):
    continue
else:
    print("else")
def nested():
    for x in g(10):
        for y in g(20):
            if y: break
        if x: break
nested()
print("x")

for i in range(3):
    print(i, end=" ")
print()
for i in range(5, 0, -2):
    print(i, end=" ")
print()
for i in range(0):
    print("never")
else:
    print("else", i)
for i in range(5):
    if i == 3:
        break
else:
    print("never")
print(i)
for i in range(6):
    if i % 2:
        continue
    print(i, end=" ")
else:
    print("done")
n = 0
while n < 10:
    n += 1
    if n == 3:
        continue
    if n == 6:
        break
    print(n, end=" ")
else:
    print("never")
print(n)
while n:
    n -= 1
else:
    print("zero")
while True:
    n += 1
    if n > 3:
        break
print(n)
for a in [1, 2]:
    for b in "xy":
        if b == "y" and a == 1:
            break
        print(a, b)
    else:
        print("inner done", a)
for k in {"a": 1, "b": 2}:
    print(k)
for i, c in enumerate("abc", 1):
    print(i, c)
for i in range(3):
    i = i * 10
    print(i)
print(i)
lst = [1, 2, 3]
for v in lst:
    if v < 3:
        lst.append(v + 10)
print(lst)


def f():
    for i in range(10):
        for j in range(10):
            if i * j == 42:
                return i, j


print(f())


def sum_to(n):
    s = 0
    i = 0
    while i <= n:
        s += i
        i += 1
    return s


print(sum_to(100))


def own_range():
    def range(n):
        return ["own", n]

    for v in range(3):
        print(v)


own_range()
r = range(2, 20, 3)
print(len(r), r[1], list(r), 5 in r, 6 in r, r)
for i in r:
    print(i, end=",")
print()
for i in range(2 ** 60, 2 ** 60 + 2):
    print(i)
for i in range(-3, 3):
    print(i, end=" ")
print()
for x.attr in []:
    pass
d = {}
for d["key"] in [1, 2, 3]:
    pass
print(d)
for i in range(3): pass
print(i)
try:
    for i in 5:
        pass
except TypeError as e:
    print(e)
try:
    for i in range("a"):
        pass
except TypeError as e:
    print(e)
try:
    for i in range(1, 2, 0):
        pass
except ValueError as e:
    print(e)
for i in range(True, 3):
    print(i)

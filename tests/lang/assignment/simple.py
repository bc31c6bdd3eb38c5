a = 1
b = c = a + 1
print(a, b, c)
x, y = 10, 20
x, y = y, x
print(x, y)
(p, q), r = (1, 2), 3
print(p, q, r)
[m, n] = "hi"
print(m, n)
first, *rest = [1, 2, 3, 4]
print(first, rest)
*init, last = "abc"
print(init, last)
head, *mid, tail = range(6)
print(head, mid, tail)
only, *none = [7]
print(only, none)
d = {}
d["k"], d["l"] = 1, 2
print(d)
i = 0
i, lst = 1, [0, 0, 0]
i, lst[i] = 2, 9
print(i, lst)
a = b = []
a.append(1)
print(a is b, b)
f, = [5]
print(f)
x = x
print(x)
t = 1,
print(t)
for k, (u, v) in [(1, (2, 3)), (4, (5, 6))]:
    print(k, u, v)


def local():
    a = 1
    b = 2
    a, b = b, a
    a, b, c = b, a, a + b
    print(a, b, c)
    s = [1, 2, 3]
    s[0], s[1], s[2] = s[2], s[0], s[1]
    print(s)
    f = [4]
    f, = g = f
    print(f, g)
    x = y = z = 0
    x += 1
    print(x, y, z)
    i = 0
    i = s[i] = 2
    print(i, s)


local()
n: int = 5
m: "str"
print(n)

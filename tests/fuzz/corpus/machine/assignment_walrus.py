if (n := 10) > 5:
    print(n)
while (n := n - 3) > 0:
    print(n)
print([y := 5, y ** 2])
print((z := 3) + z * 2)


def f():
    x = 1
    print(x + (x := 10) + x)
    print([x, (x := 2), x])
    print((x, (x := x + 1), x))
    d = {x: (x := 50), x: x}
    print(d)
    print(x < (x := 60) < x + 1)
    lst = [0, 0, 0, 0]
    i = 1
    lst[i] = (i := 2)
    print(lst, i)
    print(f"{x} {(x := 7)} {x}")
    print(max(x, (x := 99), x))


f()
total = 0
print([total := total + v for v in [1, 2, 3]], total)


def g(data):
    if any((bad := v) < 0 for v in data):
        return bad
    return None


print(g([1, 2, -3, 4]), g([1]))
print([last for v in range(3) if (last := v * 2) > 0], last)
i = 0
x = (i := i + 1) or 5
print(x, i)

print([x * x for x in range(5)])
print([x for x in range(10) if x % 2 if x > 3])
print([(x, y) for x in range(3) for y in range(x)])
print([[c for c in row] for row in ["ab", "cd"]])
print({x % 3 for x in range(10)})
print({k: v for k, v in zip("abc", range(3))})
print({k: [v for v in range(k)] for k in range(3)})
x = "outer"
print([x for x in range(3)], x)
n = 3


def f(n):
    k = 10
    y = [k + n + i for i in range(n)]
    z = {i: k for i in y}
    return y, z, [j for j in [i for i in y]]


print(f(2))


def g():
    i = "kept"
    lst = [i for i in range(3)]
    return i, lst


print(g())


def h(m):
    return [[m[r][c] for r in range(len(m))] for c in range(len(m[0]))]


print(h([[1, 2], [3, 4], [5, 6]]))
print([a for a, *b in [(1, 2), (3, 4)]], [b for a, *b in [(1, 2, 3)]])
print([i for i in [j for j in range(3)] if i])
print([(lambda: v)() for v in range(3)])
print([f() for f in [lambda: v for v in range(3)]])
print([(a, b) for a in range(2) for b in [a * 10, a * 20]])


class C:
    size = 3
    items = [i for i in range(size)]
    table = {i: i for i in range(size)}


print(C.items, C.table)


def unbound():
    try:
        return [late for i in range(2)]
    except NameError as e:
        print(type(e).__name__, e)
    late = 1


unbound()


def uncertain(flag):
    out = []
    for turn in range(2):
        try:
            out.append([w for v in [turn] for w in ([9] if v == 0 else [8])])
        except NameError as e:
            out.append(str(e))
    return out


print(uncertain(1))
try:
    print([b for a in [1] for c in [b] for b in [2]])
except NameError as e:
    print(type(e).__name__, e)


def same(n):
    for i in range(2):
        print([i for i in range(i + 1)], i)


same(1)
print(sum([i for i in range(100) if i % 7 == 0]))
print([x for x in "a" "b"], [not x for x in (0, 1)])
print([i if i % 2 else -i for i in range(5)])
matrix = [[0] * 3 for _ in range(2)]
matrix[0][1] = 5
print(matrix)
print([(yy := i * 2) + 1 for i in range(3)], yy)


def walrus():
    r = [last := i for i in range(4)]
    return r, last


print(walrus())
print([e for e in [1, 2, 3] for _ in range(e)])
print({(i, j): i * j for i in range(2) for j in range(2)})
print([*[i for i in range(2)], *(j for j in range(2))])
print(list(map(lambda v: [v + w for w in range(2)], range(2))))


def nested_functions():
    total = 0

    def add(v):
        nonlocal total
        total += v
        return total

    return [add(i) for i in range(4)], total


print(nested_functions())
print([[[k for k in range(j)] for j in range(i)] for i in range(4)])
try:
    [1 / i for i in (1, 0)]
except ZeroDivisionError as e:
    print(e)
print({**{i: i for i in range(2)}, **{5: 6}})

print([], (), {}, [1], (1,), {1}, {1: 2}, [1, [2, (3,)]], set())
print([*range(3), 9, *"ab"], (*[1], 2), {*[1, 2], 3}, {**{"a": 1}, "b": 2, **{"a": 3}})
print([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], (1, 2, 3, 4), ("a", 1.5, None, True, (1, 2)))
x = 5
print([x, x + 1, x * 2], (x, (x, x)), {x: x, "x": [x]}, {x, x + 1})
big = [0, x, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
       31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58,
       59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70]
print(len(big), big[64], big[-1], sum(big))
bigt = (x, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58,
        59, 60, 61, 62, 63, 64, 65, 66)
print(len(bigt), bigt[0], bigt[-1])
bigd = {0: x, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 10, 11: 11, 12: 12, 13: 13, 14: 14, 15: 15,
        16: 16, 17: 17, 18: 18, 19: 19, 20: 20, 21: 21, 22: 22, 23: 23, 24: 24, 25: 25, 26: 26, 27: 27, 28: 28, 29: 29,
        30: 30, 31: 31, 32: 32, 33: 33, 34: 34, 35: 35}
print(len(bigd), sum(bigd.values()))
a = [1, 2]
b = [a, a]
b[0].append(3)
print(b)


def f():
    x = [1]
    x = [x, x]
    y = {1: 2}
    y = {"old": y, **y}
    z = (1, 2)
    z = (z, *z)
    s = {1}
    s = {*s, 2}
    c = [1, 2, 3, 4, 5]
    c = [c, c[0]]
    return x, y, z, s, c


print(f())


def constants():
    return [1, 2, 3, 4, 5], (1, 2, (3, "x")), {1, 2, 3}


p, q = constants(), constants()
p[0].append(6)
print(p, q, p[0] is q[0])
print([1, 2, 3][1], (4, 5)[0], "abc"[2], {"k": 1}["k"], [[1], [2]][1][0])
lst = list(range(10))
print(lst[2:5], lst[:3], lst[-3:], lst[::2], lst[::-1], lst[5:2:-1], lst[-1], lst[20:], lst[:])
lst[2:4] = ["a", "b", "c"]
print(lst)
lst[::4] = [0, 0, 0]
print(lst)
lst[1:1] = [7, 7]
print(lst)
i = 1
print(lst[i], lst[i + 1], lst[i:i + 2], lst[-i])
t = (1, 2, 3)
print(t[1:], t[::-1], "hello"[1:3], "hello"[::-1])
try:
    [1][5]
except IndexError as e:
    print(e)
try:
    (1,)[5]
except IndexError as e:
    print(e)
try:
    "a"[5]
except IndexError as e:
    print(e)
try:
    [1]["a"]
except TypeError as e:
    print(e)
try:
    5[0]
except TypeError as e:
    print(e)
try:
    t[0] = 1
except TypeError as e:
    print(e)
try:
    {[]: 1}
except TypeError as e:
    print(e)
try:
    [*5]
except TypeError as e:
    print(e)
try:
    {**5}
except TypeError as e:
    print(e)
try:
    a, b = 1, 2, 3
except ValueError as e:
    print(e)
try:
    a, b = [1]
except ValueError as e:
    print(e)
try:
    a, *b, c = [1]
except ValueError as e:
    print(e)
try:
    a, b = 5
except TypeError as e:
    print(e)
try:
    a, b = "abc"
except ValueError as e:
    print(e)


class G:
    def __getitem__(self, k):
        return k


g = G()
print(g[1, 2], g[1:2, 3], g[::], g[()], g[1,], g[...])

print(1 < 2, 2 <= 2, 3 > 4, 4 >= 4, 1 == 1.0, 1 != 2, "a" < "b", [1, 2] < [1, 3], (1,) == (1,))
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 > 1 > 0, 1 == 1 == 1.0, 1 < 2 > 1)
print(None is None, None is not None, [] is [], 1 in [1, 2], 3 not in [1, 2], "a" in "abc", "bc" in "abc")
nan = float("nan")
print(nan < 1, nan > 1, nan == nan, nan != nan, not nan < 1)
if nan < 1:
    print("no")
elif not (nan >= 1):
    print("yes")
i = 0
while not i >= 3:
    i += 1
print(i)


def side(v, log):
    log.append(v)
    return v


log = []
print(side(1, log) < side(5, log) < side(3, log) < side(9, log), log)
log = []
if side(1, log) < side(2, log) < side(3, log):
    print("chain", log)
log = []
if not (side(3, log) < side(2, log) < side(3, log)):
    print("broken", log)


quiet = 0


class V:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return isinstance(other, V) and self.n == other.n

    def __lt__(self, other):
        if quiet == 0:
            print("lt")
        return self.n < other.n

    def __repr__(self):
        return f"V({self.n})"


print(V(1) == V(1), V(1) != V(1), V(1) == 1, V(1) < V(2), V(1) > V(2))
if V(1) < V(2):
    print("jump")
while V(3) < V(2):
    print("never")
quiet = 1
print(sorted([V(3), V(1), V(2)]))


class Odd:
    def __lt__(self, other):
        return []

    def __gt__(self, other):
        return "yes"

    def __contains__(self, x):
        return 5


print(Odd() < 1, Odd() > 1, 1 in Odd(), 1 not in Odd())
x = Odd() < 1 < 2
print(x)
try:
    1 < "a"
except TypeError as e:
    print(e)
try:
    [] >= ()
except TypeError as e:
    print(e)
try:
    1 in 5
except TypeError as e:
    print(e)
print(True == 1, False < True, 10 ** 30 > 10 ** 29, 10 ** 30 == 10.0 ** 30, 2 ** 53 + 1 == 2.0 ** 53)
print((1, 2) < (1, 2, 3), [] < [0], "" < "a", "Z" < "a", {1: 2} == {1: 2}, {1, 2} == {2, 1}, {1} <= {1, 2})
a = b = [1]
print(a is b, a is not b, a == [1])

a = 5
a += 3
a -= 1
a *= 4
a //= 3
a **= 2
a %= 17
a <<= 3
a >>= 1
a |= 8
a &= 14
a ^= 3
print(a)
f = 1
f /= 4
print(f)
lst = [1]
alias = lst
lst += [2, 3]
print(alias, lst is alias)
lst *= 2
print(alias)
t = (1,)
u = t
t += (2,)
print(t, u)
s = "ab"
s += "cd"
s *= 2
print(s)
d = {"x": 1}
d["x"] += 5
d["x"] *= 2
print(d)


class P:
    def __init__(self):
        self.n = 0
        self.inner = self

    def __iadd__(self, other):
        self.n += other
        return self


p = P()
q = p
p += 5
print(q.n, p is q)
p.inner.n += 1
p.n -= 10
print(p.n)
calls = []


def index():
    calls.append("index")
    return 0


def value():
    calls.append("value")
    return 7


data = [1, 2]
data[index()] += value()
print(data, calls)


def function():
    total = 0
    for i in range(5):
        total += i
    total += total
    return total


print(function())


def unbound():
    try:
        zzz += 1
    except UnboundLocalError as e:
        print(e)


unbound()

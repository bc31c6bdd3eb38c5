import random
random.seed(3)
def r(n, m): return {random.randrange(m) for _ in range(n)}
for t in range(60):
    a = r(random.randrange(12), random.choice([10, 40, 1000])); b = r(random.randrange(12), random.choice([10, 40, 1000]))
    print(a | b, a & b, a - b, a ^ b, a.union(b, [5]), a.symmetric_difference(b), a.intersection(b), a.difference(b))
    c = set(a); c |= b; print(c)
    c = set(a); c &= b; print(c)
    c = set(a); c ^= b; print(c)
    c = set(a); c -= b; print(c)
    c = set(a); c.update(b, [1, 2]); c.discard(3); c.add(7); print(c)
    if c: c.pop(); print(c)
    f = frozenset(a) | b; print(f, f ^ a, list(f - b))
for t in range(40):
    a = r(random.randrange(40), random.choice([50, 400]))
    for k in range(12):
        op = random.randrange(6)
        if op == 0 and a: print(a.pop())
        elif op == 1: a.add(random.randrange(60))
        elif op == 2: a.discard(random.randrange(60))
        elif op == 3: a -= r(random.randrange(20), 60)
        elif op == 4: a.difference_update(r(3, 60), r(2, 60))
        else: a.symmetric_difference_update(r(4, 60))
    print(a)
    b = set(range(t)); b -= set(range(0, t, 2)); b |= a; b &= set(range(40)); print(b, sorted(b) == sorted(list(b)))

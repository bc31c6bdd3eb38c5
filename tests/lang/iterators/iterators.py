class Old:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * i
it = iter(Old()); print(next(it), next(it), list(it), next(it, 'end'))
n = [0]
def f():
    n[0] += 1
    return n[0]
print(list(iter(f, 4)), format(True, 'd'), list(Old()), 4 in Old(), sum(Old()))
try: format(True, 's')
except ValueError as e: print(e)
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
print(list(It()), sum(It()), next(It()), [*It()], dict(zip(It(), It())), list(map(None, [])) if 0 else '', max(It()), sorted(It()), ','.join(map(str, It())), list(enumerate(It())), tuple(It()), set(It()))
g = (x for x in range(3)); print(next(g), list(g), next(g, None))
z = zip(range(3), (c for c in 'abc')); print(next(z), list(z)); e = enumerate('ab'); print(next(e), list(e), next(e, 0)); m = map(str, [1, 2]); print(next(m), list(m), m.__next__ is not None); r = reversed([1, 2]); print(next(r), list(r))
a, b, *c = It(); print(a, b, c)
x = filter(lambda v: v % 2, range(10)); print(next(x), next(x), sum(x))
print(any(v > 1 for v in It()), all(v > 1 for v in It()))
try: next(iter([]))
except StopIteration as s: print('stop', s.args, s.value)
try: [].__iter__().__next__()
except StopIteration: print('stop')
d = {'a': 1}
try:
    for k in d: d['b'] = 2
except RuntimeError as e: print(e)
s = {1, 2}
try:
    for k in s: s.add(k + 10)
except RuntimeError as e: print(e)
l = [1, 2, 3]
for v in l:
    if v == 1: l.append(9)
print(l)

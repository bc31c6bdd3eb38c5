class P:
    def __init__(self, n): self.n = n
    def __repr__(self): return f"P({self.n})"
    def __eq__(self, o): return isinstance(o, P) and self.n == o.n
    def __hash__(self): return hash(self.n)
    def __lt__(self, o): return self.n < o.n
class S:
    def __init__(self, n): self.n = n
    def __str__(self): return "S" + str(self.n)
    def __len__(self): return self.n
    def __bool__(self): return self.n > 2
    def __getitem__(self, i):
        if i >= self.n: raise IndexError
        return i * 10
    def __format__(self, spec): return f"<{spec}>"
    def __int__(self): return self.n
    def __float__(self): return float(self.n)
    def __index__(self): return self.n
    def __abs__(self): return self.n + 100
    def __round__(self, n=None): return ('r', n)
    def __divmod__(self, o): return ('dm', o)
    def __contains__(self, x): return x == self.n
    def __reversed__(self): return iter([9, 8])
    def __iter__(self): return iter(range(self.n))
print([P(1), P(2)], (P(1),), {P(1): P(2)}, {P(3)}, [[P(1)]], str([P(5)]), f"{[P(7)]}", repr({'a': P(1)}))
print(sorted([P(3), P(1), P(2)]), max([P(3), P(9)]), min(P(3), P(1)), sorted([P(1), P(3)], reverse=True))
l = [P(3), P(1)]; l.sort(); print(l); l.sort(key=lambda p: -p.n); print(l)
d = {P(1): 'a', P(2): 'b'}
print(d[P(1)], d.get(P(2)), d.get(P(5)), P(1) in d, P(9) in d, d.pop(P(1)), d, d.setdefault(P(7), 1), len(d))
d[P(2)] = 'c'; print(d); del d[P(2)]; print(d)
try: d[P(99)]
except KeyError as e: print('KeyError', e)
s = {P(1), P(2), P(1)}; print(len(s), P(1) in s); s.add(P(1)); s.discard(P(2)); print(s); s.remove(P(1)); print(s)
print({P(1)} | {P(2)} == {P(2), P(1)}, {P(1), P(2)} & {P(1)}, {P(1), P(2)} - {P(1)}, {P(1)} == {P(1)}, {P(1)} <= {P(1), P(2)})
print([P(1), P(2)] == [P(1), P(2)], [P(1)] == [P(2)], (P(1),) == (P(1),), {1: P(1)} == {1: P(1)}, [P(1)] < [P(2)], (P(1), 2) < (P(1), 3))
print([P(1), P(2)].index(P(2)), [P(1), P(1)].count(P(1)), P(2) in [P(1), P(2)], (P(1), P(2)).index(P(2)))
l = [P(1), P(2)]; l.remove(P(1)); print(l)
print(S(3), str(S(3)), len(S(4)), bool(S(1)), bool(S(3)), list(S(3)), format(S(1), 'abc'), f"{S(1):xyz}", '{:q}'.format(S(1)), '%s' % S(4), '%s %d' % (S(1), 5), '%d' % S(6), '%5.1f|' % S(2))
print(int(S(5)), float(S(5)), abs(S(1)), round(S(1)), round(S(1), 2), divmod(S(1), 3), [1, 2, 3][S(1)], hex(S(255)), bin(S(2)), range(S(3)), 3 in S(3), list(reversed(S(1))))
print('{0.n} {0[0]} {x.n!r:>4}'.format(P(5) if False else S(5), x=S(7)), '{!r}'.format(P(1)), '{:>10}|'.format(str(P(1))), "%r" % P(3), "%(a)s" % {'a': S(1)}, "%-6s|" % S(2))
print(sum([S(1)] and [1, 2]), any(S(i) for i in range(3)), all([S(3), S(4)]), list(map(S, [1]))[0], ' '.join(str(x) for x in [S(1), S(2)]))
print(list(enumerate(S(2))), list(zip(S(2), S(3))), tuple(S(2)), set(S(2)), dict(zip('ab', S(2))), [*S(3)], sum(S(4)), max(S(4)), sorted(S(3), reverse=True))
def g():
    yield 3; yield 1; yield 2
print(list(g()), sorted(g()), max(g()), sum(g()), tuple(g()), set(g()), list(zip(g(), g())), list(enumerate(g())), list(map(str, g())), list(filter(lambda x: x > 1, g())), dict.fromkeys(g()), ''.join(str(x) for x in g()), any(g()), min(g(), key=lambda x: -x))
a, *b = g(); print(a, b); print(*g()); x = iter(g()); print(next(x), next(x), next(x), next(x, None))
e = ValueError('bad', 1); print(repr(e), str(e), e.args, repr(KeyError('k')), str(KeyError('k')), repr(Exception()), str(Exception()), OSError(2, 'no'), repr(ValueError(P(1))), [ValueError('x')])
class L(list):
    def total(self): return sum(self)
class D(dict):
    def __missing__(self, k): return k * 2
class T(str):
    pass
class I(int):
    pass
x = L([1, 2]); x.append(3); print(x, x.total(), len(x), x == [1, 2, 3], x[0], isinstance(x, list), sorted(x), L('ab'), type(x).__name__)
d = D(a=1); d['b'] = 2; print(d, d['zz'], d.get('zz'), len(d), 'a' in d, list(d), dict(d))
t = T('abc'); print(t, t.upper(), len(t), t + 'd', t == 'abc', repr(t), f"{t:>5}", '-'.join([t, t]), t[0], hash(t) == hash('abc'))
i = I(5); print(i, i + 1, repr(i), i == 5, f"{i:03d}", [10, 20][I(1)], str(i), int(i), I('7') * 2, max(I(1), I(3)))
class Gen:
    def __iter__(self): yield from [1, 2]
print(list(Gen()), sum(Gen()), sorted(Gen()), list(map(lambda v: v * 2, Gen())), dict(enumerate(Gen())), ','.join(map(str, Gen())), set(Gen()) | {5}, [0] + list(Gen()))
try: print(sorted([S(1), S(2)]))
except TypeError as e: print(e)
try: {}[P(1)]
except KeyError as e: print(repr(e))
class Bad:
    def __str__(self): return 5
    def __repr__(self): return None
    def __len__(self): return -1
    def __hash__(self): return 'x'
for f in (str, repr, len, hash):
    try: print(f(Bad()))
    except Exception as e: print(type(e).__name__, e)
class NoHash:
    def __eq__(self, o): return True
try: hash(NoHash())
except TypeError as e: print(e)
try: {NoHash(): 1}
except TypeError as e: print(e)
import sys
class W:
    def write(self, s): sys.stdout.write('[' + s + ']')
    def flush(self): sys.stdout.write('<flush>')
print('a', 1, file=W(), flush=True); print(); print('x', file=sys.stdout); print(sys.stdout.write('abc\n'))

import sys, time, random, functools, itertools, collections, math, string
print(sys.version_info >= (3, 8), sys.version_info[:2], sys.version_info.major, sys.argv[0] != '', sys.maxsize, sys.platform, sys.byteorder)
sys.stdout.write('no newline'); sys.stdout.write('\n'); sys.stderr.write('err\n'); print('x', file=sys.stderr)
t0 = time.time(); p = time.perf_counter(); time.sleep(0.01); print(time.time() > t0, time.perf_counter() - p >= 0.01, time.monotonic() > 0, len(time.strftime('%H:%M:%S')) == 8, time.gmtime(0).tm_year, time.strftime('%Y-%m-%d', time.gmtime(86400)), isinstance(time.time_ns(), int))
tm = time.localtime(); print(len(tm), tm[0] == tm.tm_year, time.mktime(tm) > 0, time.ctime(0)[-4:])
x = functools.reduce(lambda a, b: a * b, range(1, 6)); print(x)
def log(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        print(f"calling {fn.__name__}{args}{kwargs}")
        return fn(*args, **kwargs)
    return wrapper
@log
def add(a, b=2): return a + b
print(add(1), add(1, b=5), add.__wrapped__(3))
add3 = functools.partial(add, b=3); print(add3(1), add3.func is add, add3.args, add3.keywords)
class Shape:
    def __init__(self, w): self._w = w
    @property
    def w(self): return self._w
    @w.setter
    def w(self, v):
        if v < 0: raise ValueError('negative')
        self._w = v
    @staticmethod
    def s(x): return x * 2
    @classmethod
    def c(cls): return cls.__name__
    @functools.cached_property
    def big(self): print('computing'); return self._w * 100
sh = Shape(2); sh.w = 5; print(sh.w, Shape.s(3), Shape.c(), sh.big, sh.big)
try: sh.w = -1
except ValueError as e: print(e)
print(sh.__dict__, '', getattr(sh, 'zz', 'dflt'), hasattr(sh, 'w'), callable(sh.s), isinstance(sh, (int, Shape)))
words = 'the quick brown fox jumps over the lazy dog the end'.split()
freq = {}
for w in words: freq[w] = freq.get(w, 0) + 1
print(sorted(freq.items(), key=lambda kv: (-kv[1], kv[0]))[:3], max(freq, key=freq.get), collections.Counter(words).most_common(1))
matrix = [[1, 2, 3], [4, 5, 6]]; print(list(zip(*matrix)), [sum(r) for r in matrix], [[r[i] for r in matrix] for i in range(3)], list(map(list, zip(*matrix))))
print(f"{'name':<10}|{'qty':>5}|{3.14159:8.2f}|{1234567:,}|{0.5:.0%}|{255:#06x}|{'x'!r:^7}|{[1,2]!s:>8}|{5:=+5d}|")
print('%-10s|%5d|%8.2f|%s' % ('name', 42, 3.14159, [1, 2]), '{:>10}|{:^10}|{:<10}|'.format('a', 'b', 'c'), '{0:{1}}'.format('x', 5), '{a.real} {b[0]} {c[k]}'.format(a=5, b=[1], c={'k': 'v'}))
print(*(f"{i:2d}x{j}={i*j:<3d}" for i in range(1, 4) for j in range(1, 3)), sep=' | ')
nested = {'a': [1, {'b': (2, 3)}], 'c': {4, }, 'd': None}; print(nested, str(nested) == repr(nested), len(str(nested)))
print(sorted(['banana', 'Apple', 'cherry'], key=str.casefold), sorted([3, 1, 2], key=lambda v: -v), sorted('hello', reverse=True), sorted([(1, 'z'), (1, 'a')]), sorted({3: 'c', 1: 'a'}.items()))
print(int('ff', 16), int('0b11', 2), bin(10)[2:].zfill(8), format(10, '08b'), chr(ord('a') + 1), ''.join(chr(c) for c in range(97, 103)), 'abc'.encode().hex(), bytes([65, 66]).decode())
print(round(3.14159, 3), round(1e10 + 0.5), 10 // 3, -10 // 3, 10 % -3, divmod(-10, 3), 2 ** 0.5, 1e3, 1_000, 0.1 + 0.2, 1 / 3, 22 / 7, 1e-7, 123456789 * 987654321, 2 ** 200)
print([*range(3), *'ab'], {**{'a': 1}, 'b': 2}, (*[1, 2], 3), {*[1, 2], 2}, dict(zip('abc', range(3))), dict.fromkeys('ab', 0), list({'x': 1}.items())[0])
print(any([]), all([]), sum([], 5), min(3, 1, 2), max('abc', 'b'), abs(-2.5), pow(2, 3, 5), len('héllo'), list('hé'), 'é' < 'z', 'a' * 3, [0] * 3, (1,) * 2)
random.seed(7); print(random.randint(1, 100), random.choice('abc'), random.sample(range(10), 3), random.shuffle(l := [1, 2, 3, 4]), l, round(random.uniform(1, 2), 6), round(random.gauss(0, 1), 6), random.choices([1, 2], k=3), random.random())
print(string.ascii_uppercase[:5], math.floor(-1.5), math.ceil(1.2), math.gcd(12, 18), math.sqrt(2), math.pi, math.factorial(10), math.isclose(0.1 + 0.2, 0.3), math.hypot(3, 4), math.log(8, 2), math.inf > 1)
print(list(itertools.islice(itertools.count(1, 2), 3)), list(itertools.chain('ab', [1])), list(itertools.permutations([1, 2, 3], 2))[:2], list(itertools.combinations('abc', 2)), list(itertools.product([0, 1], repeat=2)), list(itertools.accumulate([1, 2, 3])), list(itertools.groupby('aab'))[0][0])
class Stack(list):
    def push(self, x): self.append(x)
    def peek(self): return self[-1]
st = Stack(); st.push(1); st.push(2); print(st, st.peek(), st.pop(), len(st), st + [9], isinstance(st, list))
class MyErr(Exception):
    def __init__(self, code): super().__init__(f"code {code}"); self.code = code
try: raise MyErr(5)
except MyErr as e: print(e, e.code, e.args, repr(e))
try: int('x')
except (ValueError, TypeError) as e: print(type(e).__name__, e)
try:
    try: 1 / 0
    except ZeroDivisionError as e: raise RuntimeError('outer') from e
except RuntimeError as e: print(e, repr(e.__cause__))
def gen(n):
    total = 0
    while total < n:
        got = yield total
        total += got or 1
g = gen(5); print(next(g), g.send(2), list(g))
print(__name__, type(print).__name__, print.__name__, len.__name__, str.upper('a'), list.append.__name__, (lambda: 0).__name__, add.__name__, Shape.__name__, type(sh).__name__, type(gen(1)).__name__)

import multiprocessing as mp
from multiprocessing import Pool
def tr(f):
    try: print(f())
    except BaseException as x: print(type(x).__module__, type(x).__name__, str(x).split(" at 0x")[0])
def f(x): return x
def local():
    def inner(x): return x
    return inner
class C:
    def m(self, x): return x
    @staticmethod
    def s(x): return x
    @classmethod
    def c(cls, x): return (cls.__name__, x)
def gen(x):
    yield 1
def retgen(x): return gen(x)
def retlam(x): return lambda: 1
def raises_custom(x): raise MyErr(x, "two")
class MyErr(Exception):
    def __init__(self, a, b): super().__init__(f"{a}-{b}"); self.a = a
class MyErr2(Exception):
    def __init__(self, a): super().__init__(a); self.a = a
def raises2(x): raise MyErr2(x)
if __name__ == '__main__':
    p = Pool(1)
    tr(lambda: p.map(lambda x: x, [1])); tr(lambda: p.map(local(), [1])); tr(lambda: p.map(C().m, [1])); tr(lambda: p.map(C.s, [2])); tr(lambda: p.map(C.c, [2])); tr(lambda: p.map(f, [gen(1)])); tr(lambda: p.map(f, [mp.Lock()])); tr(lambda: p.map(f, [mp.Queue()])); tr(lambda: p.map(f, [mp.Value('i')])); tr(lambda: p.map(f, [mp.Event()])); tr(lambda: p.map(f, [mp.Semaphore()])); tr(lambda: p.map(f, [mp.Array('i', 2)])); tr(lambda: p.map(f, [mp.Condition()])); tr(lambda: p.map(f, [p])); tr(lambda: p.map(f, [mp.Process(target=f)]))
    tr(lambda: p.map(retgen, [1])); tr(lambda: p.map(retlam, [1])); tr(lambda: p.map(raises2, [1])); tr(lambda: p.map(print, ["x"])); tr(lambda: p.map(len, ["abc"])); tr(lambda: p.map(str.upper, ["abc"])); tr(lambda: p.map("abc".join, ["xy"])); tr(lambda: p.map(int, ["5"])); tr(lambda: p.map(5, ["5"])); tr(lambda: p.map(f, 5)); tr(lambda: p.starmap(f, [(1, 2)])); tr(lambda: p.apply(f)); tr(lambda: p.map(f, [1], chunksize=0)); tr(lambda: p.map(f, [], 3)); tr(lambda: list(p.imap(f, [1, 2, 3], 2))); tr(lambda: p.map(f, {1: 2, 3: 4})); tr(lambda: p.map(f, "abc")); tr(lambda: p.map(f, range(3)))
    p.close(); p.join()
    q = mp.Queue(); a, b = mp.Pipe()
    tr(lambda: a.send(lambda: 1)); tr(lambda: a.send(mp.Lock())); tr(lambda: a.send(mp.Queue())); tr(lambda: (a.send(f), b.recv()(5))); tr(lambda: (a.send(C), b.recv().__name__)); tr(lambda: (a.send({1: [2, (3,)], "s": {4}, None: 1.5, True: b"x"}), b.recv()))
    tr(lambda: (a.send(C()), type(b.recv()).__name__)); tr(lambda: (a.send(ValueError("x")), repr(b.recv()))); tr(lambda: (a.send(MyErr2(3)), b.recv().a)); tr(lambda: (a.send(range(3)), b.recv())); tr(lambda: (a.send(...), b.recv())); tr(lambda: (a.send(NotImplemented), b.recv())); tr(lambda: (a.send((x for x in [])), 0)); tr(lambda: (a.send(mp), 0));   tr(lambda: (a.send(frozenset([1])), b.recv())); tr(lambda: (a.send(int), b.recv())); tr(lambda: (a.send(len), b.recv()))
    l = [1]; l.append(l); tr(lambda: (a.send(l), b.recv()))
    from collections import *; from decimal import Decimal; from datetime import date, datetime, timedelta
    P = namedtuple("P", "x y")
    tr(lambda: (a.send(deque([1])), b.recv())); tr(lambda: (a.send(Counter("ab")), b.recv())); tr(lambda: (a.send(OrderedDict(a=1)), b.recv())); tr(lambda: (a.send(defaultdict(int, a=1)), b.recv())); tr(lambda: (a.send(defaultdict(lambda: 1)), b.recv())); tr(lambda: (a.send(P(1, 2)), b.recv())); tr(lambda: (a.send(Decimal("1.5")), b.recv())); tr(lambda: (a.send(date(2020, 1, 1)), b.recv())); tr(lambda: (a.send(datetime(2020, 1, 1)), b.recv()))

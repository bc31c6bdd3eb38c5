import multiprocessing as mp, ctypes
def tr(f):
    try: print(f())
    except BaseException as x: print(type(x).__name__, x)
for t in "bBhHiIlLqQfdc":
    tr(lambda: mp.Value(t).value)
for t in ("i", ctypes.c_int, 'd', ctypes.c_double, ctypes.c_bool, 'c', ctypes.c_char):
    tr(lambda: mp.Value(t, lock=False))  if False else None
tr(lambda: mp.Value('i', 5)); tr(lambda: mp.Value('i', 1.5)); tr(lambda: mp.Value('i', "x")); tr(lambda: mp.Value('z')); tr(lambda: mp.Value('b', 300).value); tr(lambda: mp.Value('B', -1).value); tr(lambda: mp.Value('i', 2**31).value); tr(lambda: mp.Value('f', 0.1).value); tr(lambda: mp.Value('d', 1).value); tr(lambda: mp.Value('c', b'a').value); tr(lambda: mp.Value('c', 'a').value); tr(lambda: mp.Value(ctypes.c_bool, 5).value); tr(lambda: mp.Value('u', 'x').value); tr(lambda: 0)
a = mp.Array('i', [3, 1, 2]); tr(lambda: a[:]); tr(lambda: a[5]); tr(lambda: a[-1]); tr(lambda: a.__setitem__(9, 1)); tr(lambda: sorted(a)); tr(lambda: (a.__setitem__(slice(0, 2), [7, 8]), a[:])); tr(lambda: a.__setitem__(slice(0, 2), [7])); tr(lambda: a[::2]); tr(lambda: len(a)); tr(lambda: a.value); tr(lambda: sum(a)); tr(lambda: list(enumerate(a))); tr(lambda: 7 in a); tr(lambda: a.append(1)); tr(lambda: mp.Array('d', 2)[:]); tr(lambda: mp.Array('i', -1)); tr(lambda: mp.Array('i', 'abc')); tr(lambda: mp.Array('i', [1.5])); tr(lambda: mp.Array('c', b'hello').value); tr(lambda: mp.Array('c', 5).value); tr(lambda: mp.Array('i', range(4))[:]); tr(lambda: mp.Array('i', 2, lock=False)[:])
s = mp.Array('c', 10); s.value = b'abc'; tr(lambda: (s.value, s[:], s.raw)); tr(lambda: setattr(s, 'value', b'x' * 11)); tr(lambda: setattr(s, 'value', 'str'))
with a.get_lock(): a[0] += 1
v = mp.Value('i'); tr(lambda: (v.get_lock(), type(v.get_obj()).__name__)) ; v.value += 2; tr(lambda: v.value); tr(lambda: v + 1); tr(lambda: setattr(v, 'value', 'x')); tr(lambda: setattr(v, 'value', None)); tr(lambda: setattr(v, 'value', 1.5))
lk = mp.RLock(); tr(lambda: mp.Value('i', 1, lock=lk).get_lock() is lk); tr(lambda: mp.Value('i', lock=5))

import multiprocessing as mp
def tr(f):
    try: print(f())
    except BaseException as x: print(type(x).__name__, x)
if __name__ == '__main__':
    m = mp.Manager()
    l = m.list([3, 1, 2]); l.append(5); l.extend([7, 7]); l.sort(); tr(lambda: l[:]); tr(lambda: (l.pop(), l.count(7), l.index(3), len(l), 3 in l, l + [1], l * 2, list(reversed(l)), l[1:3], list(l))); l.insert(0, 9); l.remove(9); l.reverse(); del l[0]; l[0] = 'x'; l += ['z']; tr(lambda: l); tr(lambda: str(l)); tr(lambda: l[99]); tr(lambda: l.nope()); tr(lambda: [x for x in l]); tr(lambda: type(l).__name__); tr(lambda: l._getvalue())
    d = m.dict(a=1); d['k'] = [1]; d['k'].append(2); tr(lambda: d); tr(lambda: d['k']); tr(lambda: d['zz']); tr(lambda: (d.keys(), d.values(), d.items(), len(d), 'a' in d, d.pop('a'), d.get('q', 5), d.copy(), list(d))); tr(lambda: d.popitem()); tr(lambda: sorted(d)); d.update(x=1, y=2); del d['x']; tr(lambda: dict(d)); tr(lambda: d | {1: 2}); 
    n = m.list([m.dict(), m.list([1])]); n[0]['in'] = 5; n[1].append(2); tr(lambda: (n[0]['in'], n[1][:], dict(n[0])))
    v = m.Value('i', 5); v.value += 1; tr(lambda: (v.value, v.get())); a = m.Array('i', [1, 2]); a[0] = 9; tr(lambda: (a[:], len(a))); ns = m.Namespace(x=1); ns.y = 2; tr(lambda: ns.x); tr(lambda: ns.zz); del ns.y; tr(lambda: ns)
    q = m.Queue(2); q.put(1); q.put(2); tr(lambda: (q.full(), q.qsize(), q.get(), q.empty())); tr(lambda: q.get_nowait()); tr(lambda: q.get_nowait()); tr(lambda: q.get(timeout=0.01)); lk = m.Lock(); tr(lambda: (lk.acquire(), lk.acquire(False), lk.release())); e = m.Event(); tr(lambda: (e.is_set(), e.set(), e.wait(1), e.is_set())); s = m.Semaphore(1); tr(lambda: s.acquire()); b = m.Barrier(1); tr(lambda: b.wait()); c = m.Condition(); 
    with c: c.notify_all()
    with lk: pass
    m.shutdown(); tr(lambda: type(m).__name__)

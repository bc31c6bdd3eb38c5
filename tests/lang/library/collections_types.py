from collections import *
import collections
c = Counter("mississippi"); print(c, c.most_common(2), c['z'], sorted(c.elements()), c + Counter("ms"), c - Counter("iii"), c & Counter("is"), c | Counter("zz"), sum(c.values()), c.total())
c.update("sss"); c.subtract("m"); print(c, dict(c)); del c['m']; print(c, +c, -c)
d = defaultdict(list); d['a'].append(1); d['b']; print(d, d.default_factory, len(d)); dd = defaultdict(lambda: 5, x=1); print(dd['y'], dict(dd))
od = OrderedDict([('a', 1), ('b', 2)]); od.move_to_end('a'); print(od, od.popitem(last=False), od == {'a': 1}, list(reversed(od)))
q = deque([1, 2, 3], maxlen=3); q.append(4); q.appendleft(0); print(q, q.maxlen, q[0], q.pop(), q.popleft()); q.extend([7, 8, 9]); q.rotate(1); print(q, 8 in q, q.index(8), q.count(9), list(reversed(q))); q.extendleft([5]); q.remove(5); q.insert(1, 'i'); q.reverse(); print(q, q.copy() == q); q.clear(); print(q)
Point = namedtuple('Point', ['x', 'y']); p = Point(11, y=22); print(p, p.x + p.y, p[0], p._asdict(), p._replace(x=1), Point._make([1, 2]), Point._fields, p == (11, 22), *p)
P3 = namedtuple('P3', 'x y z', defaults=[7]); print(P3(1, 2), P3._field_defaults); 
for f in (lambda: Point(1), lambda: Point(1, 2, 3), lambda: Point(a=1), lambda: namedtuple('P', 'def'), lambda: namedtuple('P', 'a a'), lambda: p.q, lambda: deque().pop(), lambda: od['zz'], lambda: setattr(p, 'x', 1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
cm = ChainMap({'a': 1}, {'a': 2, 'b': 3}); print(cm['a'], cm['b'], dict(cm), len(cm), cm.new_child({'z': 1})['z'], cm.parents)
class MyDict(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k, v * 2)
m = MyDict(a=1); m['b'] = 2; print(m, m.data)

import itertools, functools, collections, string, copy, operator, timeit
from itertools import *
from collections import deque, defaultdict, Counter, namedtuple, OrderedDict, ChainMap
from functools import reduce, partial, lru_cache, wraps, cmp_to_key, total_ordering
print(list(islice(count(5,2),4)), list(islice(cycle('ab'),5)), list(repeat(3,2)), list(chain([1],'ab')), list(chain.from_iterable([[1],[2,3]])))
print(list(islice(range(10),2,8,3)), list(accumulate([1,2,3])), list(accumulate([1,2,3],lambda a,b:a*b)), list(accumulate([1,2],initial=10)))
print(list(product('ab',[1,2])), list(product([0,1],repeat=2)), list(permutations([1,2,3],2)), list(permutations('abc'))[:3], list(combinations('abcd',2)), list(combinations_with_replacement('ab',2)))
print(list(zip_longest([1,2,3],'a',fillvalue='-')), list(takewhile(lambda x:x<3,[1,2,3,1])), list(dropwhile(lambda x:x<3,[1,2,3,1])), list(filterfalse(lambda x:x%2,range(5))), list(starmap(pow,[(2,3),(3,2)])), list(compress('abc',[1,0,1])), list(pairwise([1,2,3])))
print([(k,list(g)) for k,g in groupby('aabbbc')], [(k,list(g)) for k,g in groupby([1,2,4,5,7],key=lambda x:x%2)], [list(x) for x in tee([1,2],2)])
print(count(3), repeat(1,2), repeat('x'))
print(reduce(lambda a,b:a+b,[1,2,3]), reduce(operator.mul,[1,2,3,4],10), partial(pow,2)(3), partial(int,base=2)('101'))
@lru_cache(maxsize=None)
def fib(n): return n if n<2 else fib(n-1)+fib(n-2)
print(fib(50), fib.cache_info(), fib.__name__)
def deco(f):
    @wraps(f)
    def w(*a, **k): return f(*a, **k)+1
    return w
@deco
def foo(x):
    "doc"
    return x
print(foo(1), foo.__name__, foo.__doc__)
print(sorted([3,1,2],key=cmp_to_key(lambda a,b:b-a)))
@total_ordering
class V:
    def __init__(s,n): s.n=n
    def __eq__(s,o): return s.n==o.n
    def __lt__(s,o): return s.n<o.n
print(V(1)<=V(2), V(1)>V(2), V(2)>=V(2))
d=deque([1,2,3]); d.append(4); d.appendleft(0); print(d, d.pop(), d.popleft(), len(d), d[0], d[-1], list(d)); d.rotate(1); print(d); d.rotate(-2); print(d); d.extend([7,8]); d.extendleft([9]); print(d, 7 in d, d.index(7), d.count(7)); d.remove(7); print(d, deque([1,2,3,4],maxlen=2), deque('abc')==deque('abc'), bool(deque())); d.clear(); print(d)
q=deque(maxlen=3)
for i in range(5): q.append(i)
print(q, q.maxlen, list(reversed(q)), [x for x in q], sum(q), sorted(q,reverse=True), max(q))
try: deque().popleft()
except IndexError as e: print(e)
try: deque([1])[5]
except IndexError as e: print(e)
dd=defaultdict(list); dd['a'].append(1); dd['b']; print(dd, dict(dd), len(dd), 'c' in dd, dd.get('z')); di=defaultdict(int); 
for c in 'hello': di[c]+=1
print(di, sorted(di.items()), di['zz'], defaultdict(lambda:5)['x'])
c=Counter('abracadabra'); print(c, c.most_common(2), c['z'], sum(c.values()), list(c.elements())[:4], c+Counter('ab'), c-Counter('aaab'), Counter(a=1,b=2)&Counter(b=1), Counter([1,1,2])==Counter([2,1,1])); c.update('zz'); print(c['z'], c.total(), len(c)); del c['z']; print('z' in c, Counter(), Counter({'x':3}))
P=namedtuple('P','x y'); p=P(1,2); print(p, p.x, p[1], p._asdict(), p._replace(x=5), P._make([3,4]), P(x=1,y=3), p==(1,2), P._fields, isinstance(p,tuple), len(p), hash(p)==hash((1,2)), sorted([P(2,1),P(1,2)])); x,y=p; print(x,y)
try: P(1)
except TypeError as e: print(e)
try: P(1,2,3)
except TypeError as e: print(e)
Q=namedtuple('Q',['a','b'],defaults=[9]); print(Q(1), Q(1,2)); print(f"{p}", str(p), '%s %s' % p)
o=OrderedDict([('a',1),('b',2)]); o.move_to_end('a'); print(o, o.popitem(last=False), list(o))
print(ChainMap({'a':1},{'a':2,'b':3})['b'], string.ascii_lowercase, string.digits, string.punctuation, string.capwords('hello world'), string.Template('$a ${b}').substitute(a=1,b=2))
a=[1,[2]]; b=copy.copy(a); e=copy.deepcopy(a); b[1].append(3); print(a,b,e)
class N:
    def __init__(s): s.l=[1]; s.me=s
n=N(); m=copy.deepcopy(n); n.l.append(2); print(m.l, m.me is m, copy.copy(n).l is n.l, copy.deepcopy({'a':(1,[2])}), copy.copy({1}), copy.deepcopy(deque([1]) if False else [deque]))
print(operator.itemgetter(1)([5,6]), operator.itemgetter(0,2)('abc'), operator.attrgetter('l')(m), operator.add(1,2), operator.methodcaller('upper')('a'), operator.abs(-3))
print(sorted([('b',2),('a',2)],key=operator.itemgetter(1,0)), timeit.default_timer()>0)

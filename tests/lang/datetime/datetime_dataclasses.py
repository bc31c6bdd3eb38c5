from datetime import datetime, date, timedelta, time as clock, timezone
import datetime as dtm
from dataclasses import dataclass, field, asdict, astuple, replace, fields, FrozenInstanceError
from typing import List, Optional, Dict, Any, Callable, Tuple, Union
a = datetime(2024, 2, 28, 23, 30, 15, 123456)
print(a, repr(a), a.isoformat(), a.date(), a.time(), a.strftime('%Y-%m-%d %H:%M:%S.%f %a %b %j'), f"{a:%H:%M}", a.weekday(), a.ctime())
b = a + timedelta(days=1, hours=1); print(b, b - a, (b - a).total_seconds(), b > a, a == a.replace(), a.replace(year=2025), b.day)
print(timedelta(seconds=90), timedelta(days=-1, seconds=5), repr(timedelta(hours=25, microseconds=7)), timedelta(minutes=1.5), timedelta(1) * 2, timedelta(1) / 2, timedelta(5) // timedelta(2), -timedelta(1), abs(timedelta(-1)), str(timedelta(days=2)), timedelta(milliseconds=5), timedelta(0) == timedelta(), bool(timedelta()), timedelta(hours=1) > timedelta(minutes=59))
d = date(2024, 3, 1); print(d, repr(d), d - timedelta(1), d - date(2024, 1, 1), d.isoweekday(), d.strftime('%d/%m/%y'), d.toordinal(), date.fromordinal(738000), date.fromisoformat('2023-05-06'), d < date(2025, 1, 1), {d: 1}[date(2024, 3, 1)])
print(datetime.fromisoformat('2023-05-06 07:08:09'), datetime.fromisoformat('2023-05-06T07:08:09.5'), clock(5, 6), repr(clock(1, 2, 3)), datetime.combine(d, clock(1, 2)), datetime.min, datetime.max)
for f in (lambda: date(2023, 2, 29), lambda: datetime(2023, 13, 1), lambda: datetime(2023, 1, 1, 25)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
n = datetime.now(); m = datetime.now(); print(type(n).__name__, m >= n, (m - n) < timedelta(seconds=5), n.year > 2000, datetime.now(timezone.utc).tzinfo, dtm.datetime.today().date() == date.today())
@dataclass
class P:
    x: int
    y: float = 2.5
    tags: List[str] = field(default_factory=list)
p = P(1); q = P(1, 2.5, []); print(p, p == q, p != P(2), asdict(p), astuple(p), replace(p, x=9), [f.name for f in fields(P)], P(y=1, x=2), p.tags is q.tags)
p.tags.append('a'); print(p, q)
@dataclass(order=True, frozen=True)
class V:
    a: int
    b: int = field(default=0, compare=False, repr=False)
print(V(1) < V(2), sorted([V(3), V(1)]), hash(V(1)) == hash(V(1, 5)), {V(1): 'x'}[V(1)], V(1) == V(1, 9))
try: V(1).a = 5
except FrozenInstanceError as e: print(e)
@dataclass
class C(P):
    z: Optional[int] = None
    def __post_init__(self): self.sum = self.x + self.y
print(C(1, z=3), C(1).sum)
for f in (lambda: P(), lambda: P(1, 2, 3, 4), lambda: P(1, w=2), lambda: P(1, x=2), lambda: hash(P(1)), lambda: P(1) < P(2)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)

from dataclasses import dataclass, field, asdict, astuple, replace, fields, FrozenInstanceError, InitVar
from typing import List, ClassVar, Optional
import math
@dataclass(order=True)
class PlayingCard:
    sort_index: int = field(init=False, repr=False)
    rank: str
    suit: str
    count: ClassVar[int] = 0
    def __post_init__(self):
        self.sort_index = len(self.rank)
    def __str__(self):
        return f'{self.suit}{self.rank}'
@dataclass
class Deck:
    cards: List[PlayingCard] = field(default_factory=list)
    n: Optional[int] = None
a = PlayingCard("Q", "h"); b = PlayingCard("10", "s")
print(a, repr(a), a < b, a == PlayingCard("Q", "h"), sorted([b, a]))
d = Deck([a, b]); print(d, asdict(d), astuple(d))
@dataclass(frozen=True)
class Position:
    name: str
    lon: float = 0.0
    lat: float = field(default=0.0, metadata={'unit': 'degrees'})
    def dist(self): return math.hypot(self.lon, self.lat)
p = Position("Oslo", 10.8, 59.9)
try:
    p.name = "x"
except FrozenInstanceError as e:
    print(type(e).__name__, e)
try:
    del p.name
except FrozenInstanceError as e:
    print(e)
print(p, hash(p) == hash(Position("Oslo", 10.8, 59.9)), {p: 1}[Position("Oslo", 10.8, 59.9)], replace(p, name="B"), round(p.dist(), 3))
print([f.name for f in fields(Position)], fields(Position)[2].metadata['unit'])
@dataclass
class Capital(Position.__base__):
    country: str = "Norway"
print(Capital())
@dataclass
class Base:
    x: int
    y: int = 1
@dataclass
class Derived(Base):
    z: int = 2
    y: int = 9
print(Derived(0), Derived(1, 2, 3), Derived(0) == Base(0, 9))
@dataclass
class IV:
    i: int
    j: int = None
    data: InitVar[int] = None
    def __post_init__(self, data):
        if self.j is None and data is not None:
            self.j = data
print(IV(1, data=5))
@dataclass(kw_only=True)
class KW:
    a: int
    b: int = 2
print(KW(a=1))
try:
    KW(1)
except TypeError as e:
    print(e)
try:
    Base()
except TypeError as e:
    print(e)
try:
    hash(Base(1))
except TypeError as e:
    print(e)
try:
    Base(1) < Base(2)
except TypeError as e:
    print(e)
@dataclass(eq=False)
class NE:
    a: int
print(NE(1) == NE(1))
try:
    @dataclass
    class Bad:
        a: list = []
except ValueError as e:
    print(e)
try:
    @dataclass
    class Bad2:
        a: int = 1
        b: int
except TypeError as e:
    print(e)

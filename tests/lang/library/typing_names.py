from typing import NamedTuple, TypeVar, Generic, Protocol, List, Dict, Tuple, Callable, Union, Any, Iterator, Optional, NewType, Literal, Final, TypedDict, cast, overload, Annotated, Iterable, Sequence, TYPE_CHECKING
import typing
class Emp(NamedTuple):
    """doc"""
    name: str
    id: int = 3
    def hello(self): return "hi " + self.name
e = Emp("Guido")
print(e, e.name, e.id, e[0], e.hello(), e._asdict(), e._replace(id=5), Emp._fields, Emp._field_defaults, e == ("Guido", 3), len(e), *e)
T = TypeVar("T")
class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: List[T] = []
    def push(self, item: T) -> None:
        self.items.append(item)
    def pop(self) -> T:
        return self.items.pop()
    def __len__(self): return len(self.items)
s = Stack[int]()
s.push(2); s.push(3); print(s.pop(), len(s), isinstance(s, Stack))
class Flyer(Protocol):
    def fly(self) -> str: ...
class Bird:
    def fly(self) -> str: return "flap"
def go(x: Flyer) -> str: return x.fly()
print(go(Bird()))
UserId = NewType("UserId", int)
print(UserId(5) + 1)
class Movie(TypedDict):
    name: str
    year: int
m: Movie = {'name': 'B', 'year': 1982}
print(m, Movie(name='x'))
Vector = List[float]
def scale(scalar: float, vector: Vector) -> Vector:
    return [scalar * num for num in vector]
print(scale(2.0, [1.0, -4.2, 5.4]))
def gen() -> Iterator[int]:
    yield 1
print(list(gen()), cast(int, "x"), TYPE_CHECKING)
x: "Union[int, str]" = 5
def f(a: int | None = None, *b: str, c: dict[str, list[int]] = {}) -> tuple[int, ...]: return (1,)
print(f(), "")
print(list[int], dict[str, int], Optional[int], Union[int, str], List[int], Tuple[int, ...], Callable[[int], str], Any)

from collections.abc import Iterable, Mapping, Sequence, Callable, Iterator, Hashable, Sized, Container, MutableMapping, MutableSequence, Set, Generator
import collections.abc
for k in (Iterable, Mapping, Sequence, Callable, Iterator, Hashable, Sized, Container, Set, Generator):
    print(k.__name__, [isinstance(v, k) for v in ([], (), {}, "s", 5, len, iter([]), {1}, (x for x in []), range(3))])
class It:
    def __iter__(self): return iter([])
class L:
    def __len__(self): return 1
print(isinstance(It(), Iterable), isinstance(L(), Sized), issubclass(list, Sequence), isinstance(L(), Iterable))

# What containers promise: by isinstance() a class keeps a promise when it has the methods; a class that derives from
# one of these gets the methods that follow from its own.

from abc import _check_concrete


def _has(cls, *names):
    for name in names:
        if getattr(cls, name, None) is None:
            return False
    return True


class _Promise:
    _methods = ()
    _kinds = ()

    def __new__(cls, *args, **kwargs):
        _check_concrete(cls)
        return object.__new__(cls)

    @classmethod
    def __class_getitem__(cls, parameters):
        from types import GenericAlias
        return GenericAlias(cls, parameters)

    @classmethod
    def __subclasshook__(cls, other):
        if issubclass(other, cls._kinds):
            return True
        return len(cls._methods) > 0 and _has(other, *cls._methods)

    @classmethod
    def register(cls, other):
        cls._kinds = cls._kinds + (other,)
        return other


class Hashable(_Promise):
    @classmethod
    def __subclasshook__(cls, other):
        for each in other.__mro__:
            if "__hash__" in each.__dict__:
                return each.__dict__["__hash__"] is not None
            if each in (list, dict, set):
                return False
        return True


class Callable(_Promise):
    _methods = ("__call__",)
    _kinds = (type(len), type(_has), type([].append), type)


class Sized(_Promise):
    _abstract = ("__len__",)
    _methods = ("__len__",)

    def __len__(self):
        return 0


class Container(_Promise):
    _abstract = ("__contains__",)
    _methods = ("__contains__",)

    def __contains__(self, x):
        return False


class Iterable(_Promise):
    _abstract = ("__iter__",)
    _methods = ("__iter__",)

    def __iter__(self):
        return iter(())


class Iterator(Iterable):
    _abstract = ("__next__",)
    _methods = ("__iter__", "__next__")

    def __next__(self):
        raise StopIteration

    def __iter__(self):
        return self


class Reversible(Iterable):
    _methods = ("__iter__", "__reversed__")
    _kinds = (list, tuple, str, bytes, range, dict)


class Generator(Iterator):
    _methods = ("__iter__", "__next__", "send", "throw", "close")


class Collection(Iterable):
    _abstract = ("__len__", "__contains__",)
    _methods = ("__len__", "__iter__", "__contains__")

    def __len__(self):
        return 0

    def __contains__(self, x):
        return False


class Sequence(Collection):
    _abstract = ("__getitem__",)
    _methods = ()
    _kinds = (list, tuple, str, bytes, range)

    def __getitem__(self, index):
        raise IndexError

    def __iter__(self):
        index = 0
        try:
            while True:
                yield self[index]
                index += 1
        except IndexError:
            return

    def __contains__(self, value):
        for each in self:
            if each is value or each == value:
                return True
        return False

    def __reversed__(self):
        for index in reversed(range(len(self))):
            yield self[index]

    def index(self, value, start=0, stop=None):
        for index in range(start, len(self) if stop is None else stop):
            if self[index] is value or self[index] == value:
                return index
        raise ValueError

    def count(self, value):
        return sum([1 for each in self if each is value or each == value])


class MutableSequence(Sequence):
    _abstract = ("__setitem__", "__delitem__", "insert",)
    _kinds = (list,)

    def __setitem__(self, index, value):
        raise IndexError

    def __delitem__(self, index):
        raise IndexError

    def insert(self, index, value):
        raise IndexError

    def append(self, value):
        self.insert(len(self), value)

    def clear(self):
        try:
            while True:
                self.pop()
        except IndexError:
            pass

    def reverse(self):
        last = len(self) - 1
        for index in range(len(self) // 2):
            self[index], self[last - index] = self[last - index], self[index]

    def extend(self, values):
        for value in list(values) if values is self else values:
            self.append(value)

    def pop(self, index=-1):
        value = self[index]
        del self[index]
        return value

    def remove(self, value):
        del self[self.index(value)]

    def __iadd__(self, values):
        self.extend(values)
        return self


class Set(Collection):
    _methods = ()
    _kinds = (set, frozenset, type({}.keys()))

    @classmethod
    def _from_iterable(cls, values):
        return cls(values)

    def __le__(self, other):
        return len(self) <= len(other) and all([each in other for each in self])

    def __lt__(self, other):
        return len(self) < len(other) and self.__le__(other)

    def __ge__(self, other):
        return len(self) >= len(other) and all([each in self for each in other])

    def __gt__(self, other):
        return len(self) > len(other) and self.__ge__(other)

    def __eq__(self, other):
        return len(self) == len(other) and self.__le__(other)

    def __and__(self, other):
        return self._from_iterable([value for value in other if value in self])

    def isdisjoint(self, other):
        return not any([value in self for value in other])

    def __or__(self, other):
        return self._from_iterable([each for part in (self, other) for each in part])

    def __sub__(self, other):
        return self._from_iterable([value for value in self if value not in other])

    def __xor__(self, other):
        return (self - other) | (other - self)


class MutableSet(Set):
    _abstract = ("add", "discard",)
    _kinds = (set,)

    def add(self, value):
        raise NotImplementedError

    def discard(self, value):
        raise NotImplementedError

    def remove(self, value):
        if value not in self:
            raise KeyError(value)
        self.discard(value)

    def pop(self):
        for value in self:
            self.discard(value)
            return value
        raise KeyError

    def clear(self):
        while len(self):
            self.pop()


class Mapping(Collection):
    _abstract = ("__getitem__",)
    _methods = ()
    _kinds = (dict,)

    def __getitem__(self, key):
        raise KeyError

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True

    def keys(self):
        return dict.fromkeys(self).keys()

    def items(self):
        return {key: self[key] for key in self}.items()

    def values(self):
        return {key: self[key] for key in self}.values()

    def __eq__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        return dict(self.items()) == dict(other.items())


class MutableMapping(Mapping):
    _abstract = ("__setitem__", "__delitem__",)
    _kinds = (dict,)

    def __setitem__(self, key, value):
        raise KeyError

    def __delitem__(self, key):
        raise KeyError

    _missing = object()

    def pop(self, key, default=_missing):
        try:
            value = self[key]
        except KeyError:
            if default is self._missing:
                raise
            return default
        del self[key]
        return value

    def popitem(self):
        for key in self:
            value = self[key]
            del self[key]
            return key, value
        raise KeyError

    def clear(self):
        for key in list(self):
            del self[key]

    def update(self, other=(), /, **kwds):
        for key, value in dict(other, **kwds).items():
            self[key] = value

    def setdefault(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            self[key] = default
        return default


class MappingView(Sized):
    _methods = ()
    _kinds = (type({}.keys()),)


KeysView = ValuesView = ItemsView = MappingView

"""collections: deque comes from C, the rest is written here."""
from _collections import deque

_missing = object()


class defaultdict(dict):
    _tp_name = "collections.defaultdict"

    def __init__(self, default_factory=None, /, *args, **kwargs):
        if default_factory is not None and not callable(default_factory):
            raise TypeError("first argument must be callable or None")
        dict.__init__(self, *args, **kwargs)
        self.default_factory = default_factory

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        value = self.default_factory()
        self[key] = value
        return value

    def __repr__(self):
        return f"defaultdict({self.default_factory!r}, {dict.__repr__(self)})"

    def copy(self):
        return type(self)(self.default_factory, self)

    def __copy__(self):
        return self.copy()

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        made = self.copy()
        made.update(other)
        return made


class OrderedDict(dict):
    _tp_name = "collections.OrderedDict"

    def __repr__(self):
        if not self:
            return "OrderedDict()"
        return f"OrderedDict({list(self.items())!r})"

    def move_to_end(self, key, last=True):
        value = self.pop(key)
        if last:
            self[key] = value
            return
        others = list(self.items())
        self.clear()
        self[key] = value
        self.update(others)

    def popitem(self, last=True):
        if not self:
            raise KeyError("dictionary is empty")
        key = next(reversed(self)) if last else next(iter(self))
        return key, self.pop(key)

    def copy(self):
        return OrderedDict(self)

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return dict.__eq__(self, other) and list(self) == list(other)
        return dict.__eq__(self, other)


class Counter(dict):
    def __init__(self, iterable=None, /, **kwds):
        dict.__init__(self)
        self.update(iterable, **kwds)

    def __missing__(self, key):
        return 0

    def most_common(self, n=None):
        ordered = sorted(self.items(), key=lambda item: item[1], reverse=True)
        return ordered if n is None else ordered[:max(n, 0)]

    def elements(self):
        for key, count in self.items():
            for turn in range(count):
                yield key

    def total(self):
        return sum(self.values())

    @classmethod
    def fromkeys(cls, iterable, v=None):
        raise NotImplementedError("Counter.fromkeys() is undefined.  Use Counter(iterable) instead.")

    def update(self, iterable=None, /, **kwds):
        if iterable is not None:
            if isinstance(iterable, dict):
                for key in iterable:
                    self[key] = self.get(key, 0) + iterable[key]
            else:
                for key in iterable:
                    self[key] = self.get(key, 0) + 1
        if kwds:
            self.update(kwds)

    def subtract(self, iterable=None, /, **kwds):
        if iterable is not None:
            if isinstance(iterable, dict):
                for key in iterable:
                    self[key] = self.get(key, 0) - iterable[key]
            else:
                for key in iterable:
                    self[key] = self.get(key, 0) - 1
        if kwds:
            self.subtract(kwds)

    def copy(self):
        return Counter(self)

    def __delitem__(self, key):
        if key in self:
            dict.__delitem__(self, key)

    def __repr__(self):
        if not self:
            return "Counter()"
        items = sorted(self.items(), key=lambda item: item[1], reverse=True)
        return "Counter({" + ", ".join([f"{key!r}: {count!r}" for key, count in items]) + "})"

    def __eq__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all([self[key] == other[key] for each in (self, other) for key in each])

    def __le__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all([self[key] <= other[key] for each in (self, other) for key in each])

    def __add__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        made = Counter()
        for key in self:
            if self[key] + other[key] > 0:
                made[key] = self[key] + other[key]
        for key in other:
            if key not in self and other[key] > 0:
                made[key] = other[key]
        return made

    def __sub__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        made = Counter()
        for key in self:
            if self[key] - other[key] > 0:
                made[key] = self[key] - other[key]
        for key in other:
            if key not in self and other[key] < 0:
                made[key] = -other[key]
        return made

    def __or__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        made = Counter()
        for key in self:
            if max(self[key], other[key]) > 0:
                made[key] = max(self[key], other[key])
        for key in other:
            if key not in self and other[key] > 0:
                made[key] = other[key]
        return made

    def __and__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        made = Counter()
        for key in self:
            if min(self[key], other[key]) > 0:
                made[key] = min(self[key], other[key])
        return made

    def __iadd__(self, other):
        for key in other:
            self[key] = self[key] + other[key]
        return self._positive()

    def __isub__(self, other):
        for key in other:
            self[key] = self[key] - other[key]
        return self._positive()

    def _positive(self):
        for key in [key for key in self if not self[key] > 0]:
            del self[key]
        return self

    def __pos__(self):
        return self + Counter()

    def __neg__(self):
        return Counter() - self


_KEYWORDS = frozenset([
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or",
    "pass", "raise", "return", "try", "while", "with", "yield"])


def _check_fields(typename, fields, rename):
    seen = set()
    for index in range(len(fields)):
        name = fields[index]
        if rename and (not name.isidentifier() or name in _KEYWORDS or name.startswith("_") or name in seen):
            fields[index] = f"_{index}"
        seen.add(fields[index])
    for name in [typename] + fields:
        if not isinstance(name, str):
            raise TypeError("Type names and field names must be strings")
        if not name.isidentifier():
            raise ValueError(f"Type names and field names must be valid identifiers: {name!r}")
        if name in _KEYWORDS:
            raise ValueError(f"Type names and field names cannot be a keyword: {name!r}")
    seen = set()
    for name in fields:
        if name.startswith("_") and not rename:
            raise ValueError(f"Field names cannot start with an underscore: {name!r}")
        if name in seen:
            raise ValueError(f"Encountered duplicate field name: {name!r}")
        seen.add(name)


def _missing_text(names):
    quoted = [repr(name) for name in names]
    if len(quoted) == 1:
        return f"1 required positional argument: {quoted[0]}"
    text = ", ".join(quoted[:-1]) + (", and " if len(quoted) > 2 else " and ") + quoted[-1]
    return f"{len(quoted)} required positional arguments: {text}"


def _bind_fields(typename, fields, defaults, args, kwargs):
    if len(args) > len(fields):
        least = len(fields) - len(defaults) + 1
        takes = f"from {least} to {len(fields) + 1}" if defaults else str(len(fields) + 1)
        raise TypeError(f"{typename}.__new__() takes {takes} positional arguments but {len(args) + 1} were given")
    values = list(args)
    for name in kwargs:
        if name not in fields:
            raise TypeError(f"{typename}.__new__() got an unexpected keyword argument '{name}'")
        if fields.index(name) < len(args):
            raise TypeError(f"{typename}.__new__() got multiple values for argument '{name}'")
    absent = []
    for name in fields[len(args):]:
        if name in kwargs:
            values.append(kwargs[name])
        elif name in defaults:
            values.append(defaults[name])
        else:
            absent.append(name)
    if absent:
        raise TypeError(f"{typename}.__new__() missing {_missing_text(absent)}")
    return values


def _cannot_set(self, value):
    raise AttributeError("can't set attribute")


def _cannot_delete(self):
    raise AttributeError("can't delete attribute")


def _field(index, name):
    def get(self):
        return tuple.__getitem__(self, index)
    return property(get, _cannot_set, _cannot_delete, f"Alias for field number {index}")


def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    fields = [str(name) for name in field_names]
    _check_fields(typename, fields, rename)
    default_values = tuple(defaults) if defaults is not None else ()
    if len(default_values) > len(fields):
        raise TypeError("Got more default values than field names")
    field_defaults = dict(zip(fields[len(fields) - len(default_values):], default_values))

    class made(tuple):
        def __new__(cls, *args, **kwargs):
            if len(args) == len(fields) and not kwargs:
                return tuple.__new__(cls, args)
            return tuple.__new__(cls, cls._bind(args, kwargs))

        @staticmethod
        def _bind(args, kwargs):
            if len(args) == len(fields) and not kwargs:
                return args
            return _bind_fields(typename, fields, field_defaults, args, kwargs)

        @classmethod
        def _make(cls, iterable):
            values = tuple(iterable)
            if len(values) != len(fields):
                raise TypeError(f"Expected {len(fields)} arguments, got {len(values)}")
            return tuple.__new__(cls, values)

        def _replace(self, /, **kwds):
            values = [kwds.pop(name, value) for name, value in zip(fields, self)]
            if kwds:
                raise ValueError(f"Got unexpected field names: {list(kwds)!r}")
            return self._make(values)

        def _asdict(self):
            return dict(zip(fields, self))

        def __repr__(self):
            parts = [f"{name}={value!r}" for name, value in zip(fields, self)]
            return type(self).__name__ + "(" + ", ".join(parts) + ")"

    made.__name__ = typename
    made.__qualname__ = typename
    made._fields = tuple(fields)
    made._field_defaults = field_defaults
    for index in range(len(fields)):
        setattr(made, fields[index], _field(index, fields[index]))
    return made


class ChainMap:
    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __getitem__(self, key):
        for each in self.maps:
            if key in each:
                return each[key]
        raise KeyError(key)

    def get(self, key, default=None):
        return self[key] if key in self else default

    def __contains__(self, key):
        return any([key in each for each in self.maps])

    def _merged(self):
        merged = {}
        for each in reversed(self.maps):
            merged.update(each)
        return merged

    def __iter__(self):
        return iter(self._merged())

    def __len__(self):
        return len(self._merged())

    def keys(self):
        return self._merged().keys()

    def values(self):
        return [self[key] for key in self]

    def items(self):
        return [(key, self[key]) for key in self]

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def __delitem__(self, key):
        if key not in self.maps[0]:
            raise KeyError(f"Key not found in the first mapping: {key!r}")
        del self.maps[0][key]

    def new_child(self, m=None, **kwargs):
        return ChainMap({**(m or {}), **kwargs}, *self.maps)

    @property
    def parents(self):
        return ChainMap(*self.maps[1:])

    def __repr__(self):
        return "ChainMap(" + ", ".join([repr(each) for each in self.maps]) + ")"


class UserDict:
    def __init__(self, dict=None, /, **kwargs):
        self.data = {}
        if dict is not None:
            self.update(dict)
        if kwargs:
            self.update(kwargs)

    def __len__(self):
        return len(self.data)

    def __getitem__(self, key):
        if key in self.data:
            return self.data[key]
        if hasattr(type(self), "__missing__"):
            return self.__missing__(key)
        raise KeyError(key)

    def __setitem__(self, key, item):
        self.data[key] = item

    def __delitem__(self, key):
        del self.data[key]

    def __iter__(self):
        return iter(self.data)

    def __contains__(self, key):
        return key in self.data

    def __eq__(self, other):
        return self.data == (other.data if isinstance(other, UserDict) else other)

    __hash__ = None

    def __repr__(self):
        return repr(self.data)

    def get(self, key, default=None):
        return self[key] if key in self else default

    def keys(self):
        return self.data.keys()

    def items(self):
        return {key: self[key] for key in self}.items()

    def values(self):
        return {key: self[key] for key in self}.values()

    def update(self, other=(), /, **kwds):
        for key, value in dict(other, **kwds).items():
            self[key] = value

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, key, *default):
        if key not in self and default:
            return default[0]
        value = self[key]
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

    def copy(self):
        made = type(self)()
        made.data = self.data.copy()
        return made

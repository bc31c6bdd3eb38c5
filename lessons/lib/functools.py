"""functools, in the lesson language."""

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__")
WRAPPER_UPDATES = ("__dict__",)

_missing = object()


def reduce(function, iterable, initial=_missing):
    iterator = iter(iterable)
    value = initial
    if value is _missing:
        value = next(iterator, _missing)
        if value is _missing:
            raise TypeError("reduce() of empty iterable with no initial value")
    for item in iterator:
        value = function(value, item)
    return value


class partial:
    _tp_name = "functools.partial"

    def __init__(self, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    def __repr__(self):
        parts = [repr(self.func)]
        parts.extend([repr(x) for x in self.args])
        parts.extend([f"{name}={value!r}" for name, value in self.keywords.items()])
        return "functools.partial(" + ", ".join(parts) + ")"


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        if hasattr(wrapped, name):
            setattr(wrapper, name, getattr(wrapped, name))
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    def decorate(wrapper):
        return update_wrapper(wrapper, wrapped, assigned, updated)
    return decorate


class _CacheInfo:
    def __init__(self, hits, misses, maxsize, currsize):
        self.hits = hits
        self.misses = misses
        self.maxsize = maxsize
        self.currsize = currsize

    def __repr__(self):
        return (f"CacheInfo(hits={self.hits}, misses={self.misses}, maxsize={self.maxsize}, "
                f"currsize={self.currsize})")

    def __iter__(self):
        return iter((self.hits, self.misses, self.maxsize, self.currsize))

    def __getitem__(self, index):
        return (self.hits, self.misses, self.maxsize, self.currsize)[index]


def _cache_key(args, keywords, typed):
    key = args
    if keywords:
        key = key + (_missing,)
        for item in keywords.items():
            key = key + item
    if typed:
        key = key + tuple([type(x) for x in args]) + tuple([type(x) for x in keywords.values()])
    return key


def _cached(function, maxsize, typed):
    stored = {}
    counts = [0, 0]

    def wrapper(*args, **keywords):
        key = _cache_key(args, keywords, typed)
        result = stored.get(key, _missing)
        if result is not _missing:
            counts[0] += 1
            if maxsize is not None:
                del stored[key]
                stored[key] = result
            return result
        counts[1] += 1
        result = function(*args, **keywords)
        if maxsize != 0:
            stored[key] = result
            if maxsize is not None and len(stored) > maxsize:
                del stored[next(iter(stored))]
        return result

    def cache_info():
        return _CacheInfo(counts[0], counts[1], maxsize, len(stored))

    def cache_clear():
        stored.clear()
        counts[0] = 0
        counts[1] = 0

    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    return update_wrapper(wrapper, function)


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return _cached(maxsize, 128, typed)
    if maxsize is not None and not isinstance(maxsize, int):
        raise TypeError("Expected first argument to be an integer, a callable, or None")
    size = maxsize if maxsize is None else max(maxsize, 0)

    def decorate(function):
        return _cached(function, size, typed)
    return decorate


def cache(function):
    return _cached(function, None, False)


class _Key:
    def __init__(self, compare, obj):
        self.compare = compare
        self.obj = obj

    def __lt__(self, other):
        return self.compare(self.obj, other.obj) < 0

    def __gt__(self, other):
        return self.compare(self.obj, other.obj) > 0

    def __eq__(self, other):
        return self.compare(self.obj, other.obj) == 0

    def __le__(self, other):
        return self.compare(self.obj, other.obj) <= 0

    def __ge__(self, other):
        return self.compare(self.obj, other.obj) >= 0


def cmp_to_key(compare):
    def key(obj):
        return _Key(compare, obj)
    return key


def _from_lt(cls):
    def gt(self, other):
        result = type(self).__lt__(self, other)
        return result if result is NotImplemented else not result and self != other

    def le(self, other):
        result = type(self).__lt__(self, other)
        return result if result is NotImplemented else result or self == other

    def ge(self, other):
        result = type(self).__lt__(self, other)
        return result if result is NotImplemented else not result
    return {"__gt__": gt, "__le__": le, "__ge__": ge}


def _from_gt(cls):
    def lt(self, other):
        result = type(self).__gt__(self, other)
        return result if result is NotImplemented else not result and self != other

    def ge(self, other):
        result = type(self).__gt__(self, other)
        return result if result is NotImplemented else result or self == other

    def le(self, other):
        result = type(self).__gt__(self, other)
        return result if result is NotImplemented else not result
    return {"__lt__": lt, "__ge__": ge, "__le__": le}


def _from_le(cls):
    def ge(self, other):
        result = type(self).__le__(self, other)
        return result if result is NotImplemented else not result or self == other

    def lt(self, other):
        result = type(self).__le__(self, other)
        return result if result is NotImplemented else result and self != other

    def gt(self, other):
        result = type(self).__le__(self, other)
        return result if result is NotImplemented else not result
    return {"__ge__": ge, "__lt__": lt, "__gt__": gt}


def _from_ge(cls):
    def le(self, other):
        result = type(self).__ge__(self, other)
        return result if result is NotImplemented else not result or self == other

    def gt(self, other):
        result = type(self).__ge__(self, other)
        return result if result is NotImplemented else result and self != other

    def lt(self, other):
        result = type(self).__ge__(self, other)
        return result if result is NotImplemented else not result
    return {"__le__": le, "__gt__": gt, "__lt__": lt}


def total_ordering(cls):
    defined = vars(cls)
    for name, make in (("__lt__", _from_lt), ("__gt__", _from_gt), ("__le__", _from_le), ("__ge__", _from_ge)):
        if name in defined:
            for other, function in make(cls).items():
                if other not in defined:
                    setattr(cls, other, function)
            return cls
    raise ValueError("must define at least one ordering operation: < > <= >=")


class cached_property:
    def __init__(self, func):
        self.func = func
        self.name = func.__name__

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = self.func(instance)
        instance.__dict__[self.name] = value
        return value


def singledispatch(func):
    registry = {object: func}

    def dispatch(cls):
        for each in cls.__mro__:
            if each in registry:
                return registry[each]
        for kind, function in registry.items():
            if issubclass(cls, kind) and kind is not object:
                return function
        return func

    def register(cls, func=None):
        if not isinstance(cls, type):
            raise TypeError(f"Invalid first argument to `register()`: {cls!r}. The sandbox does not evaluate "
                            "annotations: name the type, as in @f.register(int).")
        if func is None:
            return lambda function: register(cls, function)
        registry[cls] = func
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f"{func.__name__} requires at least 1 positional argument")
        return dispatch(type(args[0]))(*args, **kw)

    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = registry
    return update_wrapper(wrapper, func)

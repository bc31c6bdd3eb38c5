"""dataclasses: the decorator, field, asdict, astuple, replace, fields. Fields are the annotated names of a class, in
their order."""


class _MissingType:
    def __repr__(self):
        return "<dataclasses._MISSING_TYPE object>"


MISSING = _MissingType()


class FrozenInstanceError(AttributeError):
    pass


class Field:
    def __init__(self, default, default_factory, init, repr, hash, compare, kw_only):
        self.name = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.kw_only = kw_only


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None,
          kw_only=MISSING):
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, False if kw_only is MISSING else kw_only)


def _own_fields(cls, kw_only):
    made = []
    for name in vars(cls).get("__annotations__", {}):
        default = vars(cls).get(name, MISSING)
        if isinstance(default, Field):
            each = default
            if each.default is MISSING:
                delattr(cls, name)
            else:
                setattr(cls, name, each.default)
        else:
            each = field(default=default)
        if isinstance(each.default, (list, dict, set)):
            raise ValueError(f"mutable default {type(each.default)} for field {name} is not allowed: "
                             "use default_factory")
        each.name = name
        each.kw_only = each.kw_only or kw_only
        made.append(each)
    return made


def _all_fields(cls, kw_only):
    by_name = {}
    for each in getattr(cls.__base__, "__dataclass_fields__", {}).values():
        by_name[each.name] = each
    for each in _own_fields(cls, kw_only):
        by_name[each.name] = each
    return by_name


def _check_order(fields):
    seen_default = False
    for each in fields:
        if not each.init or each.kw_only:
            continue
        has_default = each.default is not MISSING or each.default_factory is not MISSING
        if seen_default and not has_default:
            raise TypeError(f"non-default argument {each.name!r} follows default argument")
        seen_default = seen_default or has_default


def _names_text(names):
    quoted = [repr(name) for name in names]
    if len(quoted) < 3:
        return " and ".join(quoted)
    return ", ".join(quoted[:-1]) + ", and " + quoted[-1]


def _missing(label, names, kind):
    plural = "" if len(names) == 1 else "s"
    raise TypeError(f"{label} missing {len(names)} required {kind} argument{plural}: {_names_text(names)}")


def _make_init(cls, fields, frozen):
    label = cls.__qualname__ + ".__init__()"
    positional = [each for each in fields if each.init and not each.kw_only]
    by_name = {each.name: each for each in fields if each.init}

    def __init__(self, *args, **kwargs):
        if len(args) > len(positional):
            most = len(positional) + 1
            least = len([x for x in positional if x.default is MISSING and x.default_factory is MISSING]) + 1
            takes = f"{most}" if least == most else f"from {least} to {most}"
            plural = "" if most == 1 else "s"
            raise TypeError(f"{label} takes {takes} positional argument{plural} but {len(args) + 1} were given")
        given = {}
        for index in range(len(args)):
            given[positional[index].name] = args[index]
        for name in kwargs:
            if name not in by_name:
                raise TypeError(f"{label} got an unexpected keyword argument '{name}'")
            if name in given:
                raise TypeError(f"{label} got multiple values for argument '{name}'")
            given[name] = kwargs[name]
        absent = [each for each in fields if each.init and each.name not in given
                  and each.default is MISSING and each.default_factory is MISSING]
        if absent:
            names = [each.name for each in absent if not each.kw_only]
            if names:
                _missing(label, names, "positional")
            _missing(label, [each.name for each in absent], "keyword-only")
        for each in fields:
            if each.name in given:
                value = given[each.name]
            elif each.default_factory is not MISSING:
                value = each.default_factory()
            elif each.default is not MISSING:
                value = each.default
            else:
                continue
            self.__dict__[each.name] = value
        if hasattr(self, "__post_init__"):
            self.__post_init__()
    return __init__


def _make_repr(fields):
    shown = [each.name for each in fields if each.repr]

    def __repr__(self):
        parts = [f"{name}={getattr(self, name)!r}" for name in shown]
        return type(self).__qualname__ + "(" + ", ".join(parts) + ")"
    return __repr__


def _key_of(fields):
    names = [each.name for each in fields if each.compare]

    def key(self):
        return tuple([getattr(self, name) for name in names])
    return key


def _make_eq(key):
    def __eq__(self, other):
        if type(other) is not type(self):
            return NotImplemented
        return key(self) == key(other)
    return __eq__


def _make_hash(key):
    def __hash__(self):
        return hash(key(self))
    return __hash__


def _add_order(cls, key):
    def __lt__(self, other):
        return key(self) < key(other) if type(other) is type(self) else NotImplemented

    def __le__(self, other):
        return key(self) <= key(other) if type(other) is type(self) else NotImplemented

    def __gt__(self, other):
        return key(self) > key(other) if type(other) is type(self) else NotImplemented

    def __ge__(self, other):
        return key(self) >= key(other) if type(other) is type(self) else NotImplemented
    for name, function in (("__lt__", __lt__), ("__le__", __le__), ("__gt__", __gt__), ("__ge__", __ge__)):
        if name in vars(cls):
            raise TypeError(f"Cannot overwrite attribute {name} in class {cls.__name__}. "
                            "Consider using functools.total_ordering")
        setattr(cls, name, function)


def _freeze(cls):
    def __setattr__(self, name, value):
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name):
        raise FrozenInstanceError(f"cannot delete field {name!r}")
    cls.__setattr__ = __setattr__
    cls.__delattr__ = __delattr__


def _process(cls, init, repr, eq, order, unsafe_hash, frozen, kw_only):
    by_name = _all_fields(cls, kw_only)
    fields = list(by_name.values())
    _check_order(fields)
    cls.__dataclass_fields__ = by_name
    key = _key_of(fields)
    own = vars(cls)
    if init and "__init__" not in own:
        cls.__init__ = _make_init(cls, fields, frozen)
    if repr and "__repr__" not in own:
        cls.__repr__ = _make_repr(fields)
    has_hash = "__hash__" in own and own["__hash__"] is not None
    if eq and "__eq__" not in own:
        cls.__eq__ = _make_eq(key)
    if order:
        if not eq:
            raise ValueError("eq must be true if order is true")
        _add_order(cls, key)
    if frozen:
        _freeze(cls)
    if unsafe_hash or eq and frozen and not has_hash:
        cls.__hash__ = _make_hash(key)
    elif eq and not has_hash:
        cls.__hash__ = None
    cls.__match_args__ = tuple([each.name for each in fields if each.init])
    return cls


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False,
              match_args=True, kw_only=False, slots=False):
    def decorate(cls):
        return _process(cls, init, repr, eq, order, unsafe_hash, frozen, kw_only)
    return decorate if cls is None else decorate(cls)


def fields(class_or_instance):
    by_name = getattr(class_or_instance, "__dataclass_fields__", None)
    if by_name is None:
        raise TypeError("must be called with a dataclass type or instance")
    return tuple(by_name.values())


def is_dataclass(obj):
    return hasattr(obj, "__dataclass_fields__")


def _plain(value, make):
    if is_dataclass(value) and not isinstance(value, type):
        return make([(each.name, _plain(getattr(value, each.name), make)) for each in fields(value)])
    if isinstance(value, list):
        return [_plain(item, make) for item in value]
    if isinstance(value, tuple):
        return tuple([_plain(item, make) for item in value])
    if isinstance(value, dict):
        return {_plain(key, make): _plain(item, make) for key, item in value.items()}
    return value


def asdict(obj, *, dict_factory=dict):
    if not is_dataclass(obj) or isinstance(obj, type):
        raise TypeError("asdict() should be called on dataclass instances")
    return _plain(obj, dict_factory)


def _values(pairs):
    return tuple([value for name, value in pairs])


def astuple(obj, *, tuple_factory=tuple):
    if not is_dataclass(obj) or isinstance(obj, type):
        raise TypeError("astuple() should be called on dataclass instances")
    return _plain(obj, _values)


def replace(obj, /, **changes):
    if not is_dataclass(obj) or isinstance(obj, type):
        raise TypeError("replace() should be called on dataclass instances")
    for each in fields(obj):
        if not each.init:
            if each.name in changes:
                raise ValueError(f"field {each.name} is declared with init=False, it cannot be specified with "
                                 "replace()")
            continue
        if each.name not in changes:
            changes[each.name] = getattr(obj, each.name)
    return type(obj)(**changes)

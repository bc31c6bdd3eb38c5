"""dataclasses: the decorator, field, asdict, astuple, replace, fields. Fields are the annotated names of a class, in
their order."""


class _MissingType:
    def __repr__(self):
        return "<dataclasses._MISSING_TYPE object>"


MISSING = _MissingType()


class _KwOnlyType:
    def __repr__(self):
        return "<dataclasses._KW_ONLY_TYPE object>"


KW_ONLY = _KwOnlyType()


class InitVar:
    def __init__(self, type):
        self.type = type

    def __class_getitem__(cls, type):
        return InitVar(type)

    def __repr__(self):
        return f"dataclasses.InitVar[{self.type.__name__}]"


class FrozenInstanceError(AttributeError):
    pass


class Field:
    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = None
        self.metadata = {} if metadata is None else metadata
        self._init_only = False
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
    return Field(default, default_factory, init, repr, hash, compare, metadata, None if kw_only is MISSING else kw_only)


def _word(annotation):
    """The name that an annotation begins with: ClassVar of typing.ClassVar[int]."""
    text = annotation.strip("'\"")
    end = text.find("[")
    name = (text if end < 0 else text[:end]).strip()
    return name[name.rfind(".") + 1:]


def _own_fields(cls, kw_only):
    made = []
    for name, annotation in vars(cls).get("__annotations__", {}).items():
        word = _word(annotation)
        if word == "KW_ONLY":
            kw_only = True
            continue
        default = vars(cls).get(name, MISSING)
        if word == "ClassVar":
            if isinstance(default, Field):
                raise TypeError(f"field {name} cannot have a default factory")
            continue
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
        each._init_only = word == "InitVar"
        if each.kw_only is None:
            each.kw_only = kw_only
        made.append(each)
    for name, value in vars(cls).items():
        if isinstance(value, Field) and name not in vars(cls).get("__annotations__", {}):
            raise TypeError(f"{name!r} is a field but has no type annotation")
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


def _make_init(cls, fields, slots):
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
        for_later = []
        for each in fields:
            if each.name in given:
                value = given[each.name]
            elif each.default_factory is not MISSING:
                value = each.default_factory()
            elif each.default is not MISSING:
                value = each.default
            else:
                continue
            if each._init_only:
                for_later.append(value)
            elif slots:
                object.__setattr__(self, each.name, value)
            else:
                self.__dict__[each.name] = value
        if hasattr(self, "__post_init__"):
            self.__post_init__(*for_later)
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


def _hash_key_of(fields):
    names = [each.name for each in fields if (each.compare if each.hash is None else each.hash)]

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
    names = list(cls.__dataclass_fields__)

    def __setattr__(self, name, value):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self, name):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)
    cls.__setattr__ = __setattr__
    cls.__delattr__ = __delattr__


class _Params:
    def __init__(self, frozen):
        self.frozen = frozen


def _check_frozen(cls, frozen):
    base = getattr(cls.__base__, "__dataclass_params__", None)
    if base is not None and base.frozen and not frozen:
        raise TypeError("cannot inherit non-frozen dataclass from a frozen one")
    if base is not None and frozen and not base.frozen:
        raise TypeError("cannot inherit frozen dataclass from a non-frozen one")


def _process(cls, init, repr, eq, order, unsafe_hash, frozen, kw_only):
    by_name = _all_fields(cls, kw_only)
    everything = list(by_name.values())
    fields = [each for each in everything if not each._init_only]
    _check_order(everything)
    _check_frozen(cls, frozen)
    cls.__dataclass_fields__ = by_name
    cls.__dataclass_params__ = _Params(frozen)
    key = _key_of(fields)
    own = vars(cls)
    if init and "__init__" not in own:
        cls.__init__ = _make_init(cls, everything, "__slots__" in own)
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
        cls.__hash__ = _make_hash(_hash_key_of(fields))
    elif eq and not has_hash:
        cls.__hash__ = None
    cls.__match_args__ = tuple([each.name for each in everything if each.init and not each.kw_only])
    return cls


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False,
              match_args=True, kw_only=False):
    def decorate(cls):
        return _process(cls, init, repr, eq, order, unsafe_hash, frozen, kw_only)
    return decorate if cls is None else decorate(cls)


def fields(class_or_instance):
    by_name = getattr(class_or_instance, "__dataclass_fields__", None)
    if by_name is None:
        raise TypeError("must be called with a dataclass type or instance")
    return tuple([each for each in by_name.values() if not each._init_only])


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

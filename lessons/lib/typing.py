"""typing: names for annotations, and the classes of that module that do something.

Annotations are not evaluated. What stands outside of annotations (an alias, a base class, a call) is a value: it shows
itself as CPython's does, and checks nothing.
"""
import types

from collections import namedtuple as _namedtuple


def _show(kind):
    if isinstance(kind, type) and kind.__module__ == "builtins":
        return "None" if kind is types.NoneType else kind.__qualname__
    return types._type_text(kind)


class _Form:
    def __init__(self, name, origin=None):
        self._name = name
        self.__origin__ = origin

    def __getitem__(self, parameters):
        return _Alias(self, parameters if type(parameters) is tuple else (parameters,))

    def __call__(self, *args, **kwargs):
        if self.__origin__ is None:
            raise TypeError(f"Cannot instantiate {self!r}")
        raise TypeError(f"Type {self._name} cannot be instantiated; use {self.__origin__.__name__}() instead")

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __subclasscheck__(self, cls):
        if self.__origin__ is None:
            raise TypeError(f"{self!r} cannot be used with isinstance()")
        return issubclass(cls, self.__origin__)

    def __repr__(self):
        return "typing." + self._name


class _Alias:
    def __init__(self, form, args):
        self._form = form
        self.__origin__ = form.__origin__
        self.__args__ = tuple([types.NoneType if each is None else each for each in args])

    def __getitem__(self, parameters):
        return _Alias(self._form, parameters if type(parameters) is tuple else (parameters,))

    def __call__(self, *args, **kwargs):
        if self.__origin__ is None:
            raise TypeError(f"Cannot instantiate {self!r}")
        return self.__origin__(*args, **kwargs)

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __eq__(self, other):
        return isinstance(other, _Alias) and self._form is other._form and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self._form._name, self.__args__))

    def __subclasscheck__(self, cls):
        raise TypeError("Subscripted generics cannot be used with class and instance checks")

    def __repr__(self):
        return f"typing.{self._form._name}[" + ", ".join([_show(each) for each in self.__args__]) + "]"


class _CallableForm(_Form):
    def __getitem__(self, parameters):
        return _CallableAlias(self, parameters)


class _CallableAlias(_Alias):
    def __repr__(self):
        taken, given = self.__args__
        shown = "..." if taken is ... else "[" + ", ".join([_show(each) for each in taken]) + "]"
        return "typing.Callable[" + shown + ", " + _show(given) + "]"


class _UnionForm(_Form):
    def __getitem__(self, parameters):
        flat = []
        for part in parameters if type(parameters) is tuple else (parameters,):
            part = types.NoneType if part is None else part
            for each in part.__args__ if isinstance(part, (_UnionAlias, types.UnionType)) else (part,):
                if each not in flat:
                    flat.append(each)
        return flat[0] if len(flat) == 1 else _UnionAlias(self, tuple(flat))


class _UnionAlias(_Alias):
    def __subclasscheck__(self, cls):
        return issubclass(cls, self.__args__)

    def __repr__(self):
        args = self.__args__
        if len(args) == 2 and types.NoneType in args:
            return "typing.Optional[" + _show(args[0] if args[1] is types.NoneType else args[1]) + "]"
        return "typing.Union[" + ", ".join([_show(each) for each in args]) + "]"


class _OptionalForm(_Form):
    def __getitem__(self, parameter):
        return Union[parameter, None]


Union = _UnionForm("Union")
Optional = _OptionalForm("Optional")
Callable = _CallableForm("Callable")

Annotated = _Form("Annotated")
Any = _Form("Any")
ClassVar = _Form("ClassVar")
Concatenate = _Form("Concatenate")
Final = _Form("Final")
Literal = _Form("Literal")
LiteralString = _Form("LiteralString")
Never = _Form("Never")
NoReturn = _Form("NoReturn")
NotRequired = _Form("NotRequired")
Required = _Form("Required")
Self = _Form("Self")
TypeAlias = _Form("TypeAlias")
TypeGuard = _Form("TypeGuard")
Unpack = _Form("Unpack")

AbstractSet = _Form("AbstractSet")
Collection = _Form("Collection")
Container = _Form("Container")
ContextManager = _Form("ContextManager")
Generator = _Form("Generator")
Hashable = _Form("Hashable")
ItemsView = _Form("ItemsView")
Iterable = _Form("Iterable")
Iterator = _Form("Iterator")
KeysView = _Form("KeysView")
Mapping = _Form("Mapping")
MutableMapping = _Form("MutableMapping")
MutableSequence = _Form("MutableSequence")
MutableSet = _Form("MutableSet")
Reversible = _Form("Reversible")
Sequence = _Form("Sequence")
Sized = _Form("Sized")
SupportsAbs = _Form("SupportsAbs")
SupportsFloat = _Form("SupportsFloat")
SupportsIndex = _Form("SupportsIndex")
SupportsInt = _Form("SupportsInt")
SupportsRound = _Form("SupportsRound")
ValuesView = _Form("ValuesView")
IO = _Form("IO")
TextIO = _Form("TextIO")
BinaryIO = _Form("BinaryIO")

Dict = _Form("Dict", dict)
FrozenSet = _Form("FrozenSet", frozenset)
List = _Form("List", list)
Set = _Form("Set", set)
Tuple = _Form("Tuple", tuple)
Type = _Form("Type", type)
Text = str

TYPE_CHECKING = False


def _collection(name):
    import collections
    return _Form(name if name[0] != "d" else name.capitalize(), getattr(collections, name))


ChainMap = _collection("ChainMap")
Counter = _collection("Counter")
DefaultDict = _collection("defaultdict")
DefaultDict._name = "DefaultDict"
Deque = _collection("deque")
OrderedDict = _collection("OrderedDict")


class TypeVar:
    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False):
        self.__name__ = name
        self.__bound__ = bound
        self.__constraints__ = constraints
        self._sign = "+" if covariant else "-" if contravariant else "~"

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __repr__(self):
        return self._sign + self.__name__


class ParamSpec(TypeVar):
    args = kwargs = Any


AnyStr = TypeVar("AnyStr", bytes, str)


class Generic:
    def __class_getitem__(cls, parameters):
        return cls


class Protocol:
    def __class_getitem__(cls, parameters):
        return cls

    def __new__(cls, *args, **kwargs):
        if cls.__base__ is Protocol or cls is Protocol:
            raise TypeError("Protocols cannot be instantiated")
        return object.__new__(cls)

    @classmethod
    def __subclasshook__(cls, other):
        if cls.__base__ is not Protocol:
            return False
        if not cls.__dict__.get("_is_runtime_protocol", False):
            raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
        for name, value in cls.__dict__.items():
            if callable(value) and not hasattr(other, name):
                return False
        return True


def runtime_checkable(cls):
    cls._is_runtime_protocol = True
    return cls


class NamedTuple(tuple):
    def __new__(cls, *args, **kwargs):
        if cls is NamedTuple:
            typename, fields = args
            return _namedtuple(typename, [name for name, kind in fields])
        return tuple.__new__(cls, cls._bind(args, kwargs))

    def __init_subclass__(cls):
        if cls.__base__ is not NamedTuple:
            return
        names = list(cls.__dict__.get("__annotations__", {}))
        defaults = [cls.__dict__[name] for name in names if name in cls.__dict__]
        for name in names[:len(names) - len(defaults)]:
            if name in cls.__dict__:
                last = [each for each in names if each not in cls.__dict__][-1]
                raise TypeError(f"Non-default namedtuple field {last} cannot follow default field {name}")
        made = _namedtuple(cls.__name__, names, defaults=defaults)
        cls._bind = made._bind
        cls._fields = made._fields
        cls._field_defaults = made._field_defaults
        for name in names:
            setattr(cls, name, made.__dict__[name])

    @classmethod
    def _make(cls, iterable):
        values = tuple(iterable)
        if len(values) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(values)}")
        return tuple.__new__(cls, values)

    def _replace(self, /, **kwds):
        values = [kwds.pop(name, value) for name, value in zip(self._fields, self)]
        if kwds:
            raise ValueError(f"Got unexpected field names: {list(kwds)!r}")
        return self._make(values)

    def _asdict(self):
        return dict(zip(self._fields, self))

    def __repr__(self):
        parts = [f"{name}={value!r}" for name, value in zip(self._fields, self)]
        return type(self).__name__ + "(" + ", ".join(parts) + ")"


class TypedDict(dict):
    def __new__(cls, *args, **kwargs):
        return dict(*args, **kwargs)


class NewType:
    def __init__(self, name, tp):
        self.__name__ = name
        self.__qualname__ = name
        self.__supertype__ = tp

    def __call__(self, x):
        return x

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __repr__(self):
        return "__main__." + self.__name__


def cast(typ, val):
    return val


def overload(func):
    def overload_dummy(*args, **kwds):
        raise NotImplementedError("You should not call an overloaded function. A series of @overload-decorated "
                                  "functions outside a stub module should always be followed by an implementation "
                                  "that is not @overload-ed.")
    return overload_dummy


def final(f):
    return f


def no_type_check(arg):
    return arg


def assert_type(val, typ, /):
    return val


def assert_never(arg, /):
    raise AssertionError(f"Expected code to be unreachable, but got: {arg!r}")


def get_origin(tp):
    return getattr(tp, "__origin__", None)


def get_args(tp):
    return getattr(tp, "__args__", ())

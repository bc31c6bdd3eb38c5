# Types that have no name of their own, list[int] and int | None.


class GenericAlias:
    def __init__(self, origin, args):
        self.__origin__ = origin
        self.__args__ = args if type(args) is tuple else (args,)

    def __call__(self, *args, **kwargs):
        return self.__origin__(*args, **kwargs)

    def __getitem__(self, parameters):
        return GenericAlias(self.__origin__, parameters)

    def __or__(self, other):
        return UnionType._of(self, other)

    def __ror__(self, other):
        return UnionType._of(other, self)

    def __eq__(self, other):
        return (isinstance(other, GenericAlias) and self.__origin__ is other.__origin__
                and self.__args__ == other.__args__)

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __subclasscheck__(self, cls):
        raise TypeError("isinstance() argument 2 cannot be a parameterized generic")

    def __repr__(self):
        shown = ", ".join([_type_text(each) for each in self.__args__])
        return _type_text(self.__origin__) + "[" + (shown or "()") + "]"


class UnionType:
    def __init__(self, args):
        self.__args__ = args

    @staticmethod
    def _of(*parts):
        flat = []
        for part in parts:
            if part is not None and not isinstance(part, (type, GenericAlias, UnionType)):
                return NotImplemented
            for each in part.__args__ if isinstance(part, UnionType) else (part,):
                each = NoneType if each is None else each
                if each not in flat:
                    flat.append(each)
        return flat[0] if len(flat) == 1 else UnionType(tuple(flat))

    def __or__(self, other):
        return UnionType._of(self, other)

    def __ror__(self, other):
        return UnionType._of(other, self)

    def __eq__(self, other):
        return isinstance(other, UnionType) and set(self.__args__) == set(other.__args__)

    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __subclasscheck__(self, cls):
        return issubclass(cls, self.__args__)

    def __repr__(self):
        return " | ".join([_type_text(each) for each in self.__args__])


def _type_text(kind):
    if kind is ...:
        return "..."
    if kind is NoneType or kind is None:
        return "None"
    if isinstance(kind, list):
        return "[" + ", ".join([_type_text(each) for each in kind]) + "]"
    if not isinstance(kind, type):
        return repr(kind)
    return kind.__qualname__ if kind.__module__ == "builtins" else kind.__module__ + "." + kind.__qualname__


class SimpleNamespace:
    def __init__(self, /, **kwargs):
        self.__dict__.update(kwargs)

    def __eq__(self, other):
        if not isinstance(other, SimpleNamespace):
            return NotImplemented
        return self.__dict__ == other.__dict__

    __hash__ = None

    def __repr__(self):
        shown = ", ".join([f"{name}={value!r}" for name, value in self.__dict__.items()])
        return ("namespace" if type(self) is SimpleNamespace else type(self).__name__) + "(" + shown + ")"


def _function():
    yield


class _Class:
    def method(self):
        pass


NoneType = type(None)
EllipsisType = type(...)
NotImplementedType = type(NotImplemented)
FunctionType = type(_function)
LambdaType = FunctionType
GeneratorType = type(_function())
MethodType = type(_Class().method)
BuiltinFunctionType = type(len)
BuiltinMethodType = type([].append)

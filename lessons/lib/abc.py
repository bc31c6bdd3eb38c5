# Abstract classes: a class that derives from ABC makes no objects while one of its methods is abstract.


def abstractmethod(function):
    function.__isabstractmethod__ = True
    return function


def _is_abstract(thing):
    if isinstance(thing, property):
        return _is_abstract(thing.fget)
    if isinstance(thing, (staticmethod, classmethod)):
        return _is_abstract(thing.__func__)
    return getattr(thing, "__isabstractmethod__", False) is True


def _abstract_names(cls):
    # The classes of the library name theirs in _abstract.
    seen = set()
    names = []
    for each in cls.__mro__:
        own = each.__dict__.get("_abstract", ())
        for name, thing in each.__dict__.items():
            if name not in seen and (name in own or _is_abstract(thing)):
                names.append(name)
            seen.add(name)
    return sorted(names)


def _check_concrete(cls):
    names = _abstract_names(cls)
    if names:
        plural = "" if len(names) == 1 else "s"
        raise TypeError(f"Can't instantiate abstract class {cls.__name__} with abstract method{plural} "
                        + ", ".join(names))


class ABC:
    def __new__(cls, *args, **kwargs):
        _check_concrete(cls)
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError(f"{cls.__name__}() takes no arguments")
        return object.__new__(cls)

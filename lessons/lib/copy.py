"""copy: shallow and deep copies of builtin containers and of instances."""
import _builtins as _b


class Error(Exception):
    pass


error = Error

_ATOMS = (int, float, str, bool, bytes, range, type, type(None), type(len), type(lambda: None), type(...),
          type(NotImplemented), slice, frozenset)


def _new_like(x):
    cls = type(x)
    if isinstance(x, (list, dict, set)):
        made = cls.__new__(cls)
    elif isinstance(x, (tuple, str, int, float)):
        return cls.__new__(cls, _b.payload(x))
    else:
        made = object.__new__(cls)
    return made


def copy(x):
    cls = type(x)
    if cls in (list, dict, set):
        return x.copy()
    if cls is tuple or cls in _ATOMS:
        return x
    if hasattr(cls, "__copy__"):
        return x.__copy__()
    if isinstance(x, type) or isinstance(x, BaseException) or callable(x) and not hasattr(x, "__dict__"):
        return x
    made = _new_like(x)
    _fill(made, x)
    if hasattr(x, "__dict__"):
        made.__dict__.update(x.__dict__)
    return made


def _fill(made, x):
    inner = _b.payload(x)
    if isinstance(inner, list) and inner is not x:
        list.extend(made, inner)
    elif isinstance(inner, (dict, set)) and inner is not x:
        _b.payload(made).update(inner)


def deepcopy(x, memo=None):
    return _deep(x, {} if memo is None else memo, [])


def _deep_items(items, memo, kept):
    return [_deep(item, memo, kept) for item in items]


def _deep(x, memo, kept):
    cls = type(x)
    if cls in _ATOMS:
        return x
    known = memo.get(id(x))
    if known is not None:
        return known
    kept.append(x)
    if cls is list:
        made = []
        memo[id(x)] = made
        for item in x:
            made.append(_deep(item, memo, kept))
        return made
    if cls is dict:
        made = {}
        memo[id(x)] = made
        for key in x:
            made[_deep(key, memo, kept)] = _deep(x[key], memo, kept)
        return made
    if cls is tuple:
        items = _deep_items(x, memo, kept)
        known = memo.get(id(x))
        if known is not None:
            return known
        made = x
        for index in range(len(items)):
            if items[index] is not x[index]:
                made = tuple(items)
                break
        memo[id(x)] = made
        return made
    if cls is set:
        made = set(_deep_items(x, memo, kept))
        memo[id(x)] = made
        return made
    if hasattr(cls, "__deepcopy__"):
        made = x.__deepcopy__(memo)
        memo[id(x)] = made
        return made
    return _deep_instance(x, memo, kept)


def _deep_instance(x, memo, kept):
    if isinstance(x, type) or callable(x) and not hasattr(x, "__dict__"):
        return x
    made = _new_like(x)
    memo[id(x)] = made
    inner = _b.payload(x)
    if isinstance(inner, list) and inner is not x:
        list.extend(made, _deep_items(inner, memo, kept))
    elif isinstance(inner, dict) and inner is not x:
        for key in inner:
            dict.__setitem__(made, _deep(key, memo, kept), _deep(inner[key], memo, kept))
    elif isinstance(inner, set) and inner is not x:
        _b.payload(made).update(_deep_items(inner, memo, kept))
    if hasattr(x, "__dict__"):
        for name in x.__dict__:
            made.__dict__[name] = _deep(x.__dict__[name], memo, kept)
    return made

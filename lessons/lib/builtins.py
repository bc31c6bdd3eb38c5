"""The slow paths of the builtins: what natives leave to the lesson language.

A native that meets a user's special method, a generator or an iterator of a class hands over to the function named in
its definition, with the same arguments; one that was left out is `_unset`. The machine itself calls _unpack, _equal
and the like for instructions. Functions without a leading underscore would become builtin names: there are none.
"""
import _builtins as _b

_unset = object()


def _given(value, otherwise):
    return otherwise if value is _unset else value


# ---- lazy iterators: zip, enumerate, map, filter, reversed ----


def _lazy_next(self):
    return next(_b.lazy_generator(self))


def _enumerate(iterator, count):
    for item in iterator:
        yield count, item
        count += 1


def _enumerate_new(cls, iterable, start):
    return _b.lazy_over(cls, _enumerate(iter(iterable), _given(start, 0)))


def _zip_lengths(iterators, index):
    if index > 0:
        others = "argument 1" if index == 1 else f"arguments 1-{index}"
        raise ValueError(f"zip() argument {index + 1} is shorter than {others}")
    for position in range(1, len(iterators)):
        if next(iterators[position], _unset) is not _unset:
            others = "argument 1" if position == 1 else f"arguments 1-{position}"
            raise ValueError(f"zip() argument {position + 1} is longer than {others}")


def _zip(iterators, strict):
    while iterators:
        row = []
        for iterator in iterators:
            item = next(iterator, _unset)
            if item is _unset:
                if strict:
                    _zip_lengths(iterators, len(row))
                return
            row.append(item)
        yield tuple(row)


def _zip_new(cls, iterables, strict):
    return _b.lazy_over(cls, _zip([iter(x) for x in iterables], bool(_given(strict, False))))


def _map(function, iterator):
    for item in iterator:
        yield function(item)


def _map_many(function, iterators):
    for items in _zip(iterators, False):
        yield function(*items)


def _map_new(cls, arguments):
    if len(arguments) < 2:
        raise TypeError("map() must have at least two arguments.")
    if len(arguments) == 2:
        return _b.lazy_over(cls, _map(arguments[0], iter(arguments[1])))
    return _b.lazy_over(cls, _map_many(arguments[0], [iter(x) for x in arguments[1:]]))


def _filter(function, iterator):
    if function is None:
        for item in iterator:
            if item:
                yield item
    else:
        for item in iterator:
            if function(item):
                yield item


def _filter_new(cls, function, iterable):
    return _b.lazy_over(cls, _filter(function, iter(iterable)))


def _throw_into(iterator, error):
    """An exception is thrown into a generator that delegates to this iterator."""
    if isinstance(error, GeneratorExit):
        close = getattr(iterator, "close", None)
        if close is not None:
            close()
        raise error
    throw = getattr(iterator, "throw", None)
    if throw is None:
        raise error
    return throw(error)


def _reversed_items(sequence):
    for index in range(len(sequence) - 1, -1, -1):
        yield sequence[index]


def _reversed(sequence):
    if hasattr(type(sequence), "__reversed__"):
        return sequence.__reversed__()
    if isinstance(sequence, (list, tuple, str, dict)):
        return reversed(_b.payload(sequence))
    if not hasattr(type(sequence), "__getitem__") or not hasattr(type(sequence), "__len__"):
        raise TypeError(f"'{type(sequence).__name__}' object is not reversible")
    return _reversed_items(sequence)


def _iterator_next(self):
    for item in self:
        return item
    raise StopIteration


def _next(iterator, default):
    for item in iterator:
        return item
    if default is _unset:
        raise StopIteration
    return default


def _until(function, sentinel):
    while True:
        try:
            value = function()
        except StopIteration:
            return
        if _same(value, sentinel):
            return
        yield value


def _iter(function, sentinel):
    if not callable(function):
        raise TypeError("iter(v, w): v must be callable")
    return _until(function, sentinel)


# ---- whole iterables ----


def _list(iterable):
    return [item for item in iterable]


def _unpack(iterable, count):
    items = []
    for item in iterable:
        items.append(item)
        if len(items) > count:
            break
    return items


def _extend(items, iterable):
    for item in iterable:
        items.append(item)


def _list_new(cls, iterable):
    return list.__new__(cls, [item for item in iterable])


def _list_init(self, iterable):
    list.__init__(self, [item for item in iterable])


def _list_extend(self, iterable):
    for item in iterable:
        list.append(self, item)


def _tuple_new(cls, iterable):
    return tuple.__new__(cls, [item for item in iterable])


def _bytes_new(cls, source, encoding, errors):
    if hasattr(type(source), "__bytes__"):
        return source.__bytes__()
    return bytes([item for item in source])


def _str_join(self, iterable):
    return str.join(self, [item for item in iterable])


def _bytes_join(self, iterable):
    return self.join([item for item in iterable])


def _any(iterable):
    for item in iterable:
        if item:
            return True
    return False


def _all(iterable):
    for item in iterable:
        if not item:
            return False
    return True


def _sum(iterable, start):
    total = _given(start, 0)
    if isinstance(total, str):
        raise TypeError("sum() can't sum strings [use ''.join(seq) instead]")
    for item in iterable:
        total = total + item
    return total


def _extreme(name, values, key, default):
    iterable = values[0] if len(values) == 1 else values
    best = _unset
    best_key = None
    keyed = key is not _unset and key is not None
    for item in iterable:
        item_key = key(item) if keyed else item
        if best is _unset or (item_key < best_key if name == "min" else item_key > best_key):
            best = item
            best_key = item_key
    if best is _unset:
        if default is _unset:
            raise ValueError(f"{name}() arg is an empty sequence")
        return default
    return best


def _min(values, key, default):
    return _extreme("min", values, key, default)


def _max(values, key, default):
    return _extreme("max", values, key, default)


# ---- sorting ----


def _sort_slow(items, keys, reverse):
    """A stable merge sort that uses nothing but <, on (key, item) pairs."""
    pairs = [(keys[index], items[index]) for index in range(len(items))]
    if reverse:
        pairs.reverse()
    width = 1
    while width < len(pairs):
        merged = []
        for start in range(0, len(pairs), 2 * width):
            left = start
            middle = min(start + width, len(pairs))
            right = middle
            end = min(start + 2 * width, len(pairs))
            while left < middle and right < end:
                if pairs[right][0] < pairs[left][0]:
                    merged.append(pairs[right])
                    right += 1
                else:
                    merged.append(pairs[left])
                    left += 1
            merged.extend(pairs[left:middle])
            merged.extend(pairs[right:end])
        pairs = merged
        width *= 2
    if reverse:
        pairs.reverse()
    for index in range(len(pairs)):
        items[index] = pairs[index][1]


def _sort(items, key, reverse):
    keys = items
    if key is not _unset and key is not None:
        keys = [key(item) for item in items]
    _b.sort_by_keys(items, keys, bool(_given(reverse, False)))


def _sorted(iterables, key, reverse):
    items = [item for item in iterables[0]]
    _sort(items, key, reverse)
    return items


def _list_sort(self, key, reverse):
    # While it is sorted the list looks empty, so that whoever is asked cannot spoil it.
    items = _b.payload(self)
    order = items[:]
    items.clear()
    try:
        _sort(order, key, reverse)
    finally:
        spoilt = len(items) > 0
        items[:] = order
    if spoilt:
        raise ValueError("list modified during sort")


# ---- comparing ----


def _same(a, b):
    return a is b or a == b


def _equal_items(a, b):
    if len(a) != len(b):
        return False
    for index in range(len(a)):
        if not _same(a[index], b[index]):
            return False
    return True


def _equal_dicts(a, b):
    if len(a) != len(b):
        return False
    for key in a:
        entry = _dict_find(b, key)
        if entry < 0 or not _same(_get_item_dict(a, key), _b.dict_value(b, entry)):
            return False
    return True


def _equal_sets(a, b):
    if len(a) != len(b):
        return False
    for key in a:
        if _set_find(b, key) < 0:
            return False
    return True


# ---- classes that judge by themselves, unions of types, list[int] ----


def _is_one_of(cls, of):
    """Is cls a subclass of `of`, or of one of those in it? None: `of` is nothing of the kind."""
    if type(of) is tuple:
        for each in of:
            fits = _is_one_of(cls, each)
            if fits is None or fits:
                return fits
        return False
    if isinstance(of, type):
        if _b.is_subclass(cls, of):
            return True
        hook = getattr(of, "__subclasshook__", None)
        return hook is not None and hook(cls) is True
    judge = getattr(type(of), "__subclasscheck__", None)
    return None if judge is None else bool(judge(of, cls))


def _isinstance(obj, of):
    fits = _is_one_of(type(obj), of)
    if fits is None:
        raise TypeError("isinstance() arg 2 must be a type, a tuple of types, or a union")
    return fits


def _issubclass(cls, of):
    fits = _is_one_of(cls, of)
    if fits is None:
        raise TypeError("issubclass() arg 2 must be a class, a tuple of classes, or a union")
    return fits


def _union(a, b):
    from types import UnionType
    return UnionType._of(a, b)


def _class_item(cls, parameters):
    if cls not in (list, dict, tuple, set, frozenset, type):
        raise TypeError(f"type '{cls.__name__}' is not subscriptable")
    from types import GenericAlias
    return GenericAlias(cls, parameters)


# ---- comparing ----


def _equal(a, b):
    a = _b.payload(a)
    b = _b.payload(b)
    if isinstance(a, list) and isinstance(b, list) or isinstance(a, tuple) and isinstance(b, tuple):
        return _equal_items(a, b)
    if isinstance(a, dict) and isinstance(b, dict):
        return _equal_dicts(a, b)
    if isinstance(a, (set, frozenset)) and isinstance(b, (set, frozenset)):
        return _equal_sets(a, b)
    return a == b


def _compare_sets(operator, a, b):
    if operator == "<=":
        return _set_issubset(a, b)
    if operator == ">=":
        return _set_issubset(b, a)
    if operator == "<":
        return len(a) < len(b) and _set_issubset(a, b)
    return len(a) > len(b) and _set_issubset(b, a)


def _ordered(operator, a, b):
    if operator == "<":
        return a < b
    if operator == "<=":
        return a <= b
    if operator == ">":
        return a > b
    return a >= b


def _compare(operator, a, b):
    a = _b.payload(a)
    b = _b.payload(b)
    if operator == "==":
        return _equal(a, b)
    if operator == "!=":
        return not _equal(a, b)
    if isinstance(a, (set, frozenset)):
        return _compare_sets(operator, a, b)
    for index in range(min(len(a), len(b))):
        if not _same(a[index], b[index]):
            return _ordered(operator, a[index], b[index])
    return _ordered(operator, len(a), len(b))


def _contains(container, item):
    container = _b.payload(container)
    if isinstance(container, dict):
        return _dict_find(container, item) >= 0
    if isinstance(container, (set, frozenset)):
        return _set_find(container, item) >= 0
    for candidate in container:
        if _same(candidate, item):
            return True
    return False


def _index_of(items, value, start, stop):
    for index in range(start, stop):
        if _same(items[index], value):
            return index
    return -1


def _bounds(items, start, stop):
    return slice(_given(start, 0), _given(stop, len(items))).indices(len(items))


def _list_index(self, value, start, stop):
    items = _b.payload(self)
    bounds = _bounds(items, start, stop)
    index = _index_of(items, value, bounds[0], bounds[1])
    if index < 0:
        raise ValueError(f"{value!r} is not in list")
    return index


def _tuple_index(self, value, start, stop):
    items = _b.payload(self)
    bounds = _bounds(items, start, stop)
    index = _index_of(items, value, bounds[0], bounds[1])
    if index < 0:
        raise ValueError("tuple.index(x): x not in tuple")
    return index


def _list_remove(self, value):
    items = _b.payload(self)
    index = _index_of(items, value, 0, len(items))
    if index < 0:
        raise ValueError("list.remove(x): x not in list")
    del items[index]


def _list_count(self, value):
    count = 0
    for item in _b.payload(self):
        if _same(item, value):
            count += 1
    return count


def _tuple_count(self, value):
    return _list_count(self, value)


# ---- hashing, dicts and sets with users' keys ----


def _hash(value):
    if type(value) is tuple:
        return _b.tuple_hash([hash(item) for item in value])
    method = type(value).__hash__
    if method is None:
        raise TypeError(f"unhashable type: '{type(value).__name__}'")
    result = method(value)
    if not isinstance(result, int):
        raise TypeError("__hash__ method should return an integer")
    return hash(result)


def _dict_find(d, key):
    """Number of the key's entry, -1 when it is not there."""
    code = hash(key)
    found = _b.dict_candidate(d, code, 0)
    while found is not None:
        if _same(found[1], key):
            return found[0]
        found = _b.dict_candidate(d, code, found[2])
    return -1


def _plain_key(key):
    """An index or slice in which users' __index__ have been asked."""
    if isinstance(key, slice):
        bounds = [x if x is None or isinstance(x, int) else _index(x) for x in (key.start, key.stop, key.step)]
        return slice(*bounds)
    return _index(key)


def _get_item_dict(d, key):
    d = _b.payload(d)
    if not isinstance(d, dict):
        return d[_plain_key(key)]
    entry = _dict_find(d, key)
    if entry < 0:
        raise KeyError(key)
    return _b.dict_value(d, entry)


def _set_item_dict(d, key, value):
    d = _b.payload(d)
    if not isinstance(d, dict):
        if isinstance(key, slice):
            value = [item for item in value]
            d[key if _bounds_are_plain(key) else _plain_key(key)] = value
        else:
            d[_index(key)] = value
        return
    entry = _dict_find(d, key)
    if entry < 0:
        _b.dict_add(d, key, hash(key), value)
    else:
        _b.dict_store(d, entry, value)


def _bounds_are_plain(key):
    for bound in (key.start, key.stop, key.step):
        if bound is not None and not isinstance(bound, int):
            return False
    return True


def _delete_item_dict(d, key):
    d = _b.payload(d)
    if not isinstance(d, dict):
        del d[_plain_key(key)]
        return
    entry = _dict_find(d, key)
    if entry < 0:
        raise KeyError(key)
    _b.dict_remove(d, entry)


def _getitem(self, key):
    return _get_item_dict(self, key)


def _setitem(self, key, value):
    _set_item_dict(self, key, value)


def _delitem(self, key):
    _delete_item_dict(self, key)


def _dict_get(self, key, default):
    d = _b.payload(self)
    entry = _dict_find(d, key)
    return _given(default, None) if entry < 0 else _b.dict_value(d, entry)


def _dict_setdefault(self, key, default):
    d = _b.payload(self)
    entry = _dict_find(d, key)
    if entry >= 0:
        return _b.dict_value(d, entry)
    default = _given(default, None)
    _b.dict_add(d, key, hash(key), default)
    return default


def _dict_pop(self, key, default):
    d = _b.payload(self)
    entry = _dict_find(d, key)
    if entry < 0:
        if default is _unset:
            raise KeyError(key)
        return default
    value = _b.dict_value(d, entry)
    _b.dict_remove(d, entry)
    return value


def _dict_fill(d, source, words):
    if source is not _unset:
        if hasattr(source, "keys"):
            for key in source.keys():
                d[key] = source[key]
        else:
            index = 0
            for pair in source:
                if not hasattr(type(pair), "__iter__"):
                    raise TypeError(f"cannot convert dictionary update sequence element #{index} to a sequence")
                pair = list(pair)
                if len(pair) != 2:
                    raise ValueError(f"dictionary update sequence element #{index} has length {len(pair)};"
                                     " 2 is required")
                d[pair[0]] = pair[1]
                index += 1
    if words is not _unset:
        for key in words:
            d[key] = words[key]


def _dict_new(cls, iterable, words):
    made = {}
    _dict_fill(made, iterable, words)
    return made


def _dict_update_words(self, iterable, words):
    _dict_fill(_b.payload(self), iterable, words)


def _dict_update(d, mapping):
    if not hasattr(mapping, "keys"):
        raise TypeError(f"'{type(mapping).__name__}' object is not a mapping")
    for key in mapping.keys():
        d[key] = mapping[key]


def _dict_merge(d, mapping, function):
    if not hasattr(mapping, "keys"):
        raise TypeError(f"{function}() argument after ** must be a mapping, not {type(mapping).__name__}")
    for key in mapping.keys():
        if not isinstance(key, str):
            raise TypeError("keywords must be strings")
        if key in d:
            raise TypeError(f"{function}() got multiple values for keyword argument '{key}'")
        d[key] = mapping[key]


def _dict_fromkeys(cls, iterable, value):
    made = cls()
    value = _given(value, None)
    for key in iterable:
        made[key] = value
    return made


def _set_find(s, key):
    code = hash(key)
    found = _b.set_candidate(s, code, 0)
    while found is not None:
        if _same(found[1], key):
            return found[0]
        found = _b.set_candidate(s, code, found[2])
    return -1


def _announce_class(cls):
    for name, value in list(cls.__dict__.items()):
        if hasattr(type(value), "__set_name__"):
            value.__set_name__(cls, name)
    super(cls, cls).__init_subclass__()


def _build_dict(items):
    d = {}
    for index in range(0, len(items), 2):
        d[items[index]] = items[index + 1]
    return d


def _build_set(items):
    made = set()
    for item in items:
        made.add(item)
    return made


def _set_add(self, key):
    s = _b.payload(self)
    if _set_find(s, key) < 0:
        _b.set_add_new(s, key, hash(key))


def _set_update(s, iterable):
    for key in iterable:
        s.add(key)


def _set_update_all(self, others):
    s = _b.payload(self)
    for other in others:
        for key in other:
            s.add(key)


def _set_new(cls, iterable):
    made = set()
    for key in iterable:
        made.add(key)
    return set.__new__(cls, made)


def _frozenset_new(cls, iterable):
    made = set()
    for key in iterable:
        made.add(key)
    return frozenset.__new__(cls, _b.frozen(made))


def _set_init(self, iterable):
    _set_update(_b.payload(self), iterable)


def _set_discard(self, key):
    s = _b.payload(self)
    slot = _set_find(s, key)
    if slot >= 0:
        _b.set_remove_slot(s, slot)


def _set_remove(self, key):
    s = _b.payload(self)
    slot = _set_find(s, key)
    if slot < 0:
        raise KeyError(key)
    _b.set_remove_slot(s, slot)


def _as_set(iterable):
    iterable = _b.payload(iterable)
    if isinstance(iterable, (set, frozenset)):
        return iterable
    made = set()
    for key in iterable:
        made.add(key)
    return made


def _like(self, made):
    return _b.frozen(made) if isinstance(self, frozenset) else made


def _kept(s, other, wanted):
    made = set()
    for key in s:
        if (_set_find(other, key) >= 0) == wanted:
            made.add(key)
    return made


def _replace_set(self, made):
    s = _b.payload(self)
    s.clear()
    for key in made:
        s.add(key)


def _set_union(self, others):
    made = set()
    for key in _b.payload(self):
        made.add(key)
    for other in others:
        for key in other:
            made.add(key)
    return _like(self, made)


def _set_intersection(self, others):
    made = _b.payload(self)
    for other in others:
        made = _kept(made, _as_set(other), True)
    return _like(self, made)


def _set_difference(self, others):
    made = _b.payload(self)
    for other in others:
        made = _kept(made, _as_set(other), False)
    return _like(self, made)


def _set_symmetric_difference(self, other):
    s = _b.payload(self)
    other = _as_set(other)
    made = _kept(s, other, False)
    for key in _kept(other, s, False):
        made.add(key)
    return _like(self, made)


def _set_intersection_update(self, others):
    _replace_set(self, list(_set_intersection(self, others)))


def _set_difference_update(self, others):
    _replace_set(self, list(_set_difference(self, others)))


def _set_symmetric_update(self, other):
    _replace_set(self, list(_set_symmetric_difference(self, other)))


def _set_issubset(self, other):
    other = _as_set(other)
    for key in _b.payload(self):
        if _set_find(other, key) < 0:
            return False
    return True


def _set_issuperset(self, other):
    s = _b.payload(self)
    for key in other:
        if _set_find(s, key) < 0:
            return False
    return True


def _set_isdisjoint(self, other):
    s = _b.payload(self)
    for key in other:
        if _set_find(s, key) >= 0:
            return False
    return True


def _binary(operator, a, b):
    """Operators on sets and dicts that hold users' keys."""
    a = _b.payload(a)
    b = _b.payload(b)
    if operator == "|" and isinstance(a, dict):
        made = a.copy()
        for key in b:
            made[key] = b[key]
        return made
    if operator == "|":
        return _set_union(a, [b])
    if operator == "&":
        return _set_intersection(a, [b])
    if operator == "-":
        return _set_difference(a, [b])
    return _set_symmetric_difference(a, b)


# ---- text ----


def _repr_items(items, seen):
    return ", ".join([_repr_of(item, seen) for item in items])


def _repr_container(obj, kind, seen):
    if kind is list:
        return "[" + _repr_items(obj, seen) + "]"
    if kind is tuple:
        return "(" + _repr_items(obj, seen) + (",)" if len(obj) == 1 else ")")
    if kind is dict:
        parts = []
        for key, value in obj.items():
            parts.append(_repr_of(key, seen) + ": " + _repr_of(value, seen))
        return "{" + ", ".join(parts) + "}"
    text = "{" + _repr_items(obj, seen) + "}"
    return "frozenset(" + text + ")" if kind is frozenset else text


def _repr_view(obj, name, seen):
    return name + "([" + _repr_items(obj, seen) + "])"


def _repr_user(obj):
    text = type(obj).__repr__(obj)
    if not isinstance(text, str):
        raise TypeError(f"__repr__ returned non-string (type {type(text).__name__})")
    return text


def _repr_of(obj, seen):
    kind = type(obj)
    again = {list: "[...]", tuple: "(...)", dict: "{...}", set: "set(...)", frozenset: "frozenset(...)"}.get(kind)
    if again is None:
        name = kind.__name__
        if name in ("dict_keys", "dict_values", "dict_items"):
            return _repr_view(obj, name, seen)
        if name == "method" and hasattr(obj, "__self__"):
            return "<bound method " + obj.__func__.__qualname__ + " of " + repr(obj.__self__) + ">"
        if isinstance(obj, BaseException) and not _b.user_method(obj, "__repr__"):
            return kind.__name__ + "(" + _repr_items(obj.args, seen) + ")"
        if _b.user_method(obj, "__repr__"):
            return _repr_user(obj)
        inner = _b.payload(obj)
        if inner is not obj:
            text = _repr_of(inner, seen)
            return f"{name}({text})" if isinstance(inner, (set, frozenset)) else text
        if kind.__module__ in ("multiprocessing.synchronize", "multiprocessing.sharedctypes", "ctypes"):
            return kind.__repr__(obj)
        return repr(obj)
    for other in seen:
        if other is obj:
            return again
    if not obj:
        return repr(obj)
    seen.append(obj)
    text = _repr_container(obj, kind, seen)
    seen.pop()
    return text


def _repr(obj):
    return _repr_of(obj, [])


def _repr_payload(self):
    return _repr_of(_b.payload(self), [])


def _ascii(obj):
    return _b.escape(_repr(obj))


def _str(obj):
    if _b.user_method(obj, "__str__"):
        text = type(obj).__str__(obj)
        if not isinstance(text, str):
            raise TypeError(f"__str__ returned non-string (type {type(text).__name__})")
        return text
    if isinstance(obj, BaseException):
        if len(obj.args) == 1:
            return repr(obj.args[0]) if isinstance(obj, KeyError) else str(obj.args[0])
        return repr(obj.args) if obj.args else ""
    return _repr(obj)


def _exception_texts(exception, texts):
    # What str() gives for each exception of a chain, for the text of its traceback.
    while exception is not None:
        try:
            text = str(exception)
        except Exception:
            text = "<exception str() failed>"
        texts.append((exception, text))
        if exception.__cause__ is not None:
            _exception_texts(exception.__cause__, texts)
        exception = exception.__context__
    return texts


def _format_traceback(exception, texts):
    return _b.format_traceback(exception, _exception_texts(exception, []))


def _exception_str(exception):
    if len(exception.args) == 1:
        return repr(exception.args[0]) if isinstance(exception, KeyError) else str(exception.args[0])
    return repr(exception.args) if exception.args else ""


def _str_new(cls, value, encoding, errors):
    return str.__new__(cls, _str(value))


def _format(value, conversion, spec):
    if conversion == "s":
        value = str(value)
    elif conversion == "r":
        value = repr(value)
    elif conversion == "a":
        value = ascii(value)
    return format(value, spec)


def _format_builtin(value, spec):
    spec = _given(spec, "")
    if _b.user_method(value, "__format__"):
        text = type(value).__format__(value, spec)
        if not isinstance(text, str):
            raise TypeError(f"__format__ must return a str, not {type(text).__name__}")
        return text
    if spec == "":
        return str(value)
    inner = _b.payload(value)
    if inner is not value and isinstance(inner, (str, int, float)):
        return format(inner, spec)
    raise TypeError(f"unsupported format string passed to {type(value).__name__}.__format__")


def _print(values, sep, end, file, flush):
    sep = " " if sep is _unset or sep is None else sep
    end = "\n" if end is _unset or end is None else end
    flush = bool(_given(flush, False))
    texts = [str(value) for value in values]
    if file is _unset or file is None:
        print(*texts, sep=sep, end=end, flush=flush)
        return
    if isinstance(file, _b.TextIOWrapper):
        print(*texts, sep=sep, end=end, file=file, flush=flush)
        return
    write = file.write
    for index in range(len(texts)):
        if index > 0:
            write(sep)
        write(texts[index])
    write(end)
    if flush:
        file.flush()


# ---- str.format and % with users' values ----


def _field_value(name, args, kwargs, state):
    end = 0
    while end < len(name) and name[end] not in ".[":
        end += 1
    first = name[:end]
    if first == "":
        if state[0] == "manual":
            raise ValueError("cannot switch from manual field specification to automatic field numbering")
        state[0] = "automatic"
        first = state[1]
        state[1] += 1
    elif first.isdigit():
        if state[0] == "automatic":
            raise ValueError("cannot switch from automatic field numbering to manual field specification")
        state[0] = "manual"
        first = int(first)
    if isinstance(first, int):
        if first >= len(args):
            raise IndexError(f"Replacement index {first} out of range for positional args tuple")
        value = args[first]
    else:
        value = kwargs[first]
    while end < len(name):
        start = end + 1
        end = start
        if name[start - 1] == ".":
            while end < len(name) and name[end] not in ".[":
                end += 1
            if end == start:
                raise ValueError("Empty attribute in format string")
            value = getattr(value, name[start:end])
        elif name[start - 1] == "[":
            end = name.find("]", start)
            if end < 0:
                raise ValueError("Missing ']' in format string")
            key = name[start:end]
            value = value[int(key) if key.isdigit() else key]
            end += 1
        else:
            raise ValueError("Only '.' or '[' may follow ']' in format field specifier")
    return value


def _field_end(text, at):
    depth = 1
    brackets = False
    while at < len(text):
        letter = text[at]
        if letter == "[" and depth == 1:
            brackets = True
        elif letter == "]":
            brackets = False
        elif not brackets and letter == "{":
            depth += 1
        elif not brackets and letter == "}":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    raise ValueError("expected '}' before end of string")


def _render_field(field, args, kwargs, state, depth):
    at = 0
    brackets = False
    while at < len(field) and (brackets or field[at] not in "!:"):
        if field[at] in "[]":
            brackets = field[at] == "["
        at += 1
    name = field[:at]
    conversion = ""
    if at < len(field) and field[at] == "!":
        conversion = field[at + 1:at + 2]
        at += 2
        if conversion not in ("s", "r", "a"):
            raise ValueError(f"Unknown conversion specifier {conversion}")
        if at < len(field) and field[at] != ":":
            raise ValueError("expected ':' after conversion specifier")
    spec = field[at + 1:]
    value = _field_value(name, args, kwargs, state)
    if "{" in spec:
        spec = _render(spec, args, kwargs, state, depth + 1)
    return _format_any(value, conversion, spec)


def _format_any(value, conversion, spec):
    if conversion == "s":
        value = str(value)
    elif conversion == "r":
        value = repr(value)
    elif conversion == "a":
        value = ascii(value)
    return format(value, spec)


def _render(text, args, kwargs, state, depth):
    if depth > 2:
        raise ValueError("Max string recursion exceeded")
    parts = []
    at = 0
    while at < len(text):
        letter = text[at]
        if letter != "{" and letter != "}":
            start = at
            while at < len(text) and text[at] not in "{}":
                at += 1
            parts.append(text[start:at])
            continue
        if text[at + 1:at + 2] == letter:
            parts.append(letter)
            at += 2
            continue
        if letter == "}":
            raise ValueError("Single '}' encountered in format string")
        if at + 1 == len(text):
            raise ValueError("Single '{' encountered in format string")
        end = _field_end(text, at + 1)
        parts.append(_render_field(text[at + 1:end], args, kwargs, state, depth))
        at = end + 1
    return "".join(parts)


def _str_format(self, args, kwargs):
    return _render(_b.payload(self), args, _given(kwargs, {}), ["open", 0], 1)


def _str_format_map(self, mapping):
    return _render(_b.payload(self), (), mapping, ["open", 0], 1)


def _percent(text, args):
    """One conversion after the other: users' values become str first, everything else goes back to the native."""
    text = _b.payload(text)
    many = isinstance(args, tuple)
    values = list(args) if many else [args]
    used = False
    parts = []
    at = 0
    while at < len(text):
        sign = text.find("%", at)
        if sign < 0:
            parts.append(text[at:])
            break
        parts.append(text[at:sign])
        at = sign + 1
        if text[at:at + 1] == "%":
            parts.append("%")
            at += 1
            continue
        key = _unset
        if text[at:at + 1] == "(":
            end = text.find(")", at)
            if end < 0:
                raise ValueError("incomplete format key")
            key = text[at + 1:end]
            at = end + 1
        start = at
        stars = []
        while at < len(text) and text[at] in "#0- +123456789.*hlL":
            if text[at] == "*":
                stars.append(_take(values))
            at += 1
        if at == len(text):
            raise ValueError("incomplete format")
        kind = text[at]
        at += 1
        if key is not _unset:
            value = args[key]
            used = True
        else:
            value = _take(values)
        if kind == "s":
            value = str(value)
        elif kind == "r" or kind == "a":
            value = repr(value) if kind == "r" else ascii(value)
            kind = "s"
        elif kind in "diu" and not isinstance(value, (int, float)):
            if not hasattr(type(value), "__int__"):
                raise TypeError(f"%{kind} format: a real number is required, not {type(value).__name__}")
            value = int(value)
        elif kind in "eEfFgG" and not isinstance(value, float):
            value = float(value)
        parts.append(("%" + text[start:at - 1] + kind) % (*stars, value))
    if values and not used and (many or not hasattr(type(args), "__getitem__") or isinstance(args, str)):
        raise TypeError("not all arguments converted during string formatting")
    return "".join(parts)


def _take(values):
    if not values:
        raise TypeError("not enough arguments for format string")
    return values.pop(0)


# ---- numbers ----


def _special(value, name):
    return hasattr(type(value), name)


def _len(obj):
    if not _special(obj, "__len__"):
        raise TypeError(f"object of type '{type(obj).__name__}' has no len()")
    length = type(obj).__len__(obj)
    if not isinstance(length, int):
        raise TypeError(f"'{type(length).__name__}' object cannot be interpreted as an integer")
    if length < 0:
        raise ValueError("__len__() should return >= 0")
    if length >= 2 ** 63:
        raise OverflowError("cannot fit 'int' into an index-sized integer")
    return int(length)


def _index(value):
    if not _special(value, "__index__"):
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
    result = type(value).__index__(value)
    if not isinstance(result, int):
        raise TypeError(f"__index__ returned non-int (type {type(result).__name__})")
    return result


def _chr(value):
    return chr(_index(value))


def _bin(value):
    return bin(_index(value))


def _oct(value):
    return oct(_index(value))


def _hex(value):
    return hex(_index(value))


def _range_new(cls, start, stop, step):
    arguments = [x if isinstance(x, int) else _index(x) for x in (start, stop, step) if x is not _unset]
    return range(*arguments)


def _bool_new(cls, value):
    return True if value else False


def _int_new(cls, value, base):
    if base is not _unset:
        return int.__new__(cls, value, _index(base))
    for name in ("__int__", "__index__", "__trunc__"):
        if _special(value, name):
            result = getattr(value, name)()
            if not isinstance(result, int):
                raise TypeError(f"{name} returned non-int (type {type(result).__name__})")
            return int.__new__(cls, result)
    raise TypeError("int() argument must be a string, a bytes-like object or a real number, not "
                    f"'{type(value).__name__}'")


def _float_new(cls, value):
    if _special(value, "__float__"):
        result = value.__float__()
        if not isinstance(result, float):
            raise TypeError(f"{type(value).__name__}.__float__ returned non-float (type {type(result).__name__})")
        return float.__new__(cls, result)
    return float.__new__(cls, _index(value))


def _abs(value):
    return type(value).__abs__(value)


def _round(value, digits):
    if digits is _unset:
        return type(value).__round__(value)
    return type(value).__round__(value, digits)


def _divmod(a, b):
    if _special(a, "__divmod__"):
        result = type(a).__divmod__(a, b)
        if result is not NotImplemented:
            return result
    if _special(b, "__rdivmod__"):
        result = type(b).__rdivmod__(b, a)
        if result is not NotImplemented:
            return result
    raise TypeError("unsupported operand type(s) for divmod(): "
                    f"'{type(a).__name__}' and '{type(b).__name__}'")


def _pow(base, exponent, modulus):
    if modulus is not _unset and modulus is not None:
        return type(base).__pow__(base, exponent, modulus)
    return base ** exponent


# ---- math ----


def _math_special(value, name):
    if _special(value, name):
        return getattr(value, name)()
    raise TypeError(f"must be real number, not {type(value).__name__}")


def _math_floor(value):
    return _math_special(value, "__floor__")


def _math_ceil(value):
    return _math_special(value, "__ceil__")


def _math_trunc(value):
    return _math_special(value, "__trunc__")


def _math_fsum(iterable):
    import math
    return math.fsum([item for item in iterable])


def _math_prod(iterable, start):
    total = _given(start, 1)
    for item in iterable:
        total = total * item
    return total


# ---- random: sequences in the lesson language ----


def _random_choice(self, sequence):
    if not len(sequence):
        raise IndexError("Cannot choose from an empty sequence")
    return sequence[self.randrange(len(sequence))]


def _random_shuffle(self, sequence):
    for index in range(len(sequence) - 1, 0, -1):
        other = self.randrange(index + 1)
        sequence[index], sequence[other] = sequence[other], sequence[index]


def _random_choices(self, population, weights, sums, k):
    items = [population[index] for index in range(len(population))]
    weights = None if weights is _unset or weights is None else [item for item in weights]
    sums = None if sums is _unset or sums is None else [item for item in sums]
    return self.choices(items, weights, cum_weights=sums, k=_given(k, 1))


def _random_sample(self, population, k, counts):
    if counts is _unset or counts is None:
        return self.sample([population[index] for index in range(len(population))], k)
    sums = []
    total = 0
    for count in counts:
        total += count
        sums.append(total)
    if len(sums) != len(population):
        raise ValueError("The number of counts does not match the population")
    picked = []
    for selection in self.sample(range(total), k):
        low = 0
        while sums[low] <= selection:
            low += 1
        picked.append(population[low])
    return picked


# ---- deque ----


def _deque_new(cls, iterable, maxlen):
    return cls([item for item in iterable], _given(maxlen, None))


def _deque_extend(self, iterable):
    for item in iterable:
        self.append(item)


def _deque_extendleft(self, iterable):
    for item in iterable:
        self.appendleft(item)


def _deque_iadd(self, iterable):
    for item in iterable:
        self.append(item)
    return self


def _deque_find(self, value):
    for index in range(len(self)):
        if _same(self[index], value):
            return index
    return -1


def _deque_count(self, value):
    return _list_count([item for item in self], value)


def _deque_contains(self, value):
    return _deque_find(self, value) >= 0


def _deque_index(self, value):
    index = _deque_find(self, value)
    if index < 0:
        raise ValueError(f"{value!r} is not in deque")
    return index


def _deque_remove(self, value):
    index = _deque_find(self, value)
    if index < 0:
        raise ValueError("deque.remove(x): x not in deque")
    del self[index]


def _deque_eq(self, other):
    return _equal_items([item for item in self], [item for item in other])


def _deque_repr(self):
    text = repr([item for item in self])
    if self.maxlen is not None:
        text += f", maxlen={self.maxlen}"
    return f"{type(self).__name__}({text})"

"""itertools, in the lesson language. Each is a class around a generator, so that `for` walks the generator itself."""


class _Lazy:
    def __iter__(self):
        return self._items

    def __next__(self):
        return next(self._items)

    def __repr__(self):
        return f"<itertools.{type(self).__name__} object at {hex(id(self))}>"


def _number_text(start, step):
    return f"count({start!r})" if step == 1 and isinstance(step, int) else f"count({start!r}, {step!r})"


class count(_Lazy):
    def __init__(self, start=0, step=1):
        for number in (start, step):
            if isinstance(number, str) or not hasattr(type(number), "__add__"):
                raise TypeError("a number is required")
        self._at = [start]
        self._step = step
        self._items = self._generate(self._at, step)

    @staticmethod
    def _generate(at, step):
        while True:
            value = at[0]
            at[0] = value + step
            yield value

    def __repr__(self):
        return _number_text(self._at[0], self._step)


class cycle(_Lazy):
    def __init__(self, iterable):
        self._items = self._generate(iter(iterable))

    @staticmethod
    def _generate(iterator):
        saved = []
        for item in iterator:
            yield item
            saved.append(item)
        while saved:
            for item in saved:
                yield item


class repeat(_Lazy):
    def __init__(self, object, times=None):
        self._object = object
        self._left = [None if times is None else max(times, 0)]
        self._items = self._generate(object, self._left)

    @staticmethod
    def _generate(object, left):
        if left[0] is None:
            while True:
                yield object
        while left[0] > 0:
            left[0] -= 1
            yield object

    def __len__(self):
        if self._left[0] is None:
            raise TypeError("len() of unsized object")
        return self._left[0]

    def __repr__(self):
        if self._left[0] is None:
            return f"repeat({self._object!r})"
        return f"repeat({self._object!r}, {self._left[0]})"


class chain(_Lazy):
    def __init__(self, *iterables):
        self._items = self._generate(iterables)

    @staticmethod
    def _generate(iterables):
        for iterable in iterables:
            for item in iterable:
                yield item

    @classmethod
    def from_iterable(cls, iterables):
        made = cls()
        made._items = cls._generate(iterables)
        return made


def _stop_message(name):
    return (f"{name} for islice() must be None or an integer: 0 <= x <= sys.maxsize.")


class islice(_Lazy):
    def __init__(self, iterable, *bounds):
        if not bounds:
            raise TypeError("islice expected at least 2 arguments, got 1")
        if len(bounds) > 3:
            raise TypeError(f"islice expected at most 4 arguments, got {len(bounds) + 1}")
        start, stop, step = (0, bounds[0], 1) if len(bounds) == 1 else (bounds + (None,))[:3]
        if stop is not None and (not isinstance(stop, int) or stop < 0):
            if len(bounds) == 1:
                raise ValueError("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
            raise ValueError("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
        start = 0 if start is None else start
        step = 1 if step is None else step
        if not isinstance(start, int) or start < 0:
            raise ValueError("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
        if not isinstance(step, int) or step < 1:
            raise ValueError("Step for islice() must be a positive integer or None.")
        self._items = self._generate(iter(iterable), start, stop, step)

    @staticmethod
    def _generate(iterator, start, stop, step):
        wanted = start
        at = 0
        if stop is not None and wanted >= stop:
            while at < stop and next(iterator, _END) is not _END:
                at += 1
            return
        for item in iterator:
            at += 1
            if at > wanted:
                yield item
                wanted += step
                if stop is not None and wanted >= stop:
                    while at < stop and next(iterator, _END) is not _END:
                        at += 1
                    return


_END = object()


class accumulate(_Lazy):
    def __init__(self, iterable, func=None, *, initial=None):
        self._items = self._generate(iter(iterable), func, initial)

    @staticmethod
    def _generate(iterator, func, initial):
        total = initial
        if initial is None:
            total = next(iterator, _END)
            if total is _END:
                return
        yield total
        for item in iterator:
            total = total + item if func is None else func(total, item)
            yield total


class compress(_Lazy):
    def __init__(self, data, selectors):
        self._items = self._generate(zip(data, selectors))

    @staticmethod
    def _generate(pairs):
        for item, selected in pairs:
            if selected:
                yield item


class dropwhile(_Lazy):
    def __init__(self, predicate, iterable):
        self._items = self._generate(predicate, iter(iterable))

    @staticmethod
    def _generate(predicate, iterator):
        for item in iterator:
            if not predicate(item):
                yield item
                break
        for item in iterator:
            yield item


class takewhile(_Lazy):
    def __init__(self, predicate, iterable):
        self._items = self._generate(predicate, iter(iterable))

    @staticmethod
    def _generate(predicate, iterator):
        for item in iterator:
            if not predicate(item):
                return
            yield item


class filterfalse(_Lazy):
    def __init__(self, predicate, iterable):
        self._items = self._generate(predicate, iter(iterable))

    @staticmethod
    def _generate(predicate, iterator):
        for item in iterator:
            if not (item if predicate is None else predicate(item)):
                yield item


class starmap(_Lazy):
    def __init__(self, function, iterable):
        self._items = self._generate(function, iter(iterable))

    @staticmethod
    def _generate(function, iterator):
        for arguments in iterator:
            yield function(*arguments)


class pairwise(_Lazy):
    def __init__(self, iterable):
        self._items = self._generate(iter(iterable))

    @staticmethod
    def _generate(iterator):
        before = next(iterator, _END)
        for item in iterator:
            yield before, item
            before = item


class zip_longest(_Lazy):
    def __init__(self, *iterables, fillvalue=None):
        self._items = self._generate([iter(x) for x in iterables], fillvalue)

    @staticmethod
    def _generate(iterators, fillvalue):
        open_ones = len(iterators)
        while open_ones:
            row = []
            for index in range(len(iterators)):
                item = fillvalue
                if iterators[index] is not None:
                    item = next(iterators[index], _END)
                    if item is _END:
                        iterators[index] = None
                        open_ones -= 1
                        if not open_ones:
                            return
                        item = fillvalue
                row.append(item)
            yield tuple(row)


class product(_Lazy):
    def __init__(self, *iterables, repeat=1):
        if repeat < 0:
            raise ValueError("repeat argument cannot be negative")
        self._items = self._generate([tuple(x) for x in iterables] * repeat)

    @staticmethod
    def _generate(pools):
        for pool in pools:
            if not pool:
                return
        indices = [0] * len(pools)
        row = [pool[0] for pool in pools]
        while True:
            yield tuple(row)
            at = len(pools) - 1
            while at >= 0:
                indices[at] += 1
                if indices[at] < len(pools[at]):
                    row[at] = pools[at][indices[at]]
                    break
                indices[at] = 0
                row[at] = pools[at][0]
                at -= 1
            if at < 0:
                return


class permutations(_Lazy):
    def __init__(self, iterable, r=None):
        pool = tuple(iterable)
        if r is not None and not isinstance(r, int):
            raise TypeError("Expected int as r")
        r = len(pool) if r is None else r
        if r < 0:
            raise ValueError("r must be non-negative")
        self._items = self._generate(pool, r)

    @staticmethod
    def _generate(pool, r):
        n = len(pool)
        if r > n:
            return
        indices = list(range(n))
        cycles = list(range(n, n - r, -1))
        yield tuple(pool[:r])
        while n:
            at = r - 1
            while at >= 0:
                cycles[at] -= 1
                if cycles[at] == 0:
                    indices.append(indices.pop(at))
                    cycles[at] = n - at
                else:
                    other = n - cycles[at]
                    indices[at], indices[other] = indices[other], indices[at]
                    yield tuple([pool[index] for index in indices[:r]])
                    break
                at -= 1
            if at < 0:
                return


class combinations(_Lazy):
    def __init__(self, iterable, r):
        pool = tuple(iterable)
        if r < 0:
            raise ValueError("r must be non-negative")
        self._items = self._generate(pool, r)

    @staticmethod
    def _generate(pool, r):
        n = len(pool)
        if r > n:
            return
        indices = list(range(r))
        while True:
            yield tuple([pool[index] for index in indices])
            at = r - 1
            while at >= 0 and indices[at] == at + n - r:
                at -= 1
            if at < 0:
                return
            indices[at] += 1
            for later in range(at + 1, r):
                indices[later] = indices[later - 1] + 1


class combinations_with_replacement(_Lazy):
    def __init__(self, iterable, r):
        pool = tuple(iterable)
        if r < 0:
            raise ValueError("r must be non-negative")
        self._items = self._generate(pool, r)

    @staticmethod
    def _generate(pool, r):
        n = len(pool)
        if n == 0 and r > 0:
            return
        indices = [0] * r
        while True:
            yield tuple([pool[index] for index in indices])
            at = r - 1
            while at >= 0 and indices[at] == n - 1:
                at -= 1
            if at < 0:
                return
            indices[at:] = [indices[at] + 1] * (r - at)


class groupby(_Lazy):
    def __init__(self, iterable, key=None):
        self._items = self._generate(iter(iterable), key)

    @staticmethod
    def _generate(iterator, key):
        item = next(iterator, _END)
        state = [item, None if item is _END or key is None else key(item)]
        if key is None:
            state[1] = item
        while state[0] is not _END:
            wanted = state[1]
            group = _group(iterator, key, state, wanted)
            yield wanted, group
            for skipped in group:
                pass


def _group(iterator, key, state, wanted):
    while state[0] is not _END and (state[1] is wanted or state[1] == wanted):
        item = state[0]
        following = next(iterator, _END)
        state[0] = following
        if following is not _END:
            state[1] = following if key is None else key(following)
        yield item


def _tee(iterator, queues, mine):
    while True:
        if not mine:
            item = next(iterator, _END)
            if item is _END:
                return
            for queue in queues:
                queue.append(item)
        yield mine.pop(0)


def tee(iterable, n=2):
    if n < 0:
        raise ValueError("n must be >= 0")
    iterator = iter(iterable)
    queues = [[] for index in range(n)]
    return tuple([_tee(iterator, queues, mine) for mine in queues])

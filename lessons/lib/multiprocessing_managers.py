# Managers: a server process that keeps objects, and proxies through which others call their methods.
#
# One call is one question and one answer, under the manager's lock. What can wait (a lock, an event, a queue that is
# empty) does not live in the server, where it would keep everybody waiting, but is an object of the sandbox's own,
# which a proxy names.

import _mp
import multiprocessing as _lib

from queue import Empty, Full

__all__ = ['BaseManager', 'BaseProxy', 'SyncManager']


class RemoteError(Exception):
    pass


class Namespace:
    def __init__(self, **kwds):
        for name, value in kwds.items():
            setattr(self, name, value)

    def __repr__(self):
        parts = [name + '=' + repr(value) for name, value in self.__dict__.items() if not name.startswith('_')]
        return 'Namespace(' + ', '.join(sorted(parts)) + ')'


class _Cell:
    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return 'Value(' + repr(self.value) + ')'


class array(list):
    # As much of array.array as shows itself through a manager.
    __module__ = 'array'

    def __init__(self, typecode, items=()):
        list.__init__(self, items)
        self.typecode = typecode

    def __getitem__(self, key):
        found = list.__getitem__(self, key)
        return array(self.typecode, found) if isinstance(key, slice) else found

    def __repr__(self):
        if not len(self):
            return 'array(' + repr(self.typecode) + ')'
        return 'array(' + repr(self.typecode) + ', ' + list.__repr__(self) + ')'


# ---- the server ----

def _serve(questions, answers, registry):
    objects = {}
    while True:
        question = questions.get()
        if question is None:
            return
        try:
            answer = (True, _answer(objects, registry, *question))
        except Exception as error:
            answer = (False, error)
        try:
            answers.put(answer)
        except Exception as error:
            answers.put((False, RemoteError(str(error))))


def _answer(objects, registry, number, method, args, kwds):
    if method == '#create':
        number = len(objects)
        objects[number] = registry[args[0]](*args[1], **kwds)
        return number
    thing = objects[number]
    if method == '#get':
        return getattr(thing, args[0])
    if method == '#set':
        return setattr(thing, args[0], args[1])
    if method == '#delete':
        return delattr(thing, args[0])
    if method == '#str':
        return repr(thing)
    if method == '#slice':
        return thing[slice(*args)]
    if method == '#set_slice':
        thing[slice(*args[0])] = args[1]
        return None
    if method == '#item':
        return thing[args[0]]
    if method == '#set_item':
        thing[args[0]] = args[1]
        return None
    if method == '#delete_item':
        del thing[args[0]]
        return None
    if method == '#length':
        return len(thing)
    if method == '#contains':
        return args[0] in thing
    if method == '#items':
        return list(thing)
    if method == '#plus':
        return thing + args[0]
    if method == '#times':
        return thing * args[0]
    result = getattr(thing, method)(*args, **kwds)
    return list(result) if method in ('keys', 'values', 'items') else result


# ---- proxies ----

class _Line:
    # What a proxy needs to reach the server; the same for all proxies of a manager.
    def __init__(self):
        self.lock = _mp.Lock()
        self.questions = _mp.SimpleQueue(0, Empty, Full)
        self.answers = _mp.SimpleQueue(0, Empty, Full)
        for thing in (self.lock, self.questions, self.answers):
            _mp.share(thing)

    def ask(self, number, method, args, kwds):
        with self.lock:
            self.questions.put((number, method, args, kwds))
            good, value = self.answers.get()
        if good:
            return value
        raise value


class BaseProxy:
    def __init__(self, line, typeid, number):
        self._line = line
        self._typeid = typeid
        self._number = number

    def _callmethod(self, methodname, args=(), kwds={}):
        return self._line.ask(self._number, methodname, args, kwds)

    def _getvalue(self):
        return self._callmethod('copy')

    def __str__(self):
        return self._callmethod('#str')

    def __repr__(self):
        return '<' + type(self).__name__ + ' object, typeid ' + repr(self._typeid) + ' at ' + hex(id(self)) + '>'


class _ContainerProxy(BaseProxy):
    def __len__(self):
        return self._callmethod('#length')

    def __contains__(self, item):
        return self._callmethod('#contains', (item,))

    def __iter__(self):
        return iter(self._callmethod('#items'))

    def __getitem__(self, key):
        if isinstance(key, slice):
            return self._callmethod('#slice', (key.start, key.stop, key.step))
        return self._callmethod('#item', (key,))

    def __setitem__(self, key, value):
        if isinstance(key, slice):
            self._callmethod('#set_slice', ((key.start, key.stop, key.step), list(value)))
        else:
            self._callmethod('#set_item', (key, value))

    def __delitem__(self, key):
        self._callmethod('#delete_item', (key,))

    def copy(self):
        return self._callmethod('copy')

    def clear(self):
        return self._callmethod('clear')

    def pop(self, *args):
        return self._callmethod('pop', args)


class ListProxy(_ContainerProxy):
    def append(self, item):
        self._callmethod('append', (item,))

    def extend(self, items):
        self._callmethod('extend', (list(items),))

    def insert(self, index, item):
        self._callmethod('insert', (index, item))

    def remove(self, item):
        self._callmethod('remove', (item,))

    def index(self, *args):
        return self._callmethod('index', args)

    def count(self, item):
        return self._callmethod('count', (item,))

    def reverse(self):
        self._callmethod('reverse')

    def sort(self, **kwds):
        self._callmethod('sort', (), kwds)

    def __add__(self, other):
        return self._callmethod('#plus', (other,))

    def __mul__(self, times):
        return self._callmethod('#times', (times,))

    def __iadd__(self, items):
        self.extend(items)
        return self


class DictProxy(_ContainerProxy):
    def keys(self):
        return self._callmethod('keys')

    def values(self):
        return self._callmethod('values')

    def items(self):
        return self._callmethod('items')

    def get(self, *args):
        return self._callmethod('get', args)

    def setdefault(self, *args):
        return self._callmethod('setdefault', args)

    def update(self, *args, **kwds):
        self._callmethod('update', args, kwds)

    def popitem(self):
        return self._callmethod('popitem')


class ArrayProxy(_ContainerProxy):
    pass


class NamespaceProxy(BaseProxy):
    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        return self._callmethod('#get', (name,))

    def __setattr__(self, name, value):
        if name.startswith('_'):
            object.__setattr__(self, name, value)
        else:
            self._callmethod('#set', (name, value))

    def __delattr__(self, name):
        self._callmethod('#delete', (name,))


class ValueProxy(BaseProxy):
    @property
    def value(self):
        return self._callmethod('#get', ('value',))

    @value.setter
    def value(self, value):
        self._callmethod('#set', ('value', value))

    def get(self):
        return self.value

    def set(self, value):
        self.value = value


class AutoProxy(BaseProxy):
    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)

        def call(*args, **kwds):
            return self._callmethod(name, args, kwds)

        return call


class QueueProxy:
    # The items are in the server's list; two semaphores say how many there are and how many more may come.
    def __init__(self, items, maxsize):
        self._items = items
        self._there = _mp.share(_mp.Semaphore(0))
        self._room = _mp.share(_mp.Semaphore(maxsize)) if maxsize > 0 else None

    def put(self, item, block=True, timeout=None):
        if self._room is not None and not self._room.acquire(block, timeout):
            raise Full
        self._items.append(item)
        self._there.release()

    def get(self, block=True, timeout=None):
        if not self._there.acquire(block, timeout):
            raise Empty
        item = self._items.pop(0)
        if self._room is not None:
            self._room.release()
        return item

    def put_nowait(self, item):
        self.put(item, False)

    def get_nowait(self):
        return self.get(False)

    def qsize(self):
        return len(self._items)

    def empty(self):
        return self.qsize() == 0

    def full(self):
        return self._room is not None and self._room.get_value() == 0


# ---- managers ----

class BaseManager:
    _registry = {}

    def __init__(self, address=None, authkey=None):
        self._line = None
        self._process = None

    @classmethod
    def register(cls, typeid, callable=None, proxytype=None, exposed=None, method_to_typeid=None, create_method=True):
        if '_registry' not in cls.__dict__:
            cls._registry = dict(cls._registry)
        cls._registry[typeid] = callable

        def make(self, *args, **kwds):
            return self._make(typeid, proxytype or AutoProxy, args, kwds)

        setattr(cls, typeid, make)

    def start(self, initializer=None, initargs=()):
        self._line = _Line()
        types = dict(self._registry)
        number = _lib._state.born + 1
        identity = _lib._state.current._identity + (number,)
        name = type(self).__name__ + '-' + ':'.join([str(i) for i in identity])
        line = self._line
        self._process = _lib.Process(target=_serve, args=(line.questions, line.answers, types), name=name)
        self._process.start()
        _lib._state.at_exit.append(self.shutdown)

    def shutdown(self):
        if self._process is None:
            return
        with self._line.lock:
            self._line.questions.put(None)
        self._process.join()
        self._process = None
        if self.shutdown in _lib._state.at_exit:
            _lib._state.at_exit.remove(self.shutdown)

    def _make(self, typeid, proxy, args, kwds):
        assert self._line is not None, 'server not yet started'
        number = self._line.ask(None, '#create', (typeid, args), kwds)
        return proxy(self._line, typeid, number)

    def __enter__(self):
        if self._process is None:
            self.start()
        return self

    def __exit__(self, kind, error, trace):
        self.shutdown()


class SyncManager(BaseManager):
    _registry = {'list': list, 'dict': dict, 'Namespace': Namespace, 'Value': _Cell, 'Array': array}

    def list(self, *args):
        return self._make('list', ListProxy, [[x for x in a] for a in args], {})

    def dict(self, *args, **kwds):
        return self._make('dict', DictProxy, args, kwds)

    def Namespace(self, **kwds):
        return self._make('Namespace', NamespaceProxy, (), kwds)

    def Value(self, typecode, value, lock=True):
        return self._make('Value', ValueProxy, (value,), {})

    def Array(self, typecode, sequence, lock=True):
        return self._make('Array', ArrayProxy, (typecode, [x for x in sequence]), {})

    def Queue(self, maxsize=0):
        return QueueProxy(self._make('list', ListProxy, (), {}), maxsize)

    def JoinableQueue(self, maxsize=0):
        raise NotImplementedError('a Manager of the sandbox has no JoinableQueue: use multiprocessing.JoinableQueue')

    def Lock(self):
        return _mp.share(_mp.Lock())

    def RLock(self):
        return _mp.share(_mp.RLock())

    def Semaphore(self, value=1):
        return _mp.share(_mp.Semaphore(value))

    def BoundedSemaphore(self, value=1):
        return _mp.share(_mp.BoundedSemaphore(value))

    def Event(self):
        return _mp.share(_mp.Event())

    def Condition(self, lock=None):
        return _lib.Condition(lock)

    def Barrier(self, parties, action=None, timeout=None):
        return _lib.Barrier(parties, action, timeout)

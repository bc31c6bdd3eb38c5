# Processes and what they share, as CPython 3.11 has it on Linux with fork.
#
# The natives of `_mp` are one visible operation each (or none); everything that takes several of them, waits for
# them in a certain order, or keeps books is written here, so it can be stepped and searched like a lesson.

import _builtins
import _finish
import _mp
import os
import sys
from queue import Empty, Full

__all__ = [
    'Array', 'AuthenticationError', 'Barrier', 'BoundedSemaphore', 'BufferTooShort', 'Condition', 'Event',
    'JoinableQueue', 'Lock', 'Manager', 'Pipe', 'Pool', 'Process', 'ProcessError', 'Queue', 'RLock', 'RawArray', 'RawValue',
    'Semaphore', 'SimpleQueue', 'TimeoutError', 'Value', 'active_children', 'cpu_count', 'current_process',
    'freeze_support', 'get_all_start_methods', 'get_context', 'get_logger', 'get_start_method', 'log_to_stderr',
    'parent_process', 'set_start_method',
]



class ProcessError(Exception):
    pass


class BufferTooShort(ProcessError):
    pass


class TimeoutError(ProcessError):
    pass


class AuthenticationError(ProcessError):
    pass


# ---- processes ----

_signal_names = {
    -1: '-SIGHUP', -2: '-SIGINT', -3: '-SIGQUIT', -6: '-SIGABRT', -9: '-SIGKILL', -10: '-SIGUSR1', -11: '-SIGSEGV',
    -12: '-SIGUSR2', -13: '-SIGPIPE', -14: '-SIGALRM', -15: '-SIGTERM',
}


class BaseProcess:
    _cannot_pickle = (TypeError, 'Pickling an AuthenticationString object is disallowed for security reasons')

    def __init__(self, group=None, target=None, name=None, args=(), kwargs={}, *, daemon=None):
        assert group is None, 'group argument must be None for now'
        _state.born += 1
        self._identity = _state.current._identity + (_state.born,)
        self._daemon = _state.current._daemon
        self._parent_pid = os.getpid()
        self._parent_name = _state.current._name
        self._handle = None
        self._closed = False
        self._target = target
        self._args = tuple(args)
        self._kwargs = dict(kwargs)
        self._name = name or type(self).__name__ + '-' + ':'.join([str(i) for i in self._identity])
        if daemon is not None:
            self.daemon = daemon

    def run(self):
        if self._target:
            self._target(*self._args, **self._kwargs)

    def start(self):
        self._check_closed()
        assert self._handle is None, 'cannot start a process twice'
        assert self._parent_pid == os.getpid(), 'can only start a process object created by current process'
        assert not _state.current._daemon, 'daemonic processes are not allowed to have children'
        _finish.flush()
        _state.context_is_set = True
        child = _mp.start(self._name, self._daemon, self._bootstrap)
        os._note_child(child)
        self._handle = child[0]
        self._target = self._args = self._kwargs = None
        _state.children[self._handle] = self

    def _bootstrap(self):
        # The child comes alive here, on an empty stack.
        parent = _ParentProcess(self._parent_name, self._parent_pid)
        _state.become(self, parent)
        code = 1
        try:
            try:
                _log(_INFO, 'child process calling self.run()')
                self.run()
                code = 0
            finally:
                _leave()
        except SystemExit as stop:
            code = _finish.status_of(stop.code)
            if isinstance(stop.code, int) and not -2 ** 31 <= stop.code < 2 ** 31:
                code = 1    # os._exit() takes no such number
        except BaseException as error:
            sys.stderr.write('Process ' + self._name + ':\n' + _builtins.format_traceback(error))
        _log(_INFO, 'process exiting with exitcode %d', code)
        _finish.flush()
        _mp.exit(code & 255)

    def terminate(self):
        self._check_closed()
        self._signal(15)
        self._was_killed()

    def kill(self):
        self._check_closed()
        self._signal(9)
        self._was_killed()

    def _was_killed(self):
        pass

    def _signal(self, number):
        if self._handle is None:
            raise AttributeError("'NoneType' object has no attribute '" + ('kill' if number == 9 else 'terminate') +
                                 "'")
        _mp.kill(self._handle, number)

    def join(self, timeout=None):
        self._check_closed()
        assert self._parent_pid == os.getpid(), 'can only join a child process'
        assert self._handle is not None, 'can only join a started process'
        if _mp.join(self._handle, timeout):
            _state.children.pop(self._handle, None)

    def is_alive(self):
        self._check_closed()
        if self is _state.current:
            return True
        assert self._parent_pid == os.getpid(), 'can only test a child process'
        if self._handle is None:
            return False
        if _mp.is_alive(self._handle):
            return True
        _state.children.pop(self._handle, None)
        return False

    def close(self):
        if self._handle is not None:
            if _mp.exitcode(self._handle) is None:
                raise ValueError('Cannot close a process while it is still running. '
                                 'You should first call join() or terminate().')
            _state.children.pop(self._handle, None)
            self._handle = None
        self._closed = True

    def _check_closed(self):
        if self._closed:
            raise ValueError('process object is closed')

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, name):
        assert isinstance(name, str), 'name must be a string'
        self._name = name
        if self is _state.current:
            _mp.set_name(name)

    @property
    def daemon(self):
        return self._daemon

    @daemon.setter
    def daemon(self, daemonic):
        assert self._handle is None, 'process has already started'
        self._daemon = daemonic

    @property
    def exitcode(self):
        self._check_closed()
        if self._handle is None:
            return None
        return _mp.exitcode(self._handle)

    @property
    def ident(self):
        self._check_closed()
        if self is _state.current:
            return os.getpid()
        return None if self._handle is None else _mp.pid(self._handle)

    @property
    def pid(self):
        return self.ident

    @property
    def sentinel(self):
        self._check_closed()
        if self._handle is None:
            raise ValueError('process not started')
        return self._handle

    def __repr__(self):
        code = None
        if self is _state.current:
            status = 'started'
        elif self._closed:
            status = 'closed'
        elif self._parent_pid != os.getpid():
            status = 'unknown'
        elif self._handle is None:
            status = 'initial'
        else:
            code = _mp.exitcode(self._handle)
            status = 'started' if code is None else 'stopped'
        words = [type(self).__name__, 'name=' + repr(self._name)]
        if self._handle is not None:
            words.append('pid=' + str(_mp.pid(self._handle)))
        words.append('parent=' + str(self._parent_pid))
        words.append(status)
        if code is not None:
            words.append('exitcode=' + _signal_names.get(code, str(code)))
        if self._daemon:
            words.append('daemon')
        return '<' + ' '.join(words) + '>'


class Process(BaseProcess):
    _start_method = None


class _ParentProcess(BaseProcess):
    def __init__(self, name, pid):
        self._identity = ()
        self._daemon = False
        self._parent_pid = None
        self._name = name
        self._pid = pid
        self._handle = None
        self._closed = False

    def is_alive(self):
        return os.getppid() == self._pid

    @property
    def ident(self):
        return self._pid


class _MainProcess(BaseProcess):
    def __init__(self):
        self._identity = ()
        self._daemon = False
        self._parent_pid = None
        self._name = 'MainProcess'
        self._handle = None
        self._closed = False


class _State:
    # What a process keeps about itself and its children. A child begins with books of its own.
    def __init__(self):
        self.current = _MainProcess()
        self.parent = None
        self.born = 0
        self.children = {}
        self.at_exit = []    # called before daemons are terminated (pools, managers)
        self.logger = None
        self.context_is_set = False

    def become(self, process, parent):
        self.current = process
        self.parent = parent
        self.born = 0
        self.children = {}
        self.at_exit = []
        os._children.clear()
        _finish.last_words.clear()
        _mp.queues()
        _mp.set_name(process._name)


_state = _State()


def _note_kill(handle):
    child = _state.children.get(handle)
    if child is not None:
        child._was_killed()


_finish.on_kill.append(_note_kill)


def current_process():
    return _state.current


def parent_process():
    return _state.parent


def active_children():
    for child in list(_state.children.values()):
        if not _mp.is_alive(child._handle):
            _state.children.pop(child._handle, None)
    return list(_state.children.values())


def cpu_count():
    return os.cpu_count()


def freeze_support():
    pass


# ---- the end of a process ----

def _leave():
    # What every process owes before it ends: pools are shut down, daemons terminated, children awaited, and what
    # it has put into queues is delivered.
    _log(_INFO, 'process shutting down')
    _log(_DEBUG, 'running all "atexit" finalizers with priority >= 0')
    while _state.at_exit:
        _state.at_exit.pop()()
    for child in list(_state.children.values()):
        if child._daemon:
            _log(_INFO, 'calling terminate() for daemon %s', child._name)
            _mp.kill(child._handle, 15)
    for child in list(_state.children.values()):
        _log(_INFO, 'calling join() for process %s', child._name)
        _mp.join(child._handle, None)
    _state.children = {}
    _log(_DEBUG, 'running the remaining "atexit" finalizers')
    for channel in _mp.queues():
        channel._flush()


_finish.at_exit.append(_leave)


# ---- things to wait for ----

Lock = _mp.Lock
RLock = _mp.RLock
Semaphore = _mp.Semaphore
BoundedSemaphore = _mp.BoundedSemaphore
Event = _mp.Event


class Condition:
    # Sleepers stand in the native object. Who wakes up acquires the lock again, as often as it had it.
    def __init__(self, lock=None):
        lock = _mp.RLock() if lock is None else lock
        self._sleepers = _mp.Sleepers(lock)
        self._lock = lock
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, kind, error, trace):
        return self._lock.__exit__(kind, error, trace)

    def wait(self, timeout=None):
        woken, depth = self._sleepers.sleep(timeout)
        self._lock._acquire_depth(depth)
        return woken

    def wait_for(self, predicate, timeout=None):
        result = predicate()
        if result:
            return result
        end = None if timeout is None else _mp.monotonic() + timeout
        while not result:
            left = None
            if end is not None:
                left = end - _mp.monotonic()
                if left <= 0:
                    break
            self.wait(left)
            result = predicate()
        return result

    def notify(self, n=1):
        self._sleepers.notify(n)

    def notify_all(self):
        self._sleepers.notify(-1)

    def __repr__(self):
        return '<Condition(' + repr(self._lock) + ', 0)>'


class BrokenBarrierError(RuntimeError):
    __module__ = 'threading'


class Barrier:
    def __init__(self, parties, action=None, timeout=None):
        self._gathering = _mp.Gathering(parties)
        self._parties = parties
        self._action = action
        self._timeout = timeout

    def wait(self, timeout=None):
        if timeout is None:
            timeout = self._timeout
        place = self._gathering.enter(self._action is not None, timeout)
        if place < 0:
            raise BrokenBarrierError
        if place < self._parties - 1:
            if self._gathering.leave(timeout) < 0:
                raise BrokenBarrierError
        elif self._action is not None:
            try:
                self._action()
            except:
                self._gathering.abort()
                raise
            self._gathering.open()
        return place

    def reset(self):
        self._gathering.reset()

    def abort(self):
        self._gathering.abort()

    @property
    def parties(self):
        return self._parties

    @property
    def n_waiting(self):
        return self._gathering.waiting()

    @property
    def broken(self):
        return self._gathering.broken()

    def __repr__(self):
        return ('<multiprocessing.synchronize.Barrier at ' + hex(id(self)) + ': waiters=' +
                str(self._gathering.waiting()) + '/' + str(self._parties) + '>')


# ---- shared memory ----

def Value(typecode_or_type, *args, lock=True):
    _state.context_is_set = True
    if len(args) > 1:
        raise TypeError('__init__ expected at most 1 argument, got ' + str(len(args)))
    if args and args[0] is None:
        raise TypeError("'NoneType' object cannot be interpreted as an integer")
    return _mp.Synchronized(typecode_or_type, args[0] if args else None, lock)


def RawValue(typecode_or_type, *args):
    return Value(typecode_or_type, *args, lock=False)


def Array(typecode_or_type, size_or_initializer, *, lock=True):
    _state.context_is_set = True
    contents = size_or_initializer
    if not isinstance(contents, int):
        len(contents)
        contents = list(contents)
    slots = _mp.Slots(typecode_or_type, contents, lock)
    if lock is False:
        return RawSlots(slots)
    if slots._type_name() == 'c_char':
        return SynchronizedString(slots)
    return SynchronizedArray(slots)


def RawArray(typecode_or_type, size_or_initializer):
    return Array(typecode_or_type, size_or_initializer, lock=False)


class RawSlots:
    # An array without a lock of its own.
    def __init__(self, slots):
        self._slots = slots

    def __len__(self):
        return len(self._slots)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return self._join([self._slots.get(i) for i in range(*index.indices(len(self._slots)))])
        return self._slots.get(index)

    def __setitem__(self, index, value):
        if isinstance(index, slice):
            places = range(*index.indices(len(self._slots)))
            values = list(value)
            if len(values) != len(places):
                raise ValueError('Can only assign sequence of same size')
            for i in range(len(values)):
                self._slots.put(places[i], values[i])
        else:
            self._slots.put(index, value)

    def _join(self, items):
        kind = self._slots._type_name()
        if kind == 'c_wchar':
            return ''.join(items)
        return bytes([item[0] for item in items]) if kind == 'c_char' else items

    def __repr__(self):
        return ('<multiprocessing.sharedctypes.' + self._slots._type_name() + '_Array_' + str(len(self._slots)) +
                ' object at ' + hex(id(self)) + '>')


class SynchronizedArray(RawSlots):
    # Each access takes the lock by itself; a slice is one hold.
    def __init__(self, slots):
        self._slots = slots
        self._lock = slots.lock()
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, kind, error, trace):
        return self._lock.__exit__(kind, error, trace)

    def __getitem__(self, index):
        if isinstance(index, slice):
            with self._lock:
                return RawSlots.__getitem__(self, index)
        return self._slots.get(index)

    def __setitem__(self, index, value):
        if isinstance(index, slice):
            with self._lock:
                RawSlots.__setitem__(self, index, value)
        else:
            self._slots.put(index, value)

    def get_lock(self):
        return self._lock

    def get_obj(self):
        return RawSlots(self._slots)

    def __repr__(self):
        return '<' + type(self).__name__ + ' wrapper for ' + RawSlots.__repr__(self) + '>'


class SynchronizedString(SynchronizedArray):
    # An array of characters: its value ends at the first zero.
    @property
    def value(self):
        text = self[:]
        for i in range(len(text)):
            if text[i] == 0:
                return text[:i]
        return text

    @property
    def raw(self):
        return self[:]

    @value.setter
    def value(self, text):
        if not isinstance(text, bytes):
            raise TypeError(f'bytes expected instead of {type(text).__name__} instance')
        if len(text) > len(self):
            raise ValueError('byte string too long')
        with self._lock:
            for i in range(len(text)):
                self._slots.put(i, text[i:i + 1])
            if len(text) < len(self):
                self._slots.put(len(text), b'\0')


# ---- messages ----

def Queue(maxsize=0):
    _state.context_is_set = True
    return _mp.Queue(maxsize, Empty, Full)


def SimpleQueue():
    _state.context_is_set = True
    return _mp.SimpleQueue(0, Empty, Full)


def JoinableQueue(maxsize=0):
    _state.context_is_set = True
    return _JoinableQueue(maxsize, Empty, Full)


class _JoinableQueue(_mp.Queue):
    # A put is counted before the item can be taken, so task_done() always finds it counted.
    def __init__(self, maxsize, empty, full):
        self._unfinished = _mp.Semaphore(0)
        self._done = Condition()

    def put(self, obj, block=True, timeout=None):
        self._unfinished.release()
        try:
            _mp.Queue.put(self, obj, block, timeout)
        except Full:
            self.task_done()
            raise

    def put_nowait(self, obj):
        self.put(obj, False)

    def task_done(self):
        with self._done:
            if not self._unfinished.acquire(False):
                raise ValueError('task_done() called too many times')
            if self._unfinished.get_value() == 0:
                self._done.notify_all()

    def join(self):
        with self._done:
            if self._unfinished.get_value() != 0:
                self._done.wait()


_JoinableQueue.__name__ = 'JoinableQueue'


def Pipe(duplex=True):
    return _mp.pipe(duplex)


# ---- ways to start ----

def get_all_start_methods():
    return ['fork', 'spawn', 'forkserver']


def get_start_method(allow_none=False):
    if allow_none and not _state.context_is_set:
        return None
    _state.context_is_set = True
    return 'fork'


def set_start_method(method, force=False):
    if _state.context_is_set and not force:
        raise RuntimeError('context has already been set')
    _check_method(method)
    _state.context_is_set = True


def get_context(method=None):
    _check_method(method)
    import multiprocessing
    return multiprocessing


def _check_method(method):
    if method not in (None, 'fork', 'spawn', 'forkserver'):
        raise ValueError('cannot find context for ' + repr(method))
    if method in ('spawn', 'forkserver'):
        raise ValueError("the sandbox starts processes by 'fork' only, not by " + repr(method))


# ---- logging ----

_DEBUG = 10
_INFO = 20
SUBDEBUG = 5
SUBWARNING = 25


def get_logger():
    import logging
    if _state.logger is None:
        _state.logger = logging.getLogger('multiprocessing')
        _state.logger.propagate = 0
    return _state.logger


def log_to_stderr(level=None):
    import logging
    logger = get_logger()
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter('[%(levelname)s/%(processName)s] %(message)s'))
    logger.addHandler(handler)
    if level:
        logger.setLevel(level)
    return logger


def _log(level, message, *args):
    if _state.logger is not None:
        _state.logger.log(level, message, *args)


# ---- pools ----

def Pool(processes=None, initializer=None, initargs=(), maxtasksperchild=None):
    _state.context_is_set = True
    import multiprocessing.pool
    return multiprocessing.pool.Pool(processes, initializer, initargs, maxtasksperchild)


def Manager():
    _state.context_is_set = True
    import multiprocessing.managers
    manager = multiprocessing.managers.SyncManager()
    manager.start()
    return manager

# Pools of worker processes.
#
# Tasks go through one queue to whichever worker is free, results come back through another. There are no helper
# threads: whoever waits for a result takes in all results that arrive meanwhile, calls their callbacks, and replaces
# workers that have done their share.

import _builtins
import _finish
import multiprocessing as _mp_lib
import os
import time

from _mp import Queue as _TaskQueue, SimpleQueue as _ResultQueue
from multiprocessing import TimeoutError
from queue import Empty, Full

__all__ = ['Pool', 'ThreadPool']

RUN = 'RUN'
CLOSE = 'CLOSE'
TERMINATE = 'TERMINATE'


class RemoteTraceback(Exception):
    def __init__(self, text):
        self.text = text

    def __str__(self):
        return self.text


class MaybeEncodingError(Exception):
    def __init__(self, error, value):
        super().__init__(repr(error), repr(value))
        self.error = repr(error)
        self.value = repr(value)

    def __str__(self):
        return "Error sending result: '" + self.value + "'. Reason: '" + self.error + "'"


# ---- in the worker ----

# What a task asks for: one call, a call for each item, a call for each tuple of arguments. A task is
# (job, number, what, function, items); a result (job, number, value), or (job, number, None, error, traceback).
CALL = 0
MAP = 1
STARMAP = 2


class ForkPoolWorker(_mp_lib.BaseProcess):
    _what_is_sent_back = Exception

    def __init__(self, tasks, results, initializer, initargs, most):
        super().__init__(daemon=True)
        self._tasks = tasks
        self._results = results
        self._initializer = initializer
        self._initargs = initargs
        self._most = most

    def run(self):
        _finish.last_words.append(self._take_leave)
        sent_home = False
        try:
            if self._initializer is not None:
                self._initializer(*self._initargs)
            get, work, most, done = self._tasks.get, self._work, self._most, 0
            while done != most:
                task = get()
                if task is None:
                    sent_home = True
                    return
                work(task)
                task = None
                done += 1
        finally:
            if not sent_home:
                self._take_leave()

    def _take_leave(self):
        # It has done its share, or ends in the middle of a task: somebody has to be put in its place.
        self._results.put((None, self._identity))

    def _was_killed(self):
        self._take_leave()

    def _work(self, task):
        job, number, what, function, items = task
        try:
            if what == MAP:
                value = [function(item) for item in items]
            elif what == STARMAP:
                value = [function(*arguments) for arguments in items]
            else:
                value = function(*items[0], **items[1])
            result = (job, number, value)
        except self._what_is_sent_back as error:
            value = error
            result = (job, number, None, error, _builtins.format_traceback(error))
        try:
            self._results.put(result)
        except Exception as error:
            self._results.put((job, number, None, MaybeEncodingError(error, value), ''))


# ---- results ----

class ApplyResult:
    def __init__(self, pool, callback, error_callback):
        self._pool = pool
        self._callback = callback
        self._error_callback = error_callback
        self._done = False
        self._success = None
        self._value = None
        self._job = pool._enter(self)

    def ready(self):
        if not self._done:
            self._pool._take_in_what_is_there()
        return self._done

    def successful(self):
        if not self.ready():
            raise ValueError(repr(self) + ' not ready')
        return self._success

    def wait(self, timeout=None):
        self._pool._take_in_until(self, timeout)

    def get(self, timeout=None):
        self.wait(timeout)
        if not self._done:
            raise TimeoutError
        if self._success:
            return self._value
        raise self._value

    def _set(self, number, good, value):
        self._finish(good, value)

    def _finish(self, good, value):
        self._pool._leave(self._job)
        self._done, self._success, self._value = True, good, value
        if good and self._callback:
            self._callback(value)
        elif not good and self._error_callback:
            self._error_callback(value)


AsyncResult = ApplyResult


class MapResult(ApplyResult):
    def __init__(self, pool, chunksize, length, callback, error_callback):
        super().__init__(pool, callback, error_callback)
        self._chunksize = chunksize
        self._items = [None] * length
        self._left = -(-length // chunksize) if chunksize > 0 else 0
        self._failure = None
        if self._left == 0:
            self._done, self._success, self._value = True, True, self._items
            pool._leave(self._job)

    def _set(self, number, good, value):
        self._left -= 1
        if good and self._chunksize == 1:
            self._items[number] = value[0]
        elif good:
            start = number * self._chunksize
            self._items[start:start + self._chunksize] = value
        elif self._failure is None:
            self._failure = value
        if self._left == 0:
            if self._failure is None:
                self._finish(True, self._items)
            else:
                self._finish(False, self._failure)


class IMapIterator:
    # Results one by one, in the order of the tasks or (unordered) as they come.
    def __init__(self, pool, ordered):
        self._pool = pool
        self._ordered = ordered
        self._length = None
        self._given = 0
        self._arrived = {}
        self._came = []
        self._job = pool._enter(self)
        self._done = False

    def __iter__(self):
        return self

    def __next__(self):
        return self.next()

    def next(self, timeout=None):
        if self._given == self._length:
            raise StopIteration
        self._pool._take_in_until(self, timeout)
        if not self._available():
            raise TimeoutError
        if self._ordered:
            good, value = self._arrived.pop(self._given)
        else:
            good, value = self._came.pop(0)
        self._given += 1
        self._done = self._available()
        if good:
            return value
        raise value

    def _available(self):
        return self._given in self._arrived if self._ordered else len(self._came) > 0

    def _set(self, number, good, value):
        if self._ordered:
            self._arrived[number] = (good, value)
        else:
            self._came.append((good, value))
        self._done = self._available()
        self._seen = getattr(self, '_seen', 0) + 1
        if self._seen == self._length:
            self._pool._leave(self._job)


def _flatten(chunks):
    for chunk in chunks:
        for item in chunk:
            yield item


# ---- the pool ----

class Pool:
    _cannot_pickle = (NotImplementedError, 'pool objects cannot be passed between processes or pickled')
    _worker_class = ForkPoolWorker

    def __init__(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None, context=None):
        self._state = RUN
        self._workers = []
        if processes is None:
            processes = os.cpu_count() or 1
        if processes < 1:
            raise ValueError('Number of processes must be at least 1')
        if maxtasksperchild is not None and (not isinstance(maxtasksperchild, int) or maxtasksperchild <= 0):
            raise ValueError('maxtasksperchild must be a positive int or None')
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        self._processes = processes
        self._initializer = initializer
        self._initargs = initargs
        self._most = maxtasksperchild
        self._tasks = _TaskQueue(0, Empty, Full)
        self._results = _ResultQueue(0, Empty, Full)
        self._jobs = {}
        self._next_job = 0
        for _ in range(processes):
            self._hire()
        _mp_lib._state.at_exit.append(self._terminate_at_exit)

    def _hire(self):
        worker = self._worker_class(self._tasks, self._results, self._initializer, self._initargs, self._most)
        self._workers.append(worker)
        worker.start()

    # Books.

    def _enter(self, result):
        job = self._next_job
        self._next_job += 1
        self._jobs[job] = result
        return job

    def _leave(self, job):
        self._jobs.pop(job, None)

    def _check_running(self):
        if self._state != RUN:
            raise ValueError('Pool not running')

    def _submit(self, result, number, what, function, items):
        try:
            self._tasks._send((result._job, number, what, function, items))
        except Exception as error:
            result._set(number, False, error)

    # Taking in results.

    def _take_in(self, timeout):
        message = self._results._get(timeout)
        result = self._jobs.get(message[0])
        if result is None:
            if message[0] is None:
                self._replace(message[1])
        elif len(message) == 3:
            result._set(message[1], True, message[2])
        else:
            error, text = message[3], message[4]
            if text:
                error.__cause__ = RemoteTraceback('\n"""\n' + text + '"""')
            result._set(message[1], False, error)

    def _replace(self, identity):
        for worker in self._workers:
            if worker._identity == identity:
                worker.join()
                self._workers.remove(worker)
                self._hire()
                return

    def _take_in_what_is_there(self):
        try:
            while True:
                self._take_in(0)
        except Empty:
            pass

    def _take_in_until(self, result, timeout):
        if timeout is None:
            while not result._done:
                self._take_in(None)
            return
        end = time.monotonic() + timeout
        try:
            while not result._done:
                self._take_in(max(0, end - time.monotonic()))
        except Empty:
            pass

    # Work.

    def apply(self, func, args=(), kwds={}):
        return self.apply_async(func, args, kwds).get()

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        self._check_running()
        result = ApplyResult(self, callback, error_callback)
        self._submit(result, 0, CALL, func, (args, kwds))
        return result

    def map(self, func, iterable, chunksize=None):
        return self._map_async(func, iterable, MAP, chunksize, None, None).get()

    def map_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._map_async(func, iterable, MAP, chunksize, callback, error_callback)

    def starmap(self, func, iterable, chunksize=None):
        return self._map_async(func, iterable, STARMAP, chunksize, None, None).get()

    def starmap_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._map_async(func, iterable, STARMAP, chunksize, callback, error_callback)

    def _map_async(self, func, iterable, what, chunksize, callback, error_callback):
        self._check_running()
        items = list(iterable)
        if chunksize is None:
            chunksize, rest = divmod(len(items), self._processes * 4)
            if rest:
                chunksize += 1
        if len(items) == 0:
            chunksize = 0
        result = MapResult(self, chunksize, len(items), callback, error_callback)
        if chunksize > 0:
            self._submit_all(result, what, func, items, chunksize)
        return result

    def _submit_all(self, result, what, func, items, chunksize):
        send = self._tasks._send
        job = result._job
        number = 0
        for start in range(0, len(items), chunksize):
            try:
                send((job, number, what, func, items[start:start + chunksize]))
            except Exception as error:
                result._set(number, False, error)
            number += 1

    def imap(self, func, iterable, chunksize=1):
        return self._imap(func, iterable, chunksize, True)

    def imap_unordered(self, func, iterable, chunksize=1):
        return self._imap(func, iterable, chunksize, False)

    def _imap(self, func, iterable, chunksize, ordered):
        self._check_running()
        if chunksize < 1:
            raise ValueError('Chunksize must be 1+, not ' + repr(chunksize))
        result = IMapIterator(self, ordered)
        items = list(iterable)
        result._length = -(-len(items) // chunksize)
        for number in range(result._length):
            if chunksize == 1:
                self._submit(result, number, CALL, func, ((items[number],), {}))
            else:
                chunk = items[number * chunksize:(number + 1) * chunksize]
                self._submit(result, number, MAP, func, chunk)
        return result if chunksize == 1 else _flatten(result)

    # The end.

    def close(self):
        if self._state == RUN:
            self._state = CLOSE
            for _ in self._workers:
                self._tasks._send(None)

    def terminate(self):
        self._state = TERMINATE
        self._jobs = {}
        self._tasks.cancel_join_thread()
        for worker in self._workers:
            worker._signal(15)
        for worker in self._workers:
            worker.join()
        if self._terminate_at_exit in _mp_lib._state.at_exit:
            _mp_lib._state.at_exit.remove(self._terminate_at_exit)

    def _terminate_at_exit(self):
        if self._state != TERMINATE:
            self.terminate()

    def join(self):
        if self._state == RUN:
            raise ValueError('Pool is still running')
        while self._jobs and self._state == CLOSE:
            self._take_in(None)
        for worker in list(self._workers):
            worker.join()

    def __enter__(self):
        self._check_running()
        return self

    def __exit__(self, kind, error, trace):
        self.terminate()

    def __repr__(self):
        return ('<multiprocessing.pool.Pool state=' + self._state + ' pool_size=' + str(len(self._workers)) + '>')


def ThreadPool(processes=None, initializer=None, initargs=()):
    raise NotImplementedError('the sandbox has no threads: use multiprocessing.Pool')

# Executors over processes: a pool whose results are futures.

import time

from multiprocessing.pool import ApplyResult, CALL, CLOSE, ForkPoolWorker, Pool, STARMAP, TERMINATE
from queue import Empty
from collections import namedtuple

FIRST_COMPLETED = 'FIRST_COMPLETED'
FIRST_EXCEPTION = 'FIRST_EXCEPTION'
ALL_COMPLETED = 'ALL_COMPLETED'


class Error(Exception):
    pass


class CancelledError(Error):
    pass


class InvalidStateError(Error):
    pass


class BrokenExecutor(RuntimeError):
    pass


TimeoutError = TimeoutError


class Future(ApplyResult):
    def __init__(self, pool):
        self._callbacks = []
        super().__init__(pool, None, None)

    def _finish(self, good, value):
        super()._finish(good, value)
        for callback in self._callbacks:
            callback(self)

    def add_done_callback(self, fn):
        if self.done():
            fn(self)
        else:
            self._callbacks.append(fn)

    def done(self):
        return self.ready()

    def running(self):
        return not self.ready()

    def cancelled(self):
        return False

    def cancel(self):
        return False    # a task that was handed in is on its way to a worker

    def result(self, timeout=None):
        self.wait(timeout)
        if not self._done:
            raise TimeoutError
        if self._success:
            return self._value
        raise self._value

    def exception(self, timeout=None):
        self.wait(timeout)
        if not self._done:
            raise TimeoutError
        return None if self._success else self._value

    def __repr__(self):
        state = 'pending'
        if self._done:
            state = 'finished returned ' + type(self._value).__name__
            if not self._success:
                state = 'finished raised ' + type(self._value).__name__
        return '<Future at ' + hex(id(self)) + ' state=' + state + '>'


class ForkProcess(ForkPoolWorker):
    pass


class _ExecutorPool(Pool):
    _worker_class = ForkProcess

    def _terminate_at_exit(self):
        # An executor that was not shut down finishes its work before the program ends.
        self.close()
        self.join()


class ProcessPoolExecutor:
    def __init__(self, max_workers=None, mp_context=None, initializer=None, initargs=()):
        if max_workers is not None and max_workers <= 0:
            raise ValueError('max_workers must be greater than 0')
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        self._max_workers = max_workers
        self._initializer = initializer
        self._initargs = initargs
        self._pool = None
        self._shut = False

    def _start(self):
        if self._shut:
            raise RuntimeError('cannot schedule new futures after shutdown')
        if self._pool is None:
            self._pool = _ExecutorPool(self._max_workers, self._initializer, self._initargs)
        return self._pool

    def submit(self, fn, /, *args, **kwargs):
        pool = self._start()
        future = Future(pool)
        pool._submit(future, 0, CALL, fn, (args, kwargs))
        return future

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        if chunksize < 1:
            raise ValueError('chunksize must be >= 1.')
        end = None if timeout is None else time.monotonic() + timeout
        items = list(zip(*iterables))
        futures = []
        for start in range(0, len(items), chunksize):
            future = Future(self._start())
            future._pool._submit(future, 0, STARMAP, fn, items[start:start + chunksize])
            futures.append(future)
        return self._results(futures, end)

    def _results(self, futures, end):
        for future in futures:
            left = None if end is None else max(0, end - time.monotonic())
            for item in future.result(left):
                yield item

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._shut = True
        if self._pool is not None and self._pool._state not in (CLOSE, TERMINATE):
            self._pool.close()
            if wait:
                self._pool.join()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.shutdown(wait=True)
        return False


def ThreadPoolExecutor(*args, **kwargs):
    raise NotImplementedError('the sandbox has no threads: use ProcessPoolExecutor')


# ---- waiting for several ----

def as_completed(fs, timeout=None):
    end = None if timeout is None else time.monotonic() + timeout
    waiting = []
    for future in fs:
        if future not in waiting:
            waiting.append(future)
    total = len(waiting)
    while waiting:
        ready = [future for future in waiting if future.done()]
        for future in ready:
            waiting.remove(future)
            yield future
        if waiting and not ready:
            _take_in_one(waiting, end)
            if end is not None and time.monotonic() >= end and not any([future._done for future in waiting]):
                raise TimeoutError(str(len(waiting)) + ' (of ' + str(total) + ') futures unfinished')


def _take_in_one(waiting, end):
    try:
        waiting[0]._pool._take_in(None if end is None else max(0, end - time.monotonic()))
    except Empty:
        pass


DoneAndNotDoneFutures = namedtuple('DoneAndNotDoneFutures', 'done not_done')


def wait(fs, timeout=None, return_when=ALL_COMPLETED):
    end = None if timeout is None else time.monotonic() + timeout
    fs = list(fs)
    while True:
        waiting = [future for future in fs if not future.done()]
        done = [future for future in fs if future not in waiting]
        failed = any([not future._success for future in done])
        enough = not waiting or (return_when == FIRST_COMPLETED and done) or (return_when == FIRST_EXCEPTION and failed)
        if enough or (end is not None and time.monotonic() >= end):
            return DoneAndNotDoneFutures(set(done), set(waiting))
        _take_in_one(waiting, end)

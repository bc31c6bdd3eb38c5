# Executors over processes: a pool whose results are futures.

import _builtins
import sys
import time

from multiprocessing.pool import ApplyResult, CALL, CLOSE, ForkPoolWorker, Pool, RUN, STARMAP, TERMINATE
from queue import Empty
from collections import namedtuple

FIRST_COMPLETED = 'FIRST_COMPLETED'
FIRST_EXCEPTION = 'FIRST_EXCEPTION'
ALL_COMPLETED = 'ALL_COMPLETED'


class Error(Exception):
    __module__ = 'concurrent.futures._base'


class Executor:
    # What all executors have in common; one of your own overrides submit().
    def submit(self, fn, /, *args, **kwargs):
        raise NotImplementedError()

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        futures = [self.submit(fn, *arguments) for arguments in zip(*iterables)]
        return iter([future.result() for future in futures])

    def shutdown(self, wait=True, *, cancel_futures=False):
        pass

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.shutdown(wait=True)
        return False


class CancelledError(Error):
    __module__ = 'concurrent.futures._base'


class InvalidStateError(Error):
    __module__ = 'concurrent.futures._base'


class BrokenExecutor(RuntimeError):
    __module__ = 'concurrent.futures._base'


class BrokenProcessPool(BrokenExecutor):
    __module__ = 'concurrent.futures.process'


TimeoutError = TimeoutError


class Future(ApplyResult):
    def __init__(self, pool):
        self._callbacks = []
        self._is_cancelled = False
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
        return not self.ready() and self._is_at_a_worker()

    def _is_at_a_worker(self):
        # The first tasks that are not done are with the workers; one more is on its way.
        first = list(self._pool._jobs)[:self._pool._processes + 1]
        return self._job in first

    def cancelled(self):
        return self._is_cancelled

    def cancel(self):
        if self._is_cancelled:
            return True
        if self.ready() or self._is_at_a_worker() or not self._pool._take_back(self._job):
            return False
        self._is_cancelled = True
        self._finish(False, CancelledError())
        return True

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
        if self._is_cancelled:
            raise self._value
        return None if self._success else self._value

    def __repr__(self):
        if self._is_cancelled:
            state = 'cancelled'
        elif not self._done:
            state = 'running' if self._is_at_a_worker() else 'pending'
        elif self._success:
            state = 'finished returned ' + type(self._value).__name__
        else:
            state = 'finished raised ' + type(self._value).__name__
        return '<Future at ' + hex(id(self)) + ' state=' + state + '>'


class ForkProcess(ForkPoolWorker):
    _what_is_sent_back = BaseException

    def run(self):
        if self._initializer is not None:
            try:
                self._initializer(*self._initargs)
            except BaseException as error:
                sys.stderr.write('Exception in initializer:\n' + _builtins.format_traceback(error))
                self._take_leave()
                return
            self._initializer = None
        super().run()


_DIED = 'A process in the process pool was terminated abruptly while the future was running or pending.'


class _ExecutorPool(Pool):
    _worker_class = ForkProcess
    _broken = False

    def _replace(self, identity):
        # A worker has died in the middle: everything that was asked for is lost.
        if self._broken:
            return
        self._broken = True
        lost = list(self._jobs.values())
        self.terminate()
        for future in lost:
            future._finish(False, BrokenProcessPool(_DIED))

    def _take_back(self, job):
        # Takes the task from the queue again; False: a worker was quicker. A worker that waits for its task holds the
        # reading end until it has it, so reading must wait a little too. What was put last shows that all is read,
        # unless the words that send the workers home lie behind it.
        found = False
        kept = []
        last = list(self._jobs)[-1] if self._state == RUN else None
        try:
            while True:
                task = self._tasks.get(True, 0.1)
                if task is not None and task[0] == job:
                    found = True
                else:
                    kept.append(task)
                if last is not None and task[0] == last:
                    break
        except Empty:
            pass
        for task in kept:
            self._tasks._send(task)
        return found

    def _terminate_at_exit(self):
        # An executor that was not shut down finishes its work before the program ends.
        if not self._broken:
            self.close()
            self.join()


class ProcessPoolExecutor(Executor):
    def __init__(self, max_workers=None, mp_context=None, initializer=None, initargs=(), *, max_tasks_per_child=None):
        if max_workers is not None and max_workers <= 0:
            raise ValueError('max_workers must be greater than 0')
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        if max_tasks_per_child is not None:
            if not isinstance(max_tasks_per_child, int):
                raise TypeError('max_tasks_per_child must be an integer')
            if max_tasks_per_child <= 0:
                raise ValueError('max_tasks_per_child must be >= 1')
            raise ValueError('the sandbox starts processes by fork only, and fork has no max_tasks_per_child')
        self._max_workers = max_workers
        self._initializer = initializer
        self._initargs = initargs
        self._pool = None
        self._shut = False

    def _start(self):
        if self._pool is not None and self._pool._broken:
            raise BrokenProcessPool('A child process terminated abruptly, the process pool is not usable anymore')
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
        if self._pool is None or self._pool._state in (CLOSE, TERMINATE):
            return
        if cancel_futures:
            for future in list(self._pool._jobs.values()):
                future.cancel()
        self._pool.close()
        if wait:
            self._pool.join()


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

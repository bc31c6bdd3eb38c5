"""What becomes of futures when a worker dies, when its initializer fails, when they are cancelled."""
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
import os
import signal
import sys
import time


def leave(code):
    os._exit(code)


def shoot():
    os.kill(os.getpid(), signal.SIGKILL)


def stop(code):
    sys.exit(code)


def number():
    return os.getpid()


def first(message):
    return str(message).split('.')[0]


def main():
    for end, arguments in ((leave, (3,)), (shoot, ())):
        executor = ProcessPoolExecutor(1)
        future = executor.submit(end, *arguments)
        try:
            future.result()
        except BrokenProcessPool as error:
            print(end.__name__, type(error), first(error))
        try:
            executor.submit(abs, 1)
        except BrokenProcessPool as error:
            print(first(error))
        executor.shutdown()

    executor = ProcessPoolExecutor(1)
    print(repr(executor.submit(stop, 4).exception()))
    os.kill(executor.submit(number).result(), signal.SIGKILL)
    try:
        executor.submit(abs, 1).result()
        print('the death was not noticed')
    except BrokenProcessPool as error:
        print('killed from outside')
    executor.shutdown()

    executor = ProcessPoolExecutor(1)
    futures = [executor.submit(time.sleep, 0.3) for _ in range(6)]
    print(futures[5].cancel(), futures[5].cancel(), futures[0].cancel(), futures[5].cancelled())
    try:
        futures[5].result()
    except CancelledError as error:
        print(repr(error), type(error))
    executor.shutdown(cancel_futures=True)
    print(futures[0].done(), futures[0].cancelled(), futures[4].cancelled())


if __name__ == '__main__':
    main()

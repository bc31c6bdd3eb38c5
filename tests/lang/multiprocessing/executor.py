import concurrent.futures
from concurrent.futures import ProcessPoolExecutor, as_completed, wait
import time


def square(n):
    return n * n


def slow(n):
    time.sleep(n / 10)
    return n


def fail(n):
    raise ValueError('bad ' + str(n))


if __name__ == '__main__':
    with ProcessPoolExecutor(max_workers=2) as executor:
        f = executor.submit(square, 7)
        print(f.result(), f.done(), f.exception())
        print(list(executor.map(square, range(6))), list(executor.map(pow, [2, 3], [4, 5], chunksize=2)))
        f = executor.submit(fail, 1)
        try:
            f.result()
        except ValueError as error:
            print(error)
        print(type(f.exception()).__name__)
        fs = [executor.submit(slow, n) for n in (3, 1)]
        print([f.result() for f in as_completed(fs)])
        done, not_done = wait([executor.submit(slow, 1), executor.submit(slow, 0)])
        print(sorted(f.result() for f in done), len(not_done))
        f = executor.submit(square, 3)
        f.add_done_callback(lambda f: print('callback', f.result()))
        f.result()
        f = executor.submit(slow, 4)
        try:
            f.result(timeout=0.05)
        except concurrent.futures.TimeoutError:
            print('not yet')
    try:
        executor.submit(square, 1)
    except RuntimeError as error:
        print(error)
    try:
        ProcessPoolExecutor(0)
    except ValueError as error:
        print(error)

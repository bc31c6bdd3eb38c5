from multiprocessing import Pool, TimeoutError
import time


def square(n):
    return n * n


def fail(n):
    raise ValueError('no ' + str(n))


def slow():
    time.sleep(5)


def seen(value):
    print('callback', value)


def failed(error):
    print('error callback', error)


if __name__ == '__main__':
    with Pool(2) as pool:
        result = pool.apply_async(square, (7,), callback=seen)
        print(result.get(timeout=10), result.ready(), result.successful())
        print(pool.apply(square, (8,)))
        print(sorted(pool.imap_unordered(square, range(6))))
        print(list(pool.imap(square, range(6), chunksize=2)))
        result = pool.apply_async(fail, (3,), error_callback=failed)
        try:
            result.get()
        except ValueError as error:
            print('came back:', error)
        print(result.successful())
        try:
            pool.map(fail, [1, 2])
        except ValueError as error:
            print('from map:', type(error).__name__)
        waiting = pool.apply_async(slow)
        try:
            waiting.get(timeout=0.1)
        except TimeoutError:
            print('too slow')
        print(pool.map_async(square, [1, 2, 3]).get())
        print(pool.starmap_async(pow, [(2, 3), (3, 2)]).get())
    pool = Pool(2)
    print(pool.map(abs, [-1, -2]))
    pool.close()
    pool.join()
    try:
        pool.map(abs, [1])
    except ValueError as error:
        print(error)

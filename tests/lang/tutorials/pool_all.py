from multiprocessing import Pool, TimeoutError
import time
import os
def f(x):
    return x*x
def add(a, b):
    return a + b
def slow(x):
    time.sleep(x)
    return x
def boom(x):
    if x == 3:
        raise ValueError("three %d" % x)
    return x
if __name__ == '__main__':
    with Pool(processes=4) as pool:
        print(pool.map(f, range(10)))
        print(sorted(pool.imap_unordered(f, range(10))))
        res = pool.apply_async(f, (20,))
        print(res.get(timeout=5))
        multiple_results = [pool.apply_async(os.getpid, ()) for i in range(4)]
        print(all(isinstance(res.get(timeout=5), int) for res in multiple_results))
        res = pool.apply_async(time.sleep, (10,))
        try:
            print(res.get(timeout=0.2))
        except TimeoutError:
            print("We lacked patience and got a multiprocessing.TimeoutError")
        print(pool.starmap(add, [(1, 2), (3, 4)]))
        print(pool.apply(add, (5, 6)), pool.apply(add, (5,), {'b': 9}))
        r = pool.map_async(f, range(5), chunksize=2, callback=lambda v: print("cb", v))
        r.wait()
        print(r.ready(), r.successful(), r.get())
        try:
            pool.map(boom, range(6))
        except ValueError as e:
            print("caught", repr(e), type(e.__cause__).__name__)
        r = pool.apply_async(boom, (3,), error_callback=lambda e: print("err", repr(e)))
        r.wait()
        print(r.successful())
        it = pool.imap(f, range(4))
        print(next(it), it.next(), it.next(timeout=2), next(it))
        try:
            next(it)
        except StopIteration:
            print("stop")
        it = pool.imap(slow, [5])
        try:
            it.next(timeout=0.1)
        except TimeoutError as e:
            print("timeout", repr(e))
        it = pool.imap(boom, range(5))
        out = []
        while True:
            try:
                out.append(next(it))
            except ValueError as e:
                out.append(str(e))
            except StopIteration:
                break
        print(out)
        r = pool.starmap_async(add, [(1, 1), (2, 2)])
        print(r.get())
    print("Now the pool is closed and no longer available")
    try:
        pool.map(f, [1])
    except ValueError as e:
        print(e)

"""A worker that ends in the middle of a task is replaced; its task is lost, the others are done."""
from multiprocessing import Pool, TimeoutError
import os
import sys


def leave(how):
    if how == 'os':
        os._exit(3)
    sys.exit(4)


def double(x):
    return 2 * x


if __name__ == '__main__':
    for how in ('os', 'sys'):
        with Pool(1) as pool:
            lost = pool.apply_async(leave, (how,))
            print(pool.map(double, range(3)))
            try:
                lost.get(0.1)
            except TimeoutError:
                print('no result', lost.ready())
    pool = Pool(2)
    pool.close()
    pool.join()
    print(pool)
    pool = Pool(2)
    pool.terminate()
    print(pool)

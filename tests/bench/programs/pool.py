from multiprocessing import Pool
from time import perf_counter

TASKS = 20000


def double(n):
    return 2 * n


if __name__ == '__main__':
    with Pool(2) as pool:
        begin = perf_counter()
        pool.map(double, range(TASKS), 1)
        print(perf_counter() - begin)

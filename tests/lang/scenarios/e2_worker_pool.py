import time
from multiprocessing import Pool


def square(n):
    time.sleep(0.6)
    return n * n


if __name__ == '__main__':
    for numbers, most in (([2, 4, 6, 8], 2.2), ([2, 4, 6, 8, 10], 2.8)):
        began = time.time()
        with Pool(processes=4) as pool:
            print(pool.map(square, numbers, chunksize=1))
        print('in time', time.time() - began < most)
    print(list(map(lambda n: n * n, [2, 4, 6, 8])))

from multiprocessing import Process
from time import perf_counter

COUNT = 300


def nothing():
    pass


if __name__ == '__main__':
    begin = perf_counter()
    for _ in range(COUNT):
        child = Process(target=nothing)
        child.start()
        child.join()
    print(perf_counter() - begin)

import random
from multiprocessing import Process
from time import perf_counter

POINTS = 6000000


def inside(points):
    count = 0
    for _ in range(points):
        x = random.random()
        y = random.random()
        if x * x + y * y <= 1.0:
            count += 1
    return count


def split(ways):
    begin = perf_counter()
    workers = [Process(target=inside, args=(POINTS // ways,)) for _ in range(ways)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return perf_counter() - begin


if __name__ == '__main__':
    alone = min(split(1) for _ in range(3))
    together = min(split(2) for _ in range(3))
    print(alone / together)

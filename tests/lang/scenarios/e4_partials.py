from functools import partial
from multiprocessing import Pool


def add(a, b):
    return a + b


def subtract(a, b):
    return a - b


def call(task):
    return task()


if __name__ == '__main__':
    tasks = [partial(add, 4, 1), partial(subtract, 2, 1), partial(add, 3, 4)]
    with Pool(2) as pool:
        print(pool.map(call, tasks))

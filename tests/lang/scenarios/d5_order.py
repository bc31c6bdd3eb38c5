import random
import time
from multiprocessing import Process, Queue


def square(i, n, queue):
    time.sleep(random.random() / 20)
    queue.put((i, n * n))


if __name__ == '__main__':
    numbers = [2, 4, 6, 3, 5, 8, 9, 7]
    queue = Queue()
    workers = [Process(target=square, args=(i, n, queue)) for i, n in enumerate(numbers)]
    for p in workers:
        p.start()
    results = sorted(queue.get() for _ in workers)
    for p in workers:
        p.join()
    print([square for i, square in results])

# compare: masked
import random
from multiprocessing import Process, Queue


def draw(queue):
    queue.put(random.randint(1, 1000))


if __name__ == '__main__':
    queue = Queue()
    workers = [Process(target=draw, args=(queue,)) for _ in range(4)]
    for p in workers:
        p.start()
    for p in workers:
        p.join()
    for _ in workers:
        print(queue.get())

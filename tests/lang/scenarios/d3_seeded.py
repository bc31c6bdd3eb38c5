import random
from multiprocessing import Process, Queue


def draw(queue):
    random.seed(42)
    queue.put(random.randint(1, 1000))


if __name__ == '__main__':
    queue = Queue()
    workers = [Process(target=draw, args=(queue,)) for _ in range(4)]
    for p in workers:
        p.start()
    print([queue.get() for _ in workers])
    for p in workers:
        p.join()

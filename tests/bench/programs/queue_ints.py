from multiprocessing import Process, Queue
from time import perf_counter

ITEMS = 100000


def put(queue):
    for i in range(ITEMS):
        queue.put(i)


if __name__ == '__main__':
    queue = Queue()
    putter = Process(target=put, args=(queue,))
    begin = perf_counter()
    putter.start()
    for _ in range(ITEMS):
        queue.get()
    print(perf_counter() - begin)
    putter.join()

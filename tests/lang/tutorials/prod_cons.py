# compare: exact
from multiprocessing import Process, Queue
import time, random
def producer(queue, n):
    print('Producer: Running', flush=True)
    for i in range(n):
        value = i * i
        queue.put((i, value))
    queue.put(None)
def consumer(queue):
    total = 0
    while True:
        item = queue.get()
        if item is None:
            break
        total += item[1]
    print(f'Consumer: Done total={total}', flush=True)
if __name__ == '__main__':
    queue = Queue()
    p = Process(target=producer, args=(queue, 10)); p.start(); p.join()
    c = Process(target=consumer, args=(queue,)); c.start(); c.join()

import time
from multiprocessing import Lock, Process, Value


def add(counter, lock):
    time.sleep(0.1)
    with lock:
        counter.value += 1
        print(counter.value)


if __name__ == '__main__':
    counter = Value('i', 0)
    lock = Lock()
    workers = [Process(target=add, args=(counter, lock)) for _ in range(30)]
    for p in workers:
        p.start()
    for p in workers:
        p.join()
    print('in the end', counter.value)

from multiprocessing import Process, Value, Lock
from time import perf_counter

ROUNDS = 100000


def add(counter, lock):
    for _ in range(ROUNDS):
        with lock:
            counter.value += 1


if __name__ == '__main__':
    counter = Value('i', 0)
    lock = Lock()
    both = [Process(target=add, args=(counter, lock)) for _ in range(2)]
    begin = perf_counter()
    for one in both:
        one.start()
    for one in both:
        one.join()
    print(perf_counter() - begin)

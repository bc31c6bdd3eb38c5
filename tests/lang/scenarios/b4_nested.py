from multiprocessing import Lock, Process, Value


def add(total, lock):
    for _ in range(100):
        with lock:
            total.value += 1


def two(total, lock):
    mine = [Process(target=add, args=(total, lock)) for _ in range(2)]
    for p in mine:
        p.start()
    for p in mine:
        p.join()


if __name__ == '__main__':
    total = Value('d', 0.0)
    lock = Lock()
    both = [Process(target=two, args=(total, lock)) for _ in range(2)]
    for p in both:
        p.start()
    for p in both:
        p.join()
    print(total.value)

from multiprocessing import Process, Value


def add(counter):
    for _ in range(500):
        with counter.get_lock():
            counter.value += 1


if __name__ == '__main__':
    counter = Value('i')
    workers = [Process(target=add, args=(counter,)) for _ in range(3)]
    for p in workers:
        p.start()
    for p in workers:
        p.join()
    print(counter.value)

from multiprocessing import Array, Process


def fill(numbers, i):
    numbers[i] = i * i


if __name__ == '__main__':
    numbers = Array('i', 6, lock=False)
    workers = [Process(target=fill, args=(numbers, i)) for i in range(6)]
    for p in workers:
        p.start()
    for p in workers:
        p.join()
    print(numbers[:])

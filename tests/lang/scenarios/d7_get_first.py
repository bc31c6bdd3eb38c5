from multiprocessing import Process, Queue


def produce(queue):
    for n in range(20000):
        queue.put(n)


if __name__ == '__main__':
    queue = Queue()
    p = Process(target=produce, args=(queue,))
    p.start()
    total = 0
    for _ in range(20000):
        total += queue.get()
    p.join()
    print(total)

from multiprocessing import Process, Queue


def even(queue):
    for n in range(10):
        if n % 2 == 0:
            queue.put(n)


if __name__ == '__main__':
    queue = Queue()
    p = Process(target=even, args=(queue,))
    p.start()
    p.join()
    while not queue.empty():
        print(queue.get())

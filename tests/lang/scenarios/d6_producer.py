from multiprocessing import Process, Queue


def produce(queue):
    for n in range(8):
        queue.put(n)
    queue.put(None)


def consume(queue):
    while True:
        item = queue.get()
        if item is None:
            break
        print('got', item)


if __name__ == '__main__':
    queue = Queue(2)
    p = Process(target=produce, args=(queue,))
    c = Process(target=consume, args=(queue,))
    p.start()
    c.start()
    p.join()
    c.join()

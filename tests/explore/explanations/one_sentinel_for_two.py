from multiprocessing import Process, SimpleQueue

def consume(queue):
    while queue.get() is not None:
        pass

if __name__ == '__main__':
    queue = SimpleQueue()
    a = Process(target=consume, args=(queue,))
    b = Process(target=consume, args=(queue,))
    a.start()
    b.start()
    queue.put(None)
    a.join()
    b.join()

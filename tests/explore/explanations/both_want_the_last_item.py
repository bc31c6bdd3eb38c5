from multiprocessing import Process, SimpleQueue

def take(queue):
    if not queue.empty():
        queue.get()

if __name__ == '__main__':
    queue = SimpleQueue()
    queue.put('only one')
    a = Process(target=take, args=(queue,))
    b = Process(target=take, args=(queue,))
    a.start()
    b.start()
    a.join()
    b.join()

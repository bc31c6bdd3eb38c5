from multiprocessing import Process, Queue

def fill(queue):
    queue.put(1)
    queue.put(2)

if __name__ == '__main__':
    queue = Queue(1)
    child = Process(target=fill, args=(queue,))
    child.start()
    child.join()

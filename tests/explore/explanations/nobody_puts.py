from multiprocessing import Process, Queue

def take(queue):
    queue.get()

if __name__ == '__main__':
    queue = Queue()
    child = Process(target=take, args=(queue,))
    child.start()
    child.join()

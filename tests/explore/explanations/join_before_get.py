from multiprocessing import Process, Queue

def fill(queue):
    queue.put('x' * 70000)

if __name__ == '__main__':
    queue = Queue()
    child = Process(target=fill, args=(queue,))
    child.start()
    child.join()
    print(len(queue.get()))

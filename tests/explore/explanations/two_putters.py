from multiprocessing import Process, Queue

def put(queue, item):
    queue.put(item)

if __name__ == '__main__':
    queue = Queue()
    a = Process(target=put, args=(queue, 'left'))
    b = Process(target=put, args=(queue, 'right'))
    a.start()
    b.start()
    print(queue.get(), queue.get())
    a.join()
    b.join()

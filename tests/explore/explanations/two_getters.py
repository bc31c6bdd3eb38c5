from multiprocessing import Process, Queue, SimpleQueue

def take(queue, answers, name):
    item = queue.get()
    answers.put((name, item))

if __name__ == '__main__':
    queue = SimpleQueue()
    answers = SimpleQueue()
    queue.put('first')
    queue.put('second')
    a = Process(target=take, args=(queue, answers, 'a'))
    b = Process(target=take, args=(queue, answers, 'b'))
    a.start()
    b.start()
    a.join()
    b.join()
    print(sorted([answers.get(), answers.get()]))

from multiprocessing import JoinableQueue, Process


def work(queue):
    while True:
        n = queue.get()
        print('task', n)
        queue.task_done()


if __name__ == '__main__':
    queue = JoinableQueue()
    p = Process(target=work, args=(queue,), daemon=True)
    p.start()
    for n in range(5):
        queue.put(n)
    queue.join()
    print('all done')
    try:
        queue.task_done()
    except ValueError as error:
        print(error)

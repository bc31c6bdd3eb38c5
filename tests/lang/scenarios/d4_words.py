# compare: sorted
from multiprocessing import Process, Queue


def take(queue):
    print(queue.get())


if __name__ == '__main__':
    queue = Queue()
    for word in ('earth', 'water', 'air', 'fire'):
        queue.put(word)
    workers = [Process(target=take, args=(queue,)) for _ in range(4)]
    for p in workers:
        p.start()
    for p in workers:
        p.join()

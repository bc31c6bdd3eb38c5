# compare: sorted
from multiprocessing import Process


def count(label, up_to=10, *, start=0):
    while start < up_to:
        start += 1
    print(label, start)


if __name__ == '__main__':
    start = 0
    p = Process(target=count, args=('first',), kwargs={'up_to': 100, 'start': start})
    q = Process(target=count, kwargs={'label': 'second', 'up_to': 100})
    p.start()
    q.start()
    p.join()
    q.join()
    print('main still has', start)

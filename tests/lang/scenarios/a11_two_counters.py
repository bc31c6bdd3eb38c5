# compare: sorted
from multiprocessing import Process


def count(label):
    for n in range(1, 101):
        print(label, n)
    print(label, 'done')


def other():
    count('b')


if __name__ == '__main__':
    print('begin')
    p, q = Process(target=count, args=('a',)), Process(target=other)
    p.start(), q.start()
    p.join(), q.join()
    print('end')

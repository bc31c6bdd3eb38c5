# compare: sorted
from multiprocessing import Process


def square(n):
    print('square', n * n)


def cube(n):
    print('cube', n ** 3)


if __name__ == '__main__':
    first = Process(target=square, args=(5,))
    second = Process(target=cube, args=(5,))
    first.start()
    second.start()
    first.join()
    second.join()
    print('both')

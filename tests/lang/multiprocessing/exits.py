import sys
from multiprocessing import Process


def fail():
    raise ValueError('child first')


if __name__ == '__main__':
    p = Process(target=fail)
    p.start()
    p.join()
    print('before', end='')
    sys.exit(3)

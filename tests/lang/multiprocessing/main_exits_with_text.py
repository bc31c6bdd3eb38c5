import sys
from multiprocessing import Process


def late():
    print('child')


if __name__ == '__main__':
    p = Process(target=late)
    p.start()
    p.join()
    sys.exit('that was all')

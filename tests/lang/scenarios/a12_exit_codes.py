import sys
import time
from multiprocessing import Process


def leave(code):
    sys.exit(code)


def sleep():
    time.sleep(30)


def nothing():
    pass


if __name__ == '__main__':
    p = Process(target=nothing)
    p.start()
    p.join()
    print('return', p.exitcode)
    for code in (0, 3, -1, 256, 257, None, True, False):
        p = Process(target=leave, args=(code,))
        p.start()
        p.join()
        print('sys.exit', code, p.exitcode)
    p = Process(target=sleep)
    p.start()
    p.join(0.1)
    print('still there', p.is_alive(), p.exitcode)
    p.terminate()
    p.join()
    print('terminate', p.exitcode)
    p = Process(target=sleep)
    p.start()
    p.kill()
    p.join()
    print('kill', p.exitcode)

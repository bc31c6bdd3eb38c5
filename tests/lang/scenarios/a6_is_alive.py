import time
from multiprocessing import Process


def job():
    time.sleep(0.3)


if __name__ == '__main__':
    p = Process(target=job)
    print('before', p.is_alive(), p.exitcode, p.pid)
    p.start()
    print('during', p.is_alive(), p.exitcode, p.pid is not None)
    p.join()
    print('after', p.is_alive(), p.exitcode)

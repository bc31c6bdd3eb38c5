import time
from multiprocessing import Process


def job():
    time.sleep(0.2)
    print('child ends')


if __name__ == '__main__':
    print('main starts')
    p = Process(target=job)
    p.start()
    print('main ends')

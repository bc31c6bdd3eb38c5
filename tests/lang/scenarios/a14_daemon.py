import time
from multiprocessing import Process


def wait_and_print():
    time.sleep(5)
    print('never seen')


if __name__ == '__main__':
    p = Process(target=wait_and_print, daemon=True)
    print(p.daemon)
    p.start()
    print('main ends')

import time
from multiprocessing import Process


def job(number, tenths):
    time.sleep(tenths / 10)
    print('job', number, 'ends')


if __name__ == '__main__':
    began = time.time()
    for n in (1, 2, 3):
        p = Process(target=job, args=(n, 4 - n))
        p.start()
        p.join()
    print('one after another:', time.time() - began > 0.55)

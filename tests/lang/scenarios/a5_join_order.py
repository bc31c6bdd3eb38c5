import time
from multiprocessing import Process


def job(number, tenths):
    time.sleep(tenths / 10)
    print('job', number, 'ends')


if __name__ == '__main__':
    began = time.time()
    jobs = [Process(target=job, args=(n, 4 - n)) for n in (1, 2, 3)]
    for p in jobs:
        p.start()
    for p in jobs:
        p.join()
    print('all in', round((time.time() - began) * 10) < 5)

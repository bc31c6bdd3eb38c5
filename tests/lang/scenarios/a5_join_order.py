# compare: sorted
import time
from multiprocessing import Process


def job(number, tenths):
    time.sleep(tenths / 4)
    print('job', number, 'ends')


if __name__ == '__main__':
    began = time.time()
    jobs = [Process(target=job, args=(n, 4 - n)) for n in (1, 2, 3)]
    for p in jobs:
        p.start()
    for p in jobs:
        p.join()
    print('all in', time.time() - began < 1.4)

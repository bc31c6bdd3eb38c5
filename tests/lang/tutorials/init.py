# compare: sorted
from multiprocessing import Pool, current_process
import multiprocessing as mp
def init(v):
    global total
    total = v
    print("init", current_process().name)
def work(x):
    with total.get_lock():
        total.value += x
    return x
if __name__ == '__main__':
    v = mp.Value('i', 0)
    with mp.Pool(2, initializer=init, initargs=(v,), maxtasksperchild=None) as pool:
        pool.map(work, range(100), 10)
        pool.close()
        pool.join()
    print(v.value)

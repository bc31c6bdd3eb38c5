# compare: exact
from multiprocessing import Pool
import os
def pid(x):
    return os.getpid()
if __name__ == '__main__':
    with Pool(1, maxtasksperchild=1) as pool:
        pids = pool.map(pid, range(4), chunksize=1)
    print(len(set(pids)))
    with Pool(1, maxtasksperchild=2) as pool:
        pids = pool.map(pid, range(4), chunksize=1)
    print(len(set(pids)))
    with Pool(1) as pool:
        pids = pool.map(pid, range(4), chunksize=1)
    print(len(set(pids)))
    for bad in (0, -1):
        try:
            Pool(bad)
        except ValueError as e:
            print(e)
    try:
        Pool(1, maxtasksperchild=0)
    except ValueError as e:
        print(e)
    try:
        Pool(1, initializer=5)
    except TypeError as e:
        print(e)

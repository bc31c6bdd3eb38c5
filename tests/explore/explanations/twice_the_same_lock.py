from multiprocessing import Lock

if __name__ == '__main__':
    lock = Lock()
    lock.acquire()
    lock.acquire()

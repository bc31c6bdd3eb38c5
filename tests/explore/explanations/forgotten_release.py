from multiprocessing import Process, Lock

def work(lock, number):
    lock.acquire()
    if number == 2:
        lock.release()

if __name__ == '__main__':
    lock = Lock()
    a = Process(target=work, args=(lock, 1))
    b = Process(target=work, args=(lock, 2))
    a.start()
    b.start()
    a.join()
    b.join()

from multiprocessing import Process, Value, Lock

def add(total, lock):
    with lock:
        total.value += 1

if __name__ == '__main__':
    total = Value('i', 0)
    lock = Lock()
    a = Process(target=add, args=(total, lock))
    b = Process(target=add, args=(total, lock))
    a.start()
    b.start()
    a.join()
    b.join()
    print(total.value)

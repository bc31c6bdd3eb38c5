from multiprocessing import Process, Value, Lock

def add(total):
    lock = Lock()
    with lock:
        total.value += 1

if __name__ == '__main__':
    total = Value('i', 0)
    a = Process(target=add, args=(total,))
    b = Process(target=add, args=(total,))
    a.start()
    b.start()
    a.join()
    b.join()
    print(total.value)

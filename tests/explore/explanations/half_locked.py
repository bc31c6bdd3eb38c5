from multiprocessing import Process, Value, Lock

def careful(total, lock):
    with lock:
        total.value += 1

def careless(total):
    total.value += 1

if __name__ == '__main__':
    total = Value('i', 0)
    lock = Lock()
    a = Process(target=careful, args=(total, lock))
    b = Process(target=careless, args=(total,))
    a.start()
    b.start()
    a.join()
    b.join()
    print(total.value)

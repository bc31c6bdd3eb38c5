from multiprocessing import Process, Value, Lock

def greedy(lock, done):
    while done.value == 0:
        with lock:
            pass

def modest(lock, done):
    with lock:
        done.value = 1

if __name__ == '__main__':
    lock = Lock()
    done = Value('i', 0)
    a = Process(target=greedy, args=(lock, done))
    b = Process(target=modest, args=(lock, done))
    a.start()
    b.start()
    a.join()
    b.join()

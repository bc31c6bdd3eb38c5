from multiprocessing import Process, Value, Lock

def withdraw(balance, lock):
    with lock:
        enough = balance.value >= 70
    if enough:
        with lock:
            balance.value -= 70

if __name__ == '__main__':
    balance = Value('i', 100)
    lock = Lock()
    a = Process(target=withdraw, args=(balance, lock))
    b = Process(target=withdraw, args=(balance, lock))
    a.start()
    b.start()
    a.join()
    b.join()
    print(balance.value)

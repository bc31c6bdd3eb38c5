from multiprocessing import Lock, Process, Value


def careless(balance, lock):
    try:
        with lock:
            balance.value -= 50
            raise RuntimeError('no bread today')
    except RuntimeError as error:
        print('child:', error)


if __name__ == '__main__':
    balance = Value('i', 100)
    lock = Lock()
    p = Process(target=careless, args=(balance, lock))
    p.start()
    p.join()
    with lock:
        balance.value += 50
    print(balance.value, lock.acquire(False), lock.acquire(False))

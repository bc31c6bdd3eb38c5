from multiprocessing import Lock, Process, Value

ROUNDS = 2000


def change(balance, lock, amount):
    for _ in range(ROUNDS):
        lock.acquire()
        balance.value += amount
        lock.release()


if __name__ == '__main__':
    balance = Value('i', 100)
    lock = Lock()
    p = Process(target=change, args=(balance, lock, -1))
    q = Process(target=change, args=(balance, lock, 1))
    p.start()
    q.start()
    p.join()
    q.join()
    print('balance', balance.value)

from multiprocessing import Lock, Process, Value


def withdraw(balance, lock, amount):
    with lock:
        if balance.value >= amount:
            balance.value -= amount
            print('paid')
        else:
            print('refused')


if __name__ == '__main__':
    balance = Value('i', 100)
    lock = Lock()
    both = [Process(target=withdraw, args=(balance, lock, 70)) for _ in range(2)]
    for p in both:
        p.start()
    for p in both:
        p.join()
    print(balance.value)

from multiprocessing import Lock, Process, Queue

table = {'a': 1}


class Account:
    rate = 2

    def __init__(self, start):
        self.balance = start
        self.lock = Lock()

    def pay(self, amount, queue):
        with self.lock:
            self.balance += amount * Account.rate
            table['a'] = self.balance
            queue.put((self.balance, table))


if __name__ == '__main__':
    account = Account(10)
    queue = Queue()
    step = 5

    def inner():
        account.pay(step, queue)

    for target in (inner, lambda: account.pay(1, queue)):
        p = Process(target=target)
        p.start()
        print(queue.get())
        p.join()
    p = Process(target=account.pay, args=(100, queue))
    p.start()
    print(queue.get())
    p.join()
    print(account.balance, table)

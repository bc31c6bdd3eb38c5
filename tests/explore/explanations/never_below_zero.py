# explore: --invariant balance>=0
from multiprocessing import Process, Value

def withdraw(balance):
    if balance.value >= 70:
        balance.value -= 70

if __name__ == '__main__':
    balance = Value('i', 100)
    a = Process(target=withdraw, args=(balance,))
    b = Process(target=withdraw, args=(balance,))
    a.start()
    b.start()
    a.join()
    b.join()

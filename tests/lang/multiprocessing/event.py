import time
from multiprocessing import Event, Process


def waiter(event, name):
    print(event.wait())


if __name__ == '__main__':
    event = Event()
    print(event.is_set(), event.wait(0.01), event.wait(0))
    waiters = [Process(target=waiter, args=(event, n)) for n in range(3)]
    for p in waiters:
        p.start()
    time.sleep(0.05)
    event.set()
    for p in waiters:
        p.join()
    print(event.is_set(), event.wait(), event.wait(timeout=5))
    event.clear()
    print(event.is_set())

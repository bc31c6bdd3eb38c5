from multiprocessing import Condition, Lock, Process, Value


def waiter(condition, flag, order):
    with condition:
        while not flag.value:
            condition.wait()
        order.value += 1
        print('woken', order.value)


if __name__ == '__main__':
    condition = Condition()
    flag, order = Value('i', 0), Value('i', 0)
    waiters = [Process(target=waiter, args=(condition, flag, order)) for _ in range(3)]
    for p in waiters:
        p.start()
    with condition:
        flag.value = 1
        condition.notify_all()
    for p in waiters:
        p.join()
    with condition:
        print(condition.wait(0.01), condition.wait_for(lambda: True), condition.wait_for(lambda: False, 0.02))
        condition.notify()
        condition.notify(5)
    for action in (condition.wait, condition.notify, condition.notify_all, condition.release):
        try:
            action()
        except AssertionError as error:
            print(error)
    own = Condition(Lock())
    print(own.acquire(), own.acquire(False))
    own.release()
    with condition:
        with condition:
            print(condition.wait(0.01))

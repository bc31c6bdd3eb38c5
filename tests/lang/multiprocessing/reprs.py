from multiprocessing import (BoundedSemaphore, Condition, Event, Lock, Process, RLock, Semaphore, Value, current_process)


def show(*things):
    for thing in things:
        print(thing)


if __name__ == '__main__':
    lock, rlock = Lock(), RLock()
    print(lock, [rlock])
    lock.acquire()
    rlock.acquire()
    rlock.acquire()
    print(lock, rlock, f'{lock}', str(rlock))
    p = Process(target=show, args=(lock, rlock))
    p.start()
    p.join()
    current_process().name = 'renamed'
    print(lock, repr(rlock))
    semaphore, bounded = Semaphore(3), BoundedSemaphore(2)
    semaphore.acquire()
    bounded.acquire()
    print(semaphore, bounded)
    print(Condition(), repr(Value('i', 5)), Value('d', 1, lock=False), Value('i', 3).get_obj())
    print(str(Event())[:9], str(Event())[-6:])
    p = Process(target=show, name='p')
    print(str(p)[:17], str(p)[-8:])
    p.start()
    p.join()
    print(str(p)[-20:])

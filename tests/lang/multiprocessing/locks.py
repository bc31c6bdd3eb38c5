from multiprocessing import BoundedSemaphore, Lock, Process, RLock, Semaphore


def said(action):
    try:
        print(repr(action()))
    except Exception as error:
        print(type(error).__name__ + ':', error)


def take(lock, how):
    print('child', lock.acquire(*how))


def give(lock):
    lock.release()


lock = Lock()
print(lock.acquire(), lock.acquire(False), lock.acquire(True, 0.01), lock.acquire(timeout=0.01), lock.acquire(block=False))
lock.release()
said(lock.release)
print(lock.acquire(timeout=-1))
lock.release()
said(lambda: lock.acquire(timeout='x'))
with lock:
    p = Process(target=take, args=(lock, (False,)))
    p.start()
    p.join()
    p = Process(target=take, args=(lock, (True, 0.05)))
    p.start()
    p.join()
lock.acquire()
p = Process(target=give, args=(lock,))
p.start()
p.join()
print('released by another', lock.acquire(False))

r = RLock()
print(r.acquire(), r.acquire())
r.release()
p = Process(target=take, args=(r, (False,)))
p.start()
p.join()
r.release()
said(r.release)
with r:
    with r:
        print('twice')

s = Semaphore(2)
print(s.acquire(), s.get_value(), s.acquire(), s.get_value(), s.acquire(False))
s.release()
s.release()
s.release()
print(s.get_value())
said(lambda: Semaphore(-1))
said(lambda: Semaphore('a'))
b = BoundedSemaphore(1)
said(b.release)
with b:
    print(b.get_value())

from multiprocessing import Process, Condition, Value, Array, Lock
class RWLock:
    def __init__(self):
        self.cond = Condition(); self.readers = Value('i', 0, lock=False)
    def acquire_read(self):
        with self.cond: self.readers.value += 1
    def release_read(self):
        with self.cond:
            self.readers.value -= 1
            if self.readers.value == 0: self.cond.notify_all()
    def acquire_write(self):
        self.cond.acquire()
        while self.readers.value > 0: self.cond.wait()
    def release_write(self): self.cond.release()
def reader(l, a):
    for _ in range(5):
        l.acquire_read()
        try: assert a[0] == a[1]
        finally: l.release_read()
def writer(l, a):
    for _ in range(5):
        l.acquire_write()
        a[0] += 1; a[1] += 1
        l.release_write()
if __name__ == '__main__':
    l = RWLock(); a = Array('i', 2)
    ps = [Process(target=reader, args=(l, a)) for _ in range(2)] + [Process(target=writer, args=(l, a)) for _ in range(2)]
    for p in ps: p.start()
    for p in ps: p.join()
    print(a[:], [p.exitcode for p in ps])

from multiprocessing import Process, JoinableQueue, Queue
def stage1(a, b):
    for x in iter(a.get, None): b.put(x + 1)
    b.put(None)
def stage2(b, c):
    while (x := b.get()) is not None: c.put(x * 10)
    c.put(None)
if __name__ == '__main__':
    a, b, c = Queue(), Queue(), Queue()
    ps = [Process(target=stage1, args=(a, b)), Process(target=stage2, args=(b, c))]
    for p in ps: p.start()
    for i in range(5): a.put(i)
    a.put(None)
    print([x for x in iter(c.get, None)])
    for p in ps: p.join()

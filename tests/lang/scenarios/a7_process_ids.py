# compare: sorted
import os
from multiprocessing import Process, Queue


def tell(queue, deeper):
    if deeper:
        child = Process(target=tell, args=(queue, False))
        child.start()
        child.join()
    queue.put((os.getpid(), os.getppid()))


if __name__ == '__main__':
    queue = Queue()
    me = os.getpid()
    children = [Process(target=tell, args=(queue, n == 1)) for n in range(2)]
    for p in children:
        p.start()
    told = [queue.get() for _ in range(3)]
    for p in children:
        p.join()
    pids = [pid for pid, parent in told]
    print('all different', len(set(pids + [me])) == 4)
    print('children of main', sum(parent == me for pid, parent in told))
    print('grandchild', sum(parent in [p.pid for p in children] for pid, parent in told))
    print('known to main', all(p.pid in pids for p in children))

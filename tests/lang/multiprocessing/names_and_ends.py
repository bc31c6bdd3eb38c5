import os
import sys
import time
from multiprocessing import Process, active_children, current_process, parent_process


def show(depth):
    print(current_process().name, parent_process().name, parent_process().pid == os.getppid())
    if depth:
        child = Process(target=show, args=(depth - 1,))
        child.start()
        child.join()


def sleep():
    time.sleep(20)


def say_and_leave():
    print('no newline', end='')
    sys.exit('text on standard error')


def nested():
    Process(target=time.sleep, args=(0.05,)).start()
    raise KeyError('lost')


class Worker(Process):
    def run(self):
        print(self.name, self is current_process())


if __name__ == '__main__':
    print(current_process().name, parent_process(), active_children())
    show(0) if parent_process() else None
    for target, args in ((show, (2,)), (say_and_leave, ()), (nested, ())):
        p = Process(target=target, args=args)
        p.start()
        p.join()
        print(p.name, p.exitcode)
    w = Worker()
    w.start()
    w.join()
    named = Worker(name='Erna')
    named.start()
    named.join()
    s = Process(target=sleep)
    s.start()
    print([c.name for c in active_children()], s.is_alive())
    s.join(0.05)
    print(s.exitcode)
    s.terminate()
    s.join()
    print(active_children(), s.exitcode, s.is_alive())
    try:
        s.close()
        s.start()
    except ValueError as error:
        print(error)
    try:
        show.daemon = True
        q = Process(target=show)
        q.name = 5
    except AssertionError as error:
        print(error)
    d = Process(target=sleep, daemon=True)
    d.start()
    try:
        d.daemon = False
    except AssertionError as error:
        print(error)
    print('end of main')

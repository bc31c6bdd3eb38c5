import queue
from multiprocessing import JoinableQueue, Process, Queue, SimpleQueue


def said(action):
    try:
        print(repr(action()))
    except Exception as error:
        print(type(error).__name__ + ':', error)


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __repr__(self):
        return f'Point({self.x}, {self.y})'


def double(x):
    return 2 * x


def echo(source, target):
    while True:
        item = source.get()
        target.put(item)
        if item is None:
            break


if __name__ == '__main__':
    there, back = Queue(), Queue()
    p = Process(target=echo, args=(there, back))
    p.start()
    shared = [1, 2]
    for item in (0, -1, 255, 256, 70000, -70000, 2 ** 40, 2 ** 100, -2 ** 63, 1.5, True, 'text', 'ünï', b'bytes',
                 (), (1,), (1, 2, 3, 4), [], [1, [2, [3]]], {'a': 1, 'b': (2, 3)}, {1, 2}, frozenset([3]), range(3),
                 Point(1, 'y'), double, len, Point, ValueError('bad', 7), 'x' * 300, [shared, shared]):
        there.put(item)
        got = back.get()
        if callable(got) and not isinstance(got, type):
            print(got(3) if got is double else got([1, 2]))
        elif isinstance(got, Exception):
            print(type(got).__name__, got.args)
        else:
            print(got)
    there.put([shared, shared])
    got = back.get()
    print(got[0] is got[1], got[0] is shared)
    there.put(None)
    print(back.get())
    p.join()
    q = Queue(2)
    said(lambda: q.get(False))
    said(lambda: q.get_nowait())
    said(lambda: q.get(timeout=0.01))
    q.put(1)
    q.put(2, True, 1)
    said(lambda: q.put(3, False))
    said(lambda: q.put_nowait(3))
    said(lambda: q.put(3, timeout=0.01))
    print(q.full(), q.qsize(), q.get(), q.get(timeout=1), q.full())
    try:
        q.get(timeout=0.01)
    except queue.Empty:
        print('empty')
    s = SimpleQueue()
    print(s.empty())
    s.put('one')
    print(s.empty(), s.get())
    said(lambda: s.put(lambda: 1))
    j = JoinableQueue()
    j.put(1)
    print(j.get())
    j.task_done()
    j.join()
    said(j.task_done)
    q.close()
    q.join_thread()
    print(bool(q), len([q]))

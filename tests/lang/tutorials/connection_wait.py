from multiprocessing import Process, Pipe, current_process
from multiprocessing.connection import wait, Connection


def foo(w: Connection):
    for i in range(3):
        w.send((i, current_process().name))
    w.close()


if __name__ == '__main__':
    readers = []
    for i in range(4):
        r, w = Pipe(duplex=False)
        readers.append(r)
        p = Process(target=foo, args=(w,))
        p.start()
        w.close()
    got = []
    while readers:
        for r in wait(readers):
            try:
                msg = r.recv()
            except EOFError:
                readers.remove(r)
            else:
                got.append(msg)
    print(sorted(got))
    p = Process(target=print, args=('child',))
    p.start()
    print(wait([p.sentinel]) == [p.sentinel])
    a, b = Pipe()
    print(wait([a, b], 0.05), isinstance(a, Connection), type(a))
    b.send(1)
    print(wait([a, b]) == [a], wait([], 0))

from multiprocessing import Pipe, Process


def said(action):
    try:
        print(repr(action()))
    except Exception as error:
        print(type(error).__name__ + ':', error)


def child(end):
    end.send('from child')
    print('child got', end.recv())


if __name__ == '__main__':
    a, b = Pipe()
    print(a.closed, a.readable, a.writable, a.poll())
    a.send([1, 2])
    print(b.poll(), b.poll(0.1), b.recv())
    b.send_bytes(b'raw')
    print(a.recv_bytes())
    p = Process(target=child, args=(b,))
    p.start()
    print(a.recv())
    a.send({'k': 'v'})
    p.join()
    b.close()
    said(lambda: a.send(1))
    said(a.recv)
    a.close()
    said(a.recv)
    said(a.poll)
    print(a.closed)
    r, w = Pipe(False)
    said(lambda: r.send(1))
    said(w.recv)
    with w:
        w.send(1)
    print(r.recv(), w.closed)
    said(r.recv)
    said(lambda: Pipe()[0].send(lambda: 1))

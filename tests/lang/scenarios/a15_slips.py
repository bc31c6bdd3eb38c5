# compare: sorted
from multiprocessing import Process


def greet(name):
    print('hello', name)


def said(action):
    try:
        action()
        print('no error')
    except (AssertionError, TypeError, ValueError) as error:
        print(type(error).__name__ + ':', error)


if __name__ == '__main__':
    p = Process(target=greet, args=('Peter',))
    said(p.join)
    p.start()
    said(p.start)
    p.join()
    said(lambda: Process(greet))
    said(lambda: Process(target=greet, args=5))
    p.close()
    said(p.join)
    said(p.is_alive)
    q = Process(target=greet('Paul'))
    q.start()
    q.join()
    print(q.exitcode)

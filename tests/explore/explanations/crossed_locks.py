from multiprocessing import Process, Lock

def forth(a, b):
    with a:
        with b:
            pass

def back(a, b):
    with b:
        with a:
            pass

if __name__ == '__main__':
    a = Lock()
    b = Lock()
    p = Process(target=forth, args=(a, b))
    q = Process(target=back, args=(a, b))
    p.start()
    q.start()
    p.join()
    q.join()

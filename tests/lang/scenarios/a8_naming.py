from multiprocessing import Process, current_process


def tell(depth):
    print(current_process().name)
    if depth:
        p = Process(target=tell, args=(depth - 1,))
        p.start()
        p.join()


if __name__ == '__main__':
    print(current_process().name)
    for name in ('kitchen', 'garden', None):
        p = Process(target=tell, args=(1,), name=name)
        p.start()
        p.join()
    p.name = 'shed'
    print(p.name)

from multiprocessing import Process

things = [1, 2]


def extend():
    global things
    things += [3, 4, 5]
    print('child has', things)


if __name__ == '__main__':
    p = Process(target=extend)
    p.start()
    p.join()
    print('main has', things)

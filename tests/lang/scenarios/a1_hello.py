from multiprocessing import Process


def greet(name):
    print('hello', name)


if __name__ == '__main__':
    p = Process(target=greet, args=('Ada',))
    p.start()

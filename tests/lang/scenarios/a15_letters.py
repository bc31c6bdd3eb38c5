from multiprocessing import Process


def greet(name):
    print('hello', name)


if __name__ == '__main__':
    p = Process(target=greet, args=('Peter'))
    p.start()
    p.join()
    print('exit code', p.exitcode)

from multiprocessing import Process


def divide():
    print(1 // 0)


if __name__ == '__main__':
    p = Process(target=divide)
    p.start()
    p.join()
    print('exit code', p.exitcode)

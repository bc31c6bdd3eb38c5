from multiprocessing import Process


def work(number):
    print('worker', number)


if __name__ == '__main__':
    for number in range(5):
        p = Process(target=work, args=(number,))
        p.start()
        p.join()

# compare: sorted
from multiprocessing import Process


def work(number):
    print('worker', number)


if __name__ == '__main__':
    workers = []
    for number in range(5):
        p = Process(target=work, args=(number,))
        workers.append(p)
        p.start()
    for p in workers:
        p.join()

from multiprocessing import Process, Pipe
from time import perf_counter

ROUNDS = 20000


def echo(end):
    for _ in range(ROUNDS):
        end.send(end.recv())


if __name__ == '__main__':
    here, there = Pipe()
    child = Process(target=echo, args=(there,))
    child.start()
    begin = perf_counter()
    for i in range(ROUNDS):
        here.send(i)
        here.recv()
    print(perf_counter() - begin)
    child.join()

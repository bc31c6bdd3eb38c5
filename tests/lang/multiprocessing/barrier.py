# compare: sorted
from multiprocessing import Barrier, Process, Value


def act():
    print('all there')


def meet(barrier, sum):
    place = barrier.wait()
    with sum.get_lock():
        sum.value += place


if __name__ == '__main__':
    barrier = Barrier(3, act)
    sum = Value('i', 0)
    for _ in range(2):
        workers = [Process(target=meet, args=(barrier, sum)) for _ in range(3)]
        for p in workers:
            p.start()
        for p in workers:
            p.join()
    print('sum of places', sum.value)
    print('parties', barrier.parties, barrier.n_waiting, barrier.broken)
    barrier.abort()
    try:
        barrier.wait()
    except Exception as error:
        print(type(error).__name__, barrier.broken)
    barrier.reset()
    print('broken', barrier.broken)
    try:
        Barrier(2).wait(0.01)
    except Exception as error:
        print(type(error).__name__)

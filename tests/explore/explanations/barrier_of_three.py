from multiprocessing import Process, Barrier

def meet(barrier):
    barrier.wait()

if __name__ == '__main__':
    barrier = Barrier(3)
    pair = [Process(target=meet, args=(barrier,)) for _ in range(2)]
    for one in pair:
        one.start()
    for one in pair:
        one.join()

from multiprocessing import Process, Semaphore, Value

def grab(token, winner, me):
    if token.acquire(block=False):
        winner.value = me

if __name__ == '__main__':
    token = Semaphore(1)
    winner = Value('i', 0)
    a = Process(target=grab, args=(token, winner, 1))
    b = Process(target=grab, args=(token, winner, 2))
    a.start()
    b.start()
    a.join()
    b.join()
    print('winner', winner.value)

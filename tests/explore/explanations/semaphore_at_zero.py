from multiprocessing import Process, Semaphore

def down(seats):
    seats.acquire()

if __name__ == '__main__':
    seats = Semaphore(1)
    a = Process(target=down, args=(seats,))
    b = Process(target=down, args=(seats,))
    a.start()
    b.start()
    a.join()
    b.join()

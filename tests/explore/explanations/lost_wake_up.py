from multiprocessing import Process, Condition

def sleeper(bell):
    with bell:
        bell.wait()

def ringer(bell):
    with bell:
        bell.notify()

if __name__ == '__main__':
    bell = Condition()
    a = Process(target=sleeper, args=(bell,))
    b = Process(target=ringer, args=(bell,))
    a.start()
    b.start()
    a.join()
    b.join()

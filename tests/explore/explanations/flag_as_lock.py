from multiprocessing import Process, Value

def enter(taken, inside):
    if taken.value == 0:
        taken.value = 1
        inside.value += 1

if __name__ == '__main__':
    taken = Value('i', 0)
    inside = Value('i', 0)
    a = Process(target=enter, args=(taken, inside))
    b = Process(target=enter, args=(taken, inside))
    a.start()
    b.start()
    a.join()
    b.join()
    print('inside', inside.value)

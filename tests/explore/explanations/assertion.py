from multiprocessing import Process, Value

def enter(inside):
    inside.value += 1
    assert inside.value == 1, 'two are inside'
    inside.value -= 1

if __name__ == '__main__':
    inside = Value('i', 0)
    a = Process(target=enter, args=(inside,))
    b = Process(target=enter, args=(inside,))
    a.start()
    b.start()
    a.join()
    b.join()

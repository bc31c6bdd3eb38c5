from multiprocessing import Process, Value, Array

def fill(count, slots):
    place = count.value
    slots[place] = 1
    count.value = place + 1

def take_all(count, slots):
    while count.value > 0:
        slots[count.value] = 0
        count.value -= 1

if __name__ == '__main__':
    count = Value('i', 1)
    slots = Array('i', 2)
    a = Process(target=fill, args=(count, slots))
    b = Process(target=take_all, args=(count, slots))
    a.start()
    b.start()
    a.join()
    b.join()
    print(count.value)

from multiprocessing import Process, Array

def add(slots):
    slots[1] += 1

if __name__ == '__main__':
    slots = Array('i', [0, 7])
    a = Process(target=add, args=(slots,))
    b = Process(target=add, args=(slots,))
    a.start()
    b.start()
    a.join()
    b.join()
    print(slots[1])

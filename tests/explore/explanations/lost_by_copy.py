from multiprocessing import Process, Value

def add(total):
    seen = total.value
    seen = seen + 5
    total.value = seen

if __name__ == '__main__':
    total = Value('i', 10)
    a = Process(target=add, args=(total,))
    b = Process(target=add, args=(total,))
    a.start()
    b.start()
    a.join()
    b.join()
    print(total.value)

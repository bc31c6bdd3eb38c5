from multiprocessing import Process, Value

def double(x):
    x.value = x.value * 2

if __name__ == '__main__':
    x = Value('d', 1.5)
    a = Process(target=double, args=(x,))
    b = Process(target=double, args=(x,))
    a.start()
    b.start()
    a.join()
    b.join()
    print(x.value)

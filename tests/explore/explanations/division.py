from multiprocessing import Process, Value

def set_zero(x):
    x.value = 0

def divide(x):
    print(10 // x.value)

if __name__ == '__main__':
    x = Value('i', 5)
    a = Process(target=set_zero, args=(x,))
    b = Process(target=divide, args=(x,))
    a.start()
    b.start()
    a.join()
    b.join()

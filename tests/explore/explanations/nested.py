from multiprocessing import Process, Value

def add(total):
    total.value += 100

def nest(total):
    inner = Process(target=add, args=(total,))
    inner.start()
    total.value += 1
    inner.join()

if __name__ == '__main__':
    total = Value('i', 0)
    child = Process(target=nest, args=(total,))
    child.start()
    child.join()
    print(total.value)

from multiprocessing import Process, Value

def add(total):
    total.value += 1

if __name__ == '__main__':
    total = Value('i', 0)
    children = [Process(target=add, args=(total,)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    print(total.value)

from multiprocessing import Process, Value

def wait(flag):
    while flag.value == 0:
        pass

if __name__ == '__main__':
    flag = Value('i', 0)
    child = Process(target=wait, args=(flag,))
    child.start()
    child.join()

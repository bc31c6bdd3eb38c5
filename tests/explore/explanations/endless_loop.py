from multiprocessing import Process

def spin():
    while True:
        pass

if __name__ == '__main__':
    child = Process(target=spin)
    child.start()
    child.join()

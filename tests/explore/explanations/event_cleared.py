from multiprocessing import Process, Event

def wait(ready):
    ready.wait()

if __name__ == '__main__':
    ready = Event()
    child = Process(target=wait, args=(ready,))
    child.start()
    ready.set()
    ready.clear()
    child.join()

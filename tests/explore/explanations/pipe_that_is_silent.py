from multiprocessing import Process, Pipe

def listen(end):
    end.recv()

if __name__ == '__main__':
    here, there = Pipe()
    child = Process(target=listen, args=(there,))
    child.start()
    child.join()

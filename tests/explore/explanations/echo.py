from multiprocessing import Process, Pipe

def echo(end):
    end.send(end.recv() * 2)

if __name__ == '__main__':
    mine, its = Pipe()
    child = Process(target=echo, args=(its,))
    child.start()
    mine.send(21)
    print(mine.recv())
    child.join()

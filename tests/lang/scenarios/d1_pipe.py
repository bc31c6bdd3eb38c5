from multiprocessing import Pipe, Process


def send(end):
    end.send([1, 'two', 3.0, None, {'four': (5, 6)}])
    end.close()


if __name__ == '__main__':
    here, there = Pipe()
    p = Process(target=send, args=(there,))
    p.start()
    print(here.recv())
    p.join()

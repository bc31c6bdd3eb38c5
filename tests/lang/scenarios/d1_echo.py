from multiprocessing import Pipe, Process


def echo(end):
    while True:
        try:
            end.send(end.recv() * 2)
        except EOFError:
            print('the other end is closed')
            break


if __name__ == '__main__':
    here, there = Pipe()
    p = Process(target=echo, args=(there,))
    p.start()
    there.close()
    for thing in (21, 'ab', [1]):
        here.send(thing)
        print(here.recv())
    print(here.poll(), here.poll(0.01))
    p.terminate()
    p.join()

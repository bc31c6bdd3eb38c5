from multiprocessing import Pipe, Process


def send(writer):
    for n in range(3):
        writer.send(n)
    writer.close()


if __name__ == '__main__':
    reader, writer = Pipe(duplex=False)
    p = Process(target=send, args=(writer,))
    p.start()
    writer.close()
    try:
        while True:
            print(reader.recv())
    except EOFError:
        print('end')
    p.join()
    for misuse in (lambda: reader.send(1), lambda: writer.recv(), lambda: writer.send(1)):
        try:
            misuse()
        except OSError as error:
            print(error)

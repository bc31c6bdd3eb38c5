from multiprocessing import Process

def work():
    return sum(range(10))

if __name__ == '__main__':
    a = Process(target=work)
    b = Process(target=work)
    a.start()
    b.start()
    a.join()
    b.join()
    print('done')

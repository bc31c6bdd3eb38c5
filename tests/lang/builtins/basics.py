from multiprocessing import Process
def f():
    x = [1]
    return x[3]
if __name__ == '__main__':
    p = Process(target=f)
    p.start()
    p.join()
    print(p.exitcode)

from multiprocessing import Process

def say(word):
    print(word)

if __name__ == '__main__':
    a = Process(target=say, args=('first',))
    b = Process(target=say, args=('second',))
    a.start()
    b.start()
    a.join()
    b.join()

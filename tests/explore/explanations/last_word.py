# explore: --see last-line
from multiprocessing import Process, Value

def paint(wall, colour):
    wall.value = colour
    print('painted', colour)

if __name__ == '__main__':
    wall = Value('i', 0)
    a = Process(target=paint, args=(wall, 1))
    b = Process(target=paint, args=(wall, 2))
    a.start()
    b.start()
    a.join()
    b.join()
    print('the wall is', wall.value)

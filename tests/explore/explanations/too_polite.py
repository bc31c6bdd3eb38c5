from multiprocessing import Process, Array

def step_aside(wants, me):
    wants[me] = 1
    while wants[1 - me]:
        wants[me] = 0
        wants[me] = 1
    wants[me] = 0

if __name__ == '__main__':
    wants = Array('i', 2)
    a = Process(target=step_aside, args=(wants, 0))
    b = Process(target=step_aside, args=(wants, 1))
    a.start()
    b.start()
    a.join()
    b.join()

import multiprocessing as mp, sys
def c(x): sys.exit(x)
if __name__ == '__main__':
    for x in (None, 0, 1, 3, -1, 256, 257, True, "text", 2.5, [1], (), "", 10**20):
        p = mp.Process(target=c, args=(x,)); p.start(); p.join(); print(repr(x), p.exitcode)
    sys.exit("bye")

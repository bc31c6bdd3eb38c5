import multiprocessing as mp
class MyE(Exception): pass
def child(): raise MyE("bad thing")
def child2(): {}["k"]
if __name__ == '__main__':
    for t in (child, child2):
        p = mp.Process(target=t); p.start(); p.join(); print(p.exitcode)

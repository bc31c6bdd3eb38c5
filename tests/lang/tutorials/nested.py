import multiprocessing as mp
def grand(): print(mp.current_process().name, mp.parent_process().name, flush=True)
def child():
    print(mp.current_process().name, flush=True)
    p = mp.Process(target=grand); p.start(); p.join()
    p = mp.Process(target=grand, name="named"); p.start(); p.join()
if __name__ == '__main__':
    p = mp.Process(target=child); p.start(); p.join()
    p = mp.Process(target=child); p.start(); p.join()
    def dchild():
        try: mp.Process(target=grand).start()
        except AssertionError as e: print(e)
        try: mp.Pool(1)
        except AssertionError as e: print(e)
    d = mp.Process(target=dchild, daemon=True); d.start(); d.join(); print(d.exitcode)

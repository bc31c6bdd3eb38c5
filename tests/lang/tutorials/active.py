import multiprocessing as mp, time
def w(t): time.sleep(t)
if __name__ == '__main__':
    ps = [mp.Process(target=w, args=(0.3,), name=f"w{i}") for i in range(3)]
    for p in ps: p.start()
    print(sorted(p.name for p in mp.active_children()), len(mp.active_children()))
    for p in ps: p.join()
    print(mp.active_children())

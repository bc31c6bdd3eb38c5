import multiprocessing as mp, time
def child(): time.sleep(0.2); print("child done")
if __name__ == '__main__':
    p = mp.Process(target=child); p.start()
    raise RuntimeError("main dies")

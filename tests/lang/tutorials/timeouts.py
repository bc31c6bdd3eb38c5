import multiprocessing as mp, time
def work(n): time.sleep(n)
if __name__ == '__main__':
    p = mp.Process(target=work, args=(0.6,)); p.start(); p.join(timeout=0.1); print(p.is_alive(), p.exitcode)
    if p.is_alive(): p.terminate(); p.join()
    print(p.exitcode, p.is_alive())
    a, b = mp.Pipe(); print(a.poll(0.05), a.poll()); b.send([1]); print(a.poll(None), a.recv())
    s = mp.Semaphore(0); t = time.time(); print(s.acquire(timeout=0.05), 0.03 < time.time() - t < 1)
    print(time.strftime("%Y") >= "2024", time.ctime()[:0], time.perf_counter() > 0, time.monotonic() > 0, time.process_time() >= 0, time.time_ns() > 0, time.gmtime(0), time.localtime().tm_year >= 2024, time.mktime(time.localtime(0)) == 0, time.asctime(time.gmtime(0)))

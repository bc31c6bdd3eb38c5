import multiprocessing as mp, os, time
l = mp.Lock(); r = mp.RLock(); s = mp.Semaphore(2); b = mp.BoundedSemaphore(1); e = mp.Event(); q = mp.Queue(); c = mp.Condition(); ba = mp.Barrier(2)
def tr(f):
    try: print(f())
    except BaseException as x: print(type(x).__module__, type(x).__name__, x)
tr(lambda: l.release()); tr(lambda: r.release()); tr(lambda: b.release()); tr(lambda: (s.release(), s)); tr(lambda: l.acquire(False)); tr(lambda: l.acquire(False)); tr(lambda: l.acquire(timeout=0.01)); tr(lambda: l.acquire(True, 0.01)); tr(lambda: l); tr(lambda: r); tr(lambda: s.get_value()); tr(lambda: b)
tr(lambda: (r.acquire(), r.acquire(), r)); tr(lambda: q.get(timeout=0.01)); tr(lambda: q.get_nowait()); tr(lambda: q.get(False)); tr(lambda: mp.Queue(1).put(1)); q2 = mp.Queue(1); q2.put(1); tr(lambda: q2.put(2, False)); tr(lambda: q2.put_nowait(3)); tr(lambda: q2.put(3, timeout=0.01)); tr(lambda: (q2.full(), q2.qsize())); time.sleep(0.05); tr(lambda: (q2.empty(), q2.get()))
tr(lambda: e.wait(0.01)); tr(lambda: (e.set(), e.is_set(), e.wait(), e.clear(), e.is_set())); tr(lambda: ba.parties); tr(lambda: ba.wait(0.01)); tr(lambda: ba.broken); tr(lambda: (ba.reset(), ba.broken, ba.n_waiting)); tr(lambda: l.foo); tr(lambda: mp.Semaphore(-1)); tr(lambda: mp.Process(5)); tr(lambda: mp.Process(target=5).start()); tr(lambda: mp.Process(args=5)); tr(lambda: mp.Process(foo=5))
p = mp.Process(target=time.sleep, args=(0,)); tr(lambda: p.join()); tr(lambda: p.is_alive()); tr(lambda: p.terminate()); tr(lambda: p.pid); tr(lambda: p.exitcode); tr(lambda: p.sentinel); p.start(); tr(lambda: p.start()); tr(lambda: setattr(p, 'daemon', True)); p.join(); p.close(); tr(lambda: p.exitcode); tr(lambda: p.pid)
tr(lambda: q.close()); tr(lambda: mp.set_start_method('nope')); tr(lambda: mp.get_context('nope')); tr(lambda: mp.get_start_method())
x, y = mp.Pipe(); y.close(); tr(lambda: x.recv()); tr(lambda: x.send(1)); tr(lambda: y.recv()); tr(lambda: x.poll()); x.close(); tr(lambda: x.send(1)); tr(lambda: x.closed)
r1, w1 = mp.Pipe(False); tr(lambda: r1.send(1)); tr(lambda: w1.recv()); tr(lambda: (r1.readable, r1.writable)); tr(lambda: (w1.send_bytes(b"abc"), r1.recv_bytes())); tr(lambda: (w1.send_bytes(b"abcdef"), r1.recv_bytes(2)))

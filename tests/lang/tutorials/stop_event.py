from multiprocessing import Process, Event, Queue
import time, queue
def worker(stop, q):
    n = 0
    while not stop.is_set():
        n += 1; time.sleep(0.01)
    q.put("stopped")
if __name__ == '__main__':
    stop = Event(); q = Queue()
    p = Process(target=worker, args=(stop, q), daemon=True); p.start()
    time.sleep(0.1); stop.set(); p.join(2)
    print(q.get(timeout=1), p.exitcode, p.is_alive())
    try: q.get(block=True, timeout=0.05)
    except queue.Empty: print("Empty")

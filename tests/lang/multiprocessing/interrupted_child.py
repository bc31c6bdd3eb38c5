import multiprocessing, os, signal, time
def c(ev):
    try:
        ev.set(); time.sleep(5)
    except KeyboardInterrupt:
        print("interrupted")
if __name__ == '__main__':
    ev = multiprocessing.Event()
    p = multiprocessing.Process(target=c, args=(ev,)); p.start(); ev.wait(); time.sleep(0.1); os.kill(p.pid, signal.SIGINT); p.join(); print(p.exitcode)

import multiprocessing, os, signal, time
def c(ev):
    ev.set(); time.sleep(5)
if __name__ == '__main__':
    ev = multiprocessing.Event()
    p = multiprocessing.Process(target=c, args=(ev,)); p.start(); ev.wait(); time.sleep(0.1); os.kill(p.pid, signal.SIGINT); p.join(); print(p.exitcode)
    try:
        os.kill(os.getpid(), signal.SIGINT); time.sleep(0.1)
    except KeyboardInterrupt: print("main too")
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    p = multiprocessing.Process(target=c, args=(ev,)); ev.clear(); p.start(); ev.wait(); time.sleep(0.1); os.kill(p.pid, signal.SIGINT); p.join(); print(p.exitcode, signal.getsignal(signal.SIGINT))

import os, signal, time
from multiprocessing import Process, Value, Event

def on_term(number, frame):
    print('handler', number == signal.SIGTERM)
    raise SystemExit(3)

def on_usr1(number, frame):
    print('usr1')

def sleeper(ready):
    signal.signal(signal.SIGTERM, on_term)
    ready.set()
    time.sleep(20)

def counter(ready):
    signal.signal(signal.SIGUSR1, on_usr1)
    signal.signal(signal.SIGTERM, on_term)
    ready.set()
    n = 0
    while True:
        n += 1

def deaf(ready):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ready.set()
    time.sleep(0.3)
    print('not disturbed')

if __name__ == '__main__':
    for target in (sleeper, counter, deaf):
        ready = Event()
        p = Process(target=target, args=(ready,))
        p.start()
        ready.wait()
        if target is counter:
            os.kill(p.pid, signal.SIGUSR1)
            time.sleep(0.1)
        p.terminate()
        p.join()
        print(p.exitcode)

# compare: sorted
import multiprocessing
import time
def wait_for_event(e):
    print('wait_for_event: starting')
    e.wait()
    print('wait_for_event: e.is_set()->', e.is_set())
def wait_for_event_timeout(e, t):
    print('wait_for_event_timeout: starting')
    print(e.wait(t))
    print('wait_for_event_timeout: e.is_set()->', e.is_set())
if __name__ == '__main__':
    e = multiprocessing.Event()
    w1 = multiprocessing.Process(name='block', target=wait_for_event, args=(e,))
    w1.start()
    w2 = multiprocessing.Process(name='nonblock', target=wait_for_event_timeout, args=(e, 0.1))
    w2.start()
    print('main: waiting before calling Event.set()')
    time.sleep(0.5)
    e.set()
    print('main: event is set')
    w1.join(); w2.join()

import multiprocessing
import time
def daemon():
    time.sleep(5)
    print('never')
def non_daemon():
    print('Starting:', multiprocessing.current_process().name)
if __name__ == '__main__':
    d = multiprocessing.Process(name='daemon', target=daemon)
    d.daemon = True
    n = multiprocessing.Process(name='non-daemon', target=non_daemon, daemon=False)
    d.start()
    time.sleep(0.1)
    n.start()
    d.join(0.2)
    print('d.is_alive()', d.is_alive(), d.daemon, n.daemon)
    n.join()

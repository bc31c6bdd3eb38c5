# compare: sorted
from multiprocessing import Barrier, Lock, Process
from time import time
from datetime import datetime
def test_with_barrier(synchronizer, serializer):
    name = "x"
    i = synchronizer.wait()
    with serializer: print("pass", i)
def act(): print("action")
if __name__ == '__main__':
    s = Barrier(3, action=act); l = Lock()
    ps = [Process(target=test_with_barrier, args=(s, l)) for _ in range(3)]
    [p.start() for p in ps]; [p.join() for p in ps]

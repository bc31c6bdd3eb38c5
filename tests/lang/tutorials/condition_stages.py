# compare: exact
import multiprocessing
import time
def stage_1(cond):
    with cond:
        print('done and ready for stage 2', flush=True)
        cond.notify_all()
def stage_2(cond, n):
    with cond:
        n.release()
        cond.wait()
        print('running')
if __name__ == '__main__':
    condition = multiprocessing.Condition()
    ready = multiprocessing.Semaphore(0)
    s1 = multiprocessing.Process(name='s1', target=stage_1, args=(condition,))
    s2_clients = [multiprocessing.Process(name='stage_2[{}]'.format(i), target=stage_2, args=(condition, ready)) for i in range(1, 3)]
    for c in s2_clients:
        c.start()
    ready.acquire(); ready.acquire()
    s1.start()
    s1.join()
    for c in s2_clients:
        c.join()
    with condition:
        print(condition.wait(0.05), condition.wait_for(lambda: False, 0.05), condition.wait_for(lambda: 5))
    try:
        condition.notify()
    except Exception as e:
        print(type(e), e)
    try:
        condition.wait()
    except Exception as e:
        print(type(e), e)

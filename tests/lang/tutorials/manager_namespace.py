import multiprocessing
def producer(ns, event):
    ns.value = 'This is the value'
    ns.my_list = [1]
    ns.my_list.append('lost')
    event.set()
def consumer(ns, event):
    try:
        print('Before event: {}'.format(ns.value))
    except Exception as err:
        print('Before event, error:', str(err), type(err))
    event.wait()
    print('After event:', ns.value, ns.my_list)
if __name__ == '__main__':
    mgr = multiprocessing.Manager()
    namespace = mgr.Namespace()
    event = multiprocessing.Event()
    c = multiprocessing.Process(target=consumer, args=(namespace, event))
    c.start()
    import time
    time.sleep(0.2)
    p = multiprocessing.Process(target=producer, args=(namespace, event))
    p.start()
    c.join()
    p.join()
    print(namespace)

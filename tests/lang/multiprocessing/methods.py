import multiprocessing as mp


def job(x):
    print(x)


if __name__ == '__main__':
    mp.freeze_support()
    mp.set_start_method('fork')
    print(mp.get_start_method(), mp.cpu_count() > 0)
    context = mp.get_context('fork')
    q = context.Queue()
    p = context.Process(target=q.put, args=(5,))
    p.start()
    print(q.get())
    p.join()
    for method in ('nothing',):
        try:
            mp.get_context(method)
        except ValueError as error:
            print(error)
    p = mp.Process(target=job, kwargs={'x': 'keyword'})
    p.start()
    p.join()
    print(issubclass(mp.TimeoutError, mp.ProcessError))

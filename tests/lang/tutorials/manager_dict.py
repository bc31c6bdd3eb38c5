import multiprocessing
def worker(d, key, value):
    d[key] = value
if __name__ == '__main__':
    mgr = multiprocessing.Manager()
    d = mgr.dict()
    jobs = [multiprocessing.Process(target=worker, args=(d, i, i * 2)) for i in range(10)]
    for j in jobs:
        j.start()
    for j in jobs:
        j.join()
    print('Results:', dict(sorted(d.items())))
    print(len(d), 3 in d, d.get(99), d.get(99, 'x'), sorted(d.keys()), sorted(d.values()))
    d.update({1: 'one'}, two=2)
    print(d[1], d['two'], d.pop('two'), d.setdefault('s', []))
    try:
        d['nope']
    except KeyError as e:
        print('KeyError', e)
    d.clear()
    print(d, d.copy())

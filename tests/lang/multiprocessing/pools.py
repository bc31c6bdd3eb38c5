from multiprocessing import Pool


class Scale:
    def __init__(self, by):
        self.by = by

    def times(self, x):
        return x * self.by


def initialise(value):
    global base
    base = value


def add(x):
    return x + base


def fail(x):
    if x == 3:
        raise KeyError('three')
    return x


def said(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__ + ':', error)


if __name__ == '__main__':
    with Pool(2, initialise, (100,)) as pool:
        print(pool.map(add, range(5)), pool.map(Scale(3).times, [1, 2]), pool.map(len, ['a', 'bb']))
        said(lambda: pool.map(fail, range(6)))
        said(lambda: pool.map(lambda x: x, [1]))
        print(pool.map(add, []), pool.starmap(divmod, [(7, 2), (9, 4)]))
        print([x for x in pool.imap(add, range(4))])
        said(lambda: list(pool.imap(fail, range(6))))
        it = pool.imap(add, [1])
        print(next(it))
        said(lambda: next(it))
        r = pool.map_async(add, [1, 2, 3], callback=print)
        r.wait()
        print(r.ready(), r.successful(), r.get())
        print(pool.apply(max, (3, 9)), pool.apply(int, ('ff',), {'base': 16}))
    said(lambda: pool.map(add, [1]))
    with Pool(2, maxtasksperchild=2) as pool:
        print(pool.map(abs, range(-6, 0), chunksize=1))
    pool = Pool(1)
    said(pool.join)
    results = [pool.apply_async(pow, (2, n)) for n in range(4)]
    pool.close()
    pool.join()
    print([r.get() for r in results])
    said(lambda: Pool(0))

from multiprocessing import Manager, Pool, Process


def work(numbers, table, space, number):
    numbers.append(number)
    table[number] = number * number
    space.last = number


def add(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def put(pair):
    queue, number = pair
    queue.put(number)


if __name__ == '__main__':
    with Manager() as manager:
        numbers = manager.list([0])
        table = manager.dict({'a': 1}, b=2)
        space = manager.Namespace(x=5)
        for n in (1, 2, 3):
            p = Process(target=work, args=(numbers, table, space, n))
            p.start()
            p.join()
            print(p.name)
        print(numbers, list(numbers), numbers[1:], len(numbers), numbers[-1], 2 in numbers)
        print(table, table.keys(), sorted(table.items(), key=str), table.get('z', 0), 'a' in table, table.copy())
        print(space.x, space.last, space)
        numbers[0] = 9
        numbers.extend([7, 8])
        numbers.sort()
        del numbers[0]
        print(numbers[:], numbers.pop(), numbers.index(7), numbers + [1])
        del table['a']
        table.update({'c': 3}, d=4)
        print(dict(table), table.pop('b'), len(table))
        try:
            table['nothing']
        except KeyError as error:
            print('KeyError', error)
        counter, lock = manager.Value('i', 0), manager.Lock()
        workers = [Process(target=add, args=(counter, lock, 20)) for _ in range(2)]
        for p in workers:
            p.start()
        for p in workers:
            p.join()
        print(counter.value)
        queue = manager.Queue()
        with Pool(2) as pool:
            pool.map(put, [(queue, n) for n in range(4)])
        print(sorted(queue.get() for _ in range(4)), queue.empty())
        event = manager.Event()
        event.set()
        print(event.is_set(), manager.Array('i', [1, 2])[1])

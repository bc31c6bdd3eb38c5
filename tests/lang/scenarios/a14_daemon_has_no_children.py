from multiprocessing import Process


def nothing():
    pass


def have_child():
    try:
        Process(target=nothing).start()
    except AssertionError as error:
        print(error)


if __name__ == '__main__':
    p = Process(target=have_child, daemon=True)
    p.start()
    p.join()
    print(p.exitcode)

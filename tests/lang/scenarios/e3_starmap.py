from multiprocessing import Pool


def power(base, exponent):
    return base ** exponent


if __name__ == '__main__':
    with Pool(3) as pool:
        print(pool.starmap(power, [(2, 2), (4, 3), (5, 5)]))

from decimal import Decimal, getcontext
from multiprocessing import Pool


def pi(digits):
    getcontext().prec = digits + 5
    total = Decimal(0)
    for k in range(digits):
        total += (Decimal(1) / 16 ** k) * (Decimal(4) / (8 * k + 1) - Decimal(2) / (8 * k + 4)
                                           - Decimal(1) / (8 * k + 5) - Decimal(1) / (8 * k + 6))
    return str(total)[:digits + 2]


if __name__ == '__main__':
    alone = [pi(n) for n in (50, 80, 100)]
    with Pool(3) as pool:
        together = pool.map(pi, (50, 80, 100))
    print(alone == together, together[2])

from decimal import Decimal, getcontext
from time import perf_counter


def pi(digits):
    getcontext().prec = digits
    total = Decimal(0)
    for k in range(digits):
        total += (Decimal(4) / (8 * k + 1) - Decimal(2) / (8 * k + 4) - Decimal(1) / (8 * k + 5)
                  - Decimal(1) / (8 * k + 6)) / Decimal(16) ** k
    return total


begin = perf_counter()
for digits in (1000, 1500, 2000):
    pi(digits)
print(perf_counter() - begin)

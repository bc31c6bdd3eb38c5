import random
from time import perf_counter

POINTS = 2000000


def inside(points):
    count = 0
    for _ in range(points):
        x = random.random()
        y = random.random()
        if x * x + y * y <= 1.0:
            count += 1
    return count


begin = perf_counter()
inside(POINTS)
print(perf_counter() - begin)

import random
from multiprocessing import Pool, cpu_count


def inside(share):
    seed, points = share
    source = random.Random(seed)
    count = 0
    for _ in range(points):
        x, y = source.random(), source.random()
        count += x * x + y * y <= 1
    return count


if __name__ == '__main__':
    shares = [(seed, 20000) for seed in range(4)]
    with Pool() as pool:
        counts = pool.map(inside, shares)
    print(counts, cpu_count() >= 1, abs(4 * sum(counts) / 80000 - 3.14159) < 0.05)

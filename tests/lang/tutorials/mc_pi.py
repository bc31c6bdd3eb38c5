import random
from multiprocessing import Pool, cpu_count
def inside(args):
    n, seed = args
    rng = random.Random(seed); c = 0
    for _ in range(n):
        x, y = rng.random(), rng.random()
        if x * x + y * y <= 1.0: c += 1
    return c
if __name__ == '__main__':
    n, k = 20000, 4
    with Pool(k) as p: c = sum(p.map(inside, [(n, s) for s in range(k)]))
    print(f"pi ~ {4 * c / (n * k):.6f}")

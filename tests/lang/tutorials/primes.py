import multiprocessing as mp
import time
def is_prime(n):
    if n < 2: return False
    for i in range(2, int(n**0.5) + 1):
        if n % i == 0: return False
    return True
def count(r):
    return sum(is_prime(n) for n in range(*r))
if __name__ == "__main__":
    start = time.perf_counter()
    N = 20000; k = 4
    chunks = [(i * N // k, (i + 1) * N // k) for i in range(k)]
    with mp.Pool(k) as pool:
        print(sum(pool.map(count, chunks)))
    elapsed = time.perf_counter() - start
    print(f"{elapsed:.2f}"[:0] + "done", f"{'Total':<10}|{42:>8,}|")

from time import perf_counter


def sieve(limit):
    prime = [True] * (limit + 1)
    prime[0] = prime[1] = False
    for n in range(2, int(limit ** 0.5) + 1):
        if prime[n]:
            for multiple in range(n * n, limit + 1, n):
                prime[multiple] = False
    return sum(prime)


begin = perf_counter()
for _ in range(10):
    sieve(200000)
print(perf_counter() - begin)

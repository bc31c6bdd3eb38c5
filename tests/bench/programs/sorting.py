import random
from time import perf_counter

random.seed(1)
numbers = [random.random() for _ in range(200000)]
whole = [random.randrange(1000000) for _ in range(200000)]
begin = perf_counter()
sorted(numbers)
sorted(whole)
print(perf_counter() - begin)

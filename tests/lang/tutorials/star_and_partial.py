from functools import partial
from itertools import product, repeat
from multiprocessing import Pool
def power(base, exp, offset=0): return base ** exp + offset
def describe(name, age, city="X"): return f"{name} is {age} in {city}"
if __name__ == '__main__':
    with Pool(2) as p:
        print(p.starmap(power, zip([1, 2, 3], repeat(2))))
        print(p.map(partial(power, exp=3, offset=1), [1, 2, 3]))
        print(p.starmap(partial(describe, city="Rome"), [("A", 1), ("B", 2)]))
        print(p.starmap(power, product([1, 2], [2, 3])))
        print([r.get() for r in [p.apply_async(describe, ("C", 3), {"city": "Oslo"}) for _ in range(2)]])
        for i, r in enumerate(p.imap(partial(power, 2), range(4)), start=1): print(i, r, end="; ")
        print()

import random
random.seed(42)
print(random.random(), random.randint(1, 6), random.randrange(0, 100, 5), random.uniform(1, 2), random.choice("abc"), random.choices([1, 2, 3], k=4), random.choices("ab", weights=[1, 9], k=5), random.sample(range(100), 5), random.gauss(0, 1), random.normalvariate(0, 1), random.expovariate(2), random.triangular(0, 1, 0.5), random.betavariate(2, 3), random.gammavariate(2, 3), random.gammavariate(0.5, 1), random.gammavariate(1, 1), random.vonmisesvariate(1, 2), random.lognormvariate(0, 1), random.paretovariate(3), random.weibullvariate(1, 2), random.getrandbits(70), random.randbytes(3))
x = list(range(8)); random.shuffle(x); print(x)
r = random.Random(7); print(r.random(), r.getstate()[0]); s = r.getstate(); a = r.random(); r.setstate(s); print(a == r.random())
random.seed("text"); print(random.random()); random.seed(3.5); print(random.random()); random.seed(-5); print(random.random()); random.seed(b"by"); print(random.random()); random.seed(None)
for f in (lambda: random.randint(5, 1), lambda: random.choice([]), lambda: random.sample([1], 2), lambda: random.randrange(0), lambda: random.randrange(1.5), lambda: random.choices([], k=1), lambda: random.shuffle((1, 2)), lambda: random.sample({1, 2}, 1), lambda: random.seed([]), lambda: random.choices([1], weights=[0]), lambda: random.vonmisesvariate(0, 1e-9) and 1 and None, lambda: random.gammavariate(0, 1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(random.sample(['a', 'b'], counts=[3, 1], k=3) and 1)

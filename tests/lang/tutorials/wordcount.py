from multiprocessing import Pool
from collections import Counter
from functools import reduce
text = """the cat sat on the mat
the dog sat on the log
cats and dogs"""
def mapper(line): return Counter(line.split())
def reducer(a, b):
    a.update(b); return a
if __name__ == '__main__':
    with Pool(3) as pool:
        total = reduce(reducer, pool.map(mapper, text.splitlines()))
    for w, c in sorted(total.items(), key=lambda kv: (-kv[1], kv[0]))[:4]:
        print(f"{w!r:>8}: {c}")
    print(total.most_common(1))

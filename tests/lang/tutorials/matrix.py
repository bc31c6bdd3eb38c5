from multiprocessing import Pool
def row_mul(args):
    row, B = args
    return [sum(a * b for a, b in zip(row, col)) for col in zip(*B)]
if __name__ == '__main__':
    A = [[1, 2], [3, 4], [5, 6]]; B = [[7, 8, 9], [10, 11, 12]]
    with Pool(2) as p:
        C = p.map(row_mul, [(r, B) for r in A])
    for r in C:
        print(" ".join(f"{v:4d}" for v in r))

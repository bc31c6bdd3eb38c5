from multiprocessing import Process, Pipe, Pool
import random
def merge(l, r):
    out = []; i = j = 0
    while i < len(l) and j < len(r):
        if l[i] <= r[j]: out.append(l[i]); i += 1
        else: out.append(r[j]); j += 1
    return out + l[i:] + r[j:]
def msort(a, conn=None, depth=2):
    if len(a) <= 1: res = a
    elif depth == 0: res = sorted(a)
    else:
        m = len(a) // 2
        pl, cl = Pipe(); pr, cr = Pipe()
        ps = [Process(target=msort, args=(a[:m], cl, depth - 1)), Process(target=msort, args=(a[m:], cr, depth - 1))]
        for p in ps: p.start()
        res = merge(pl.recv(), pr.recv())
        for p in ps: p.join()
    if conn: conn.send(res); conn.close()
    return res
if __name__ == '__main__':
    random.seed(3); a = [random.randint(0, 999) for _ in range(50)]
    print(msort(a) == sorted(a), a[:5])

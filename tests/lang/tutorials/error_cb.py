from multiprocessing import Pool
import traceback, sys
def bad(x):
    if x == 2: raise ValueError(f"bad {x}")
    return x
def cb(r): print("result", r)
def ecb(e): print("error", type(e).__name__, e)
if __name__ == '__main__':
    with Pool(2) as p:
        rs = []
        for i in range(4):
            r = p.apply_async(bad, (i,), callback=cb, error_callback=ecb)
            r.wait(); rs.append(r)
        print([r.successful() for r in rs])
        try:
            p.map(bad, [1, 2, 3])
        except ValueError:
            t = traceback.format_exc()
            print(t.strip().split("\n")[-1], "RemoteTraceback" in t)
        r = p.map_async(bad, [0, 2], error_callback=ecb); r.wait()
        print(list(p.imap_unordered(bad, [])))
        p.apply(bad, (2,))

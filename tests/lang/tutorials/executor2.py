from concurrent.futures import ProcessPoolExecutor, as_completed, wait, FIRST_COMPLETED, ALL_COMPLETED, TimeoutError, CancelledError
import time
def work(n):
    time.sleep(0.05 * n)
    if n == 3:
        raise RuntimeError("bad three")
    return n * 10
if __name__ == '__main__':
    with ProcessPoolExecutor(max_workers=4) as ex:
        futs = {ex.submit(work, i): i for i in range(5)}
        got = []
        for f in as_completed(futs):
            try:
                got.append((futs[f], f.result()))
            except RuntimeError as e:
                got.append((futs[f], str(e)))
        print(sorted(got))
        f = ex.submit(work, 2)
        f.add_done_callback(lambda fu: print("done", fu.result()))
        print(f.result(timeout=5), f.done(), f.running(), f.cancelled(), f.cancel())
        f = ex.submit(work, 3)
        print(repr(f.exception()))
        f = ex.submit(time.sleep, 1)
        try:
            f.result(timeout=0.01)
        except TimeoutError as e:
            print("timeout", type(e), e.args)
        done, not_done = wait([ex.submit(work, 0), ex.submit(work, 1)], return_when=ALL_COMPLETED)
        print(len(done), len(not_done))
        res = wait([ex.submit(work, 0), ex.submit(work, 4)], timeout=3, return_when=FIRST_COMPLETED)
        print(len(res.done) >= 1)
        print(list(ex.map(pow, [2, 3], [4, 5], chunksize=1)))
    try:
        ex.submit(work, 1)
    except RuntimeError as e:
        print(e)

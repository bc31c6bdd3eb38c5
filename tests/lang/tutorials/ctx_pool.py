from multiprocessing import get_context, set_start_method, get_start_method
import multiprocessing
def sq(x): return x * x
if __name__ == '__main__':
    ctx = get_context('fork')
    q = ctx.Queue(); p = ctx.Process(target=q.put, args=(5,)); p.start(); print(q.get()); p.join()
    with ctx.Pool(2) as pool: print(pool.map(sq, [1, 2, 3]))
    print(get_start_method(), multiprocessing.get_all_start_methods(), ctx.get_start_method(), ctx.cpu_count() > 0, multiprocessing.current_process().name, multiprocessing.current_process()._identity, multiprocessing.parent_process())
    try: set_start_method('fork')
    except RuntimeError as e: print(e)
    set_start_method('fork', force=True)

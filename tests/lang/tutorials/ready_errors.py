from multiprocessing import Pool
import time
if __name__ == '__main__':
    with Pool(2) as p:
        r = p.apply_async(time.sleep, (0.3,))
        print(r.ready())
        try:
            r.successful()
        except ValueError as e:
            print(str(e)[-10:])
        r.wait(0.05)
        print(r.ready())
        r.wait()
        print(r.ready(), r.successful(), r.get())
        r = p.apply_async(divmod, (1, 0))
        try:
            r.get()
        except ZeroDivisionError as e:
            print(e)
        r = p.apply_async(int, ("x",))
        r.get()

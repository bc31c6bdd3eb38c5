from multiprocessing.managers import BaseManager
import multiprocessing
class MathsClass:
    def add(self, x, y): return x + y
    def mul(self, x, y): return x * y
    def boom(self): raise ValueError("server side")
class MyManager(BaseManager): pass
MyManager.register('Maths', MathsClass)
def f(maths): print(maths.mul(6, 7))
if __name__ == '__main__':
    with MyManager() as manager:
        maths = manager.Maths()
        print(maths.add(4, 3)); print(maths.mul(7, 8))
        p = multiprocessing.Process(target=f, args=(maths,)); p.start(); p.join()
        try: maths.boom()
        except ValueError as e: print(e)

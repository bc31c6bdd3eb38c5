import multiprocessing, time, os
class Worker(multiprocessing.Process):
    count = 0
    def __init__(self, n, result):
        super().__init__()
        self.n = n
        self.result = result
        Worker.count += 1
    def run(self):
        self.n += 1
        Worker.count += 10
        self.result.value += self.n
        print(f"{self.name} n={self.n} count={Worker.count} daemon={self.daemon} {multiprocessing.current_process() is self} {multiprocessing.parent_process().name}", flush=True)
if __name__ == '__main__':
    v = multiprocessing.Value('d', 0.5)
    ws = [Worker(i, v) for i in range(3)]
    for w in ws: w.start(); w.join()
    print(v.value, Worker.count, [w.n for w in ws], [w.exitcode for w in ws], multiprocessing.active_children())
    w = Worker(9, v); w.name = "Bob"; w.daemon = True; w.start(); w.join(); print(w.name)
    class NoRun(multiprocessing.Process): pass
    n = NoRun(target=print, args=("target",), kwargs={"end": "!\n"}); n.start(); n.join(); print(n.name)
    class NoSuper(multiprocessing.Process):
        def __init__(self): self.x = 1
    try: NoSuper().start()
    except Exception as e: print(type(e).__name__, e)
    multiprocessing.Process(target=lambda: print("lambda")).start()

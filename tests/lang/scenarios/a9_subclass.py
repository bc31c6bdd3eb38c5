# compare: sorted
from multiprocessing import Process


class Worker(Process):
    def __init__(self, number):
        super().__init__()
        self.number = number

    def run(self):
        print(self.name, 'works on', self.number)


if __name__ == '__main__':
    workers = [Worker(7), Worker(8)]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    print('names', [w.name for w in workers])

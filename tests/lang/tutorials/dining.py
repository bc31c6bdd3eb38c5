from multiprocessing import Process, Lock, Value
import time
def philosopher(i, left, right, meals):
    first, second = (left, right) if i % 2 == 0 else (right, left)
    for _ in range(3):
        with first:
            with second:
                with meals.get_lock():
                    meals.value += 1
if __name__ == '__main__':
    forks = [Lock() for _ in range(5)]; meals = Value('i', 0)
    ps = [Process(target=philosopher, args=(i, forks[i], forks[(i + 1) % 5], meals), name=f"Phil-{i}") for i in range(5)]
    [p.start() for p in ps]; [p.join() for p in ps]
    print("meals:", meals.value, [p.name for p in ps])

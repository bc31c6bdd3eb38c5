from multiprocessing import Array, Process


def change(numbers):
    for i in range(len(numbers)):
        numbers[i] = numbers[i] * 10


if __name__ == '__main__':
    numbers = Array('i', [1, 2, 3])
    p = Process(target=change, args=(numbers,))
    p.start()
    p.join()
    print(numbers[:], list(numbers), len(numbers), numbers[-1])

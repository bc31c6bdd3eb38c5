from time import perf_counter


def count(rounds):
    words = ['w' + str(i % 997) for i in range(1000)]
    counts = {}
    for _ in range(rounds):
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    return len(counts)


begin = perf_counter()
count(1000)
print(perf_counter() - begin)

# What is larger than a process may be raises MemoryError, and the process goes on.
for grow in (lambda: [0] * 10 ** 12, lambda: "x" * 10 ** 12, lambda: 1 << 10 ** 13):
    try:
        grow()
    except (MemoryError, OverflowError):
        print("too large")
print(sum(range(1000)))

def range(*args):
    return ["shadow", len(args)]


for x in range(1, 2):
    print(x)
print([v for v in range(5)])
del range
for x in range(2):
    print(x)

from time import perf_counter


def build(count):
    text = ''
    parts = []
    for i in range(count):
        text += chr(97 + i % 26)
        parts.append(str(i) + ':' + text[-3:])
    return len('-'.join(parts).upper().split('-'))


begin = perf_counter()
for _ in range(3):
    build(100000)
print(perf_counter() - begin)

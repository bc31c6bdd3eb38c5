def alone(n):
    s = ""
    for i in range(n):
        s += str(i) + ","
    return s


def aliased(n):
    s = ""
    kept = []
    for i in range(n):
        s += "abcdefgh"
        if i % 40 == 0:
            kept.append(s)
    t = s
    s += "tail"
    return [len(k) for k in kept], len(t), len(s), kept[1] == "abcdefgh" * 41


def twice(n):
    s = "x" * 200
    t = s
    for i in range(n):
        s += "y"
        t += s
    return len(s), len(t), t[-5:]


def itself():
    s = "ab"
    for i in range(10):
        s += s
    return len(s), s[:6], s[-3:]


def parameter(s):
    before = s
    s += "more"
    s += "again"
    return before, s


def keys():
    d = {}
    s = "k" * 200
    for i in range(5):
        s += "x"
        d[s] = i
        s += "y"
    return [(len(k), v) for k, v in d.items()], [d.get("k" * 200 + "xy" * i + "x") for i in range(5)]


def hashed():
    s = "h" * 300
    s += "a"
    first = hash(s)
    s += "b"
    return hash(s) != first, hash(s) == hash("h" * 300 + "ab")


def unicode_text():
    s = "é" * 100
    for i in range(50):
        s += "ü😀"
    return len(s), s[99:103], s.isascii()


def in_handler(n):
    s = ""
    held = None
    for i in range(n):
        try:
            s += "0123456789"
            if i == 20:
                held = s
                raise ValueError
            s += 5 if i == 30 else "x"
        except (ValueError, TypeError):
            s += "!"
    return len(s), len(held), held[-1]


def generator():
    s = ""
    for i in range(60):
        s += "abc"
        if i % 20 == 19:
            yield s


text = alone(2000)
print(len(text), text[:12], text[-12:])
print(aliased(200))
print(twice(30))
print(itself())
long = "p" * 300
print([len(p) for p in parameter(long)], len(long))
print(keys())
print(hashed())
print(unicode_text())
print(in_handler(50))
print([len(p) for p in generator()], [p[-3:] for p in list(generator())])
total = 0
total += 1
total += 2.5
print(total)

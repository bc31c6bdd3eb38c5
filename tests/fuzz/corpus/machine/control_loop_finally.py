def f(kind):
    log = []
    for i in range(4):
        try:
            if i == 1 and kind == "continue":
                continue
            if i == 2 and kind == "break":
                break
            if i == 2 and kind == "return":
                return log
            if i == 2 and kind == "raise":
                raise ValueError(i)
            log.append(i)
        except ValueError:
            log.append("caught")
        else:
            log.append("else")
        finally:
            log.append("finally")
    else:
        log.append("loop else")
    log.append("end")
    return log


for kind in ["plain", "continue", "break", "return", "raise"]:
    print(kind, f(kind))


def g():
    while True:
        try:
            return "first"
        finally:
            break
    return "second"


print(g())


def h():
    for i in range(3):
        try:
            1 / 0
        finally:
            continue
    return i


print(h())


def k():
    try:
        return 1
    finally:
        return 2


print(k())


def nested():
    out = []
    try:
        try:
            out.append(1)
            return out
        finally:
            out.append(2)
    finally:
        out.append(3)


print(nested())


def value_kept():
    x = 1
    try:
        return x
    finally:
        x = 2


print(value_kept())


def deep():
    for a in range(2):
        try:
            for b in range(3):
                try:
                    if b == 1:
                        break
                    print("body", a, b)
                finally:
                    print("inner", a, b)
            print("after inner loop")
        finally:
            print("outer", a)


deep()


def gen():
    try:
        for i in range(3):
            try:
                yield i
            finally:
                print("f", i)
    finally:
        print("gen over")


for v in gen():
    print(v)
    if v == 1:
        continue

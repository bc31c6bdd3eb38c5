from multiprocessing import Array, RawArray


def said(action):
    try:
        print(repr(action()))
    except Exception as error:
        print(type(error).__name__ + ':', error)


def put(a, i, x):
    a[i] = x


a = Array('i', [1, 2, 3, 4])
print(a[0], a[-1], a[:], a[1:3], a[::2], a[::-1], len(a))
said(lambda: a[9])
said(lambda: a[-9])
said(lambda: a['x'])
said(lambda: put(a, 9, 1))
said(lambda: put(a, 0, 'x'))
said(lambda: put(a, 0, 1.5))
a[0:2] = [7, 8]
print(a[:])
said(lambda: put(a, slice(0, 2), [1]))
print(list(a), 8 in a, 99 in a, sum(a), max(a), sorted(a))
for i, x in enumerate(a):
    a[i] = x * 2
print(a[:])
print(Array('d', 3)[:], RawArray('i', [5, 6])[:], Array('i', range(4))[:], Array('i', (1, 2), lock=False)[:])
said(lambda: Array('i', -1))
said(lambda: Array('i', 2.5))
with a.get_lock():
    a[0] = a[1]
with a:
    print(a[0])
print(a.get_obj()[:])
b = Array('u', 'hallo')
print(b[:], b[1], len(b))
b[0] = 'b'
print(b[:])
c = Array('c', b'hello')
print(c.value, c[:], c[1])
c.value = b'du'
print(c.value, c[:], len(c))
said(lambda: setattr(c, 'value', b'much too long'))

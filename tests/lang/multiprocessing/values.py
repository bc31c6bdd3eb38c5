import ctypes
from multiprocessing import Lock, RawValue, RLock, Value


def said(action):
    try:
        print(repr(action()))
    except Exception as error:
        print(type(error).__name__ + ':', error)


def put(v, x):
    v.value = x


v = Value('i', 5)
said(lambda: put(v, 1.5))
said(lambda: put(v, 'a'))
said(lambda: put(v, None))
said(lambda: put(v, 2 ** 31))
print(v.value)
said(lambda: put(v, 2 ** 70 + 7))
print(v.value)
put(v, True)
print(v.value)
d = Value('d', 1)
print(d.value)
said(lambda: put(d, 'x'))
said(lambda: put(d, 10 ** 400))
said(lambda: Value('z', 1))
said(lambda: Value('i', 'x'))
said(lambda: Value('i', 1, 2))
print(Value('i').value, Value('d').value)
for code, number in (('b', 200), ('B', 300), ('h', 40000), ('H', 70000), ('I', -1), ('l', 2 ** 63), ('L', -1),
                     ('q', -5), ('Q', 2 ** 64 - 1), ('f', 0.1)):
    print(code, Value(code, number).value)
print(Value(ctypes.c_bool, 3).value, Value(ctypes.c_double, 2).value, Value('u', 'é').value)
print(RawValue('i', 3).value, Value('i', 4, lock=False).value)
said(lambda: Value('i', 0).nothing)
said(lambda: Value('i', 0, lock=False).get_lock())
said(lambda: Value('i', 0, lock=5))
lock = Lock()
w = Value('i', 1, lock=lock)
print(w.get_lock() is lock, type(v.get_lock()).__name__)
with w.get_lock():
    print(lock.acquire(False))
with v:
    v.value += 1
    with v.get_lock():
        v.value += 1
print(v.value)
v.acquire()
v.release()
print(v.get_obj().value)

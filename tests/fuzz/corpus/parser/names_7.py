class A:
    x = 1
    def f(self):
        nonlocal x
def f():
    x = 1
    def g():
        global x
        nonlocal x

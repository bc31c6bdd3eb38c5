# One place that meets a class and its instances by turns: what the place remembers of one must not serve the other.
class C:
    limit = 3

    def f(self=None):
        return 'called'


def read(x):
    return x.limit


def call(x):
    return x.f()


for x in (C(), C, C(), C):
    print(call(x))
one = C()
one.limit = 4
for x in (one, C, one, C):
    print(read(x))

"""What `*=` says when nothing can be repeated."""


class A:
    pass


for a in ({}, set(), range(3), A(), 1.5, None, [1], 'x', (), {}.keys()):
    for b in ([1], 'x', {}, None, 1.5):
        for in_place in (True, False):
            c = a
            try:
                if in_place:
                    c *= b
                else:
                    c = c * b
            except TypeError as error:
                print(type(a).__name__, type(b).__name__, in_place, error)

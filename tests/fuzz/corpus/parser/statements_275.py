def f(): yield x, y
def f(): yield *x, y

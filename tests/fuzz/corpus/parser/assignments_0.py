try:
    pass


x = 1
try:
    pass
    if x:
        y
def f(): pass

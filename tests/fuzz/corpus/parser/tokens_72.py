if x:
pass
def f():

x=1

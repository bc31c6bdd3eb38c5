def f() -> :
    pass
def (x): pass

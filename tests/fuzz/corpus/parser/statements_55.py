def f(x: int = 3, *, y: str) -> int:
    pass
def f(self, 1):
    pass

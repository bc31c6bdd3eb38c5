lambda: (yield)
yield from x

from decimal import *
getcontext().prec = 28
print(Decimal(1) / Decimal(7), Decimal('3.14') + Decimal(1), Decimal(3.14), Decimal((0, (3, 1, 4), -2)), Decimal('NaN'), Decimal('-Infinity'))
print(Decimal(2).sqrt(), Decimal(1).exp(), Decimal(10).ln(), Decimal(10).log10(), Decimal('7.325').quantize(Decimal('.01'), rounding=ROUND_DOWN), Decimal('7.325').quantize(Decimal('1.'), rounding=ROUND_UP))
with localcontext() as ctx:
    ctx.prec = 6
    print(Decimal(1) / 7)
print(getcontext().prec, Decimal('1.10') == Decimal('1.1'), sorted([Decimal('3'), Decimal('1.5')]), sum([Decimal('0.1')] * 10), hash(Decimal('1')) == hash(1))
print(repr(Decimal('1E+3')), Decimal('1E+3').normalize(), Decimal('1000').normalize(), Decimal('-5') % 3, divmod(Decimal(-7), 2), Decimal(7) // 2, int(Decimal('3.9')), round(Decimal('2.675'), 2), round(Decimal('2.5')), float(Decimal('0.5')))
for f in (lambda: Decimal(1) / 0, lambda: Decimal('abc'), lambda: Decimal(0) / 0, lambda: Decimal(1) + 1.5, lambda: Decimal(-1).sqrt(), lambda: Decimal('1e999999') ** 99):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(Decimal('123.456').as_tuple(), Decimal('1.5').as_integer_ratio(), Decimal('0.1').is_zero(), Decimal('1').compare(Decimal(2)), max(Decimal(1), 2))
ctx = Context(prec=5, rounding=ROUND_HALF_UP); print(ctx.create_decimal('1.234567'))
setcontext(Context(prec=10)); print(Decimal(1) / 3)

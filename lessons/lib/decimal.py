"""decimal: Decimal and Context come from C; here are the exceptions, the contexts' functions and localcontext.

The language has single inheritance: DivisionByZero is a ZeroDivisionError, the others are DecimalExceptions.
"""
import _decimal
from collections import namedtuple
from _decimal import (Decimal, Context, getcontext, setcontext, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_HALF_DOWN,
                      ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_05UP)

MAX_PREC = 999999999999999999
MAX_EMAX = 999999999999999999
MIN_EMIN = -999999999999999999
HAVE_THREADS = False

DecimalTuple = namedtuple("DecimalTuple", "sign digits exponent")


class DecimalException(ArithmeticError):
    pass


class InvalidOperation(DecimalException):
    pass


class ConversionSyntax(InvalidOperation):
    pass


class DivisionUndefined(InvalidOperation):
    pass


class DivisionImpossible(InvalidOperation):
    pass


class DivisionByZero(ZeroDivisionError):
    pass


class Inexact(DecimalException):
    pass


class Rounded(DecimalException):
    pass


class Subnormal(DecimalException):
    pass


class Clamped(DecimalException):
    pass


class Overflow(Inexact):
    pass


class Underflow(Inexact):
    pass


class FloatOperation(TypeError):
    pass


for _class in (DecimalException, InvalidOperation, ConversionSyntax, DivisionUndefined, DivisionImpossible,
               DivisionByZero, Inexact, Rounded, Subnormal, Clamped, Overflow, Underflow, FloatOperation):
    _class.__module__ = "decimal"

# By the number of the signal in C: the exception, and the condition that it carries.
_decimal.register([
    (None, None),
    (InvalidOperation, ConversionSyntax),
    (InvalidOperation, InvalidOperation),
    (DivisionByZero, DivisionByZero),
    (InvalidOperation, DivisionUndefined),
    (InvalidOperation, DivisionImpossible),
    (Overflow, Overflow),
], DecimalTuple)

DefaultContext = Context()
BasicContext = Context(prec=9, rounding=ROUND_HALF_UP)
ExtendedContext = Context(prec=9)


class _ContextManager:
    def __init__(self, context):
        self.new_context = context

    def __enter__(self):
        self.saved_context = getcontext()
        setcontext(self.new_context)
        return self.new_context

    def __exit__(self, kind, value, traceback):
        setcontext(self.saved_context)


def localcontext(ctx=None, **kwargs):
    context = (getcontext() if ctx is None else ctx).copy()
    for name, value in kwargs.items():
        if name not in ("prec", "rounding"):
            raise TypeError(f"'{name}' is an invalid keyword argument for this function")
        setattr(context, name, value)
    return _ContextManager(context)

# Texts of exceptions: as the end of a program prints them.

import _builtins
import sys


def _error_of(exc, value):
    if isinstance(exc, BaseException):
        return exc
    return value if isinstance(value, BaseException) else None


_unset = object()


def format_exception(exc, /, value=_unset, tb=_unset, limit=None, chain=True):
    error = _error_of(exc, value)
    if error is None:
        return ["NoneType: None\n"]
    return _builtins.format_traceback(error).splitlines(True)


def format_exception_only(exc, /, value=_unset):
    error = _error_of(exc, value)
    if error is None:
        return ["NoneType: None\n"]
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else kind.__module__ + "." + kind.__qualname__
    text = str(error)
    return [name + (": " + text if text else "") + "\n"]


def format_exc(limit=None, chain=True):
    error = sys.exc_info()[1]
    return "NoneType: None\n" if error is None else _builtins.format_traceback(error)


def print_exc(limit=None, file=None, chain=True):
    _write(format_exc(), file)


def print_exception(exc, /, value=_unset, tb=_unset, limit=None, file=None, chain=True):
    _write("".join(format_exception(exc, value, tb)), file)


def _write(text, file):
    stream = sys.stderr if file is None else file
    stream.write(text)

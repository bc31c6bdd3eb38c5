from contextlib import contextmanager, suppress, closing, ExitStack
@contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name.upper()
    finally:
        print(f"</{name}>")
with tag("h1") as t, tag("b"):
    print(t)
with suppress(ZeroDivisionError):
    1 / 0
try:
    with tag("x"):
        raise ValueError("v")
except ValueError as e: print(e)

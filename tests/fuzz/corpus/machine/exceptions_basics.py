def attempt(f):
    try:
        return f()
    except ZeroDivisionError as e:
        return f"zero: {e}"
    except (TypeError, ValueError) as e:
        return f"type or value: {type(e).__name__}: {e}"
    except Exception as e:
        return f"other: {type(e).__name__}: {e}"
    else:
        return "never"
    finally:
        print("finally", end=" ")


print(attempt(lambda: 1 / 0))
print(attempt(lambda: int("x")))
print(attempt(lambda: [][0]))
print(attempt(lambda: {}["k"]))
print(attempt(lambda: undefined))
print(attempt(lambda: 5))
print(attempt(lambda: None.x))
print(attempt(lambda: len(5)))
try:
    raise ValueError("a", 1)
except ValueError as e:
    print(e, e.args)
try:
    raise ValueError
except ValueError as e:
    print(repr(e), str(e) == "")
try:
    try:
        raise KeyError("inner")
    except KeyError:
        raise
except KeyError as e:
    print("re-raised", e)
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise ValueError("outer") from e
except ValueError as e:
    print(e, repr(e.__cause__), repr(e.__context__))
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("implicit")
except ValueError as e:
    print(repr(e.__context__), e.__cause__)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("none") from None
except ValueError as e:
    print(e.__cause__, e.__suppress_context__)
try:
    e
except NameError as x:
    print(x)
try:
    pass
except Exception:
    print("never")
else:
    print("else")
finally:
    print("finally")


def bare():
    try:
        raise KeyError(1)
    except:
        return "bare"


print(bare())


def helper_reraise():
    raise


try:
    try:
        1 / 0
    except ZeroDivisionError:
        helper_reraise()
except ZeroDivisionError as e:
    print("from helper", e)
try:
    raise
except RuntimeError as e:
    print(e)
try:
    raise 5
except TypeError as e:
    print(e)
try:
    try:
        1 / 0
    except 5:
        pass
except TypeError as e:
    print(e)
try:
    raise ValueError("x") from 5
except TypeError as e:
    print(e)


class E1(Exception):
    pass


class E2(E1):
    pass


for cls in [E1, E2, KeyError]:
    try:
        raise cls("m")
    except E2:
        print("E2")
    except E1:
        print("E1")
    except LookupError:
        print("lookup")


def nested():
    try:
        try:
            raise E1("a")
        finally:
            print("inner finally")
    except E1 as e:
        try:
            raise E2("b")
        except E2 as f:
            print(e, f, repr(f.__context__))
        print(e)
    try:
        e
    except UnboundLocalError as u:
        print(u)


nested()


def in_loop():
    for i in range(3):
        try:
            if i == 1:
                raise ValueError(i)
        except ValueError as e:
            print("caught", e)
            continue
        print("ok", i)


in_loop()


def returns_from_except():
    try:
        1 / 0
    except ZeroDivisionError as e:
        return str(e)


print(returns_from_except())
try:
    assert 1 == 2, "message"
except AssertionError as e:
    print("assert", e)
try:
    assert 0
except AssertionError as e:
    print("assert", repr(e))
try:
    assert [], [1, 2]
except AssertionError as e:
    print(e.args)
e = "mine"
try:
    1 / 0
except ZeroDivisionError as e:
    pass
try:
    print(e)
except NameError as n:
    print(n)


def cleanup_deleted():
    try:
        1 / 0
    except ZeroDivisionError as e:
        del e
    print("fine")


cleanup_deleted()


def raise_in_finally():
    try:
        try:
            raise ValueError(1)
        finally:
            raise KeyError(2)
    except KeyError as e:
        print(repr(e), repr(e.__context__))


raise_in_finally()


def generator_with_handler():
    try:
        yield 1
        1 / 0
    except ZeroDivisionError:
        yield "caught"
        try:
            raise
        except ZeroDivisionError as e:
            yield repr(e)


print(list(generator_with_handler()))
try:
    raise StopIteration(5)
except StopIteration as e:
    print(e.value)
try:
    import sys
    sys.exit(3)
except SystemExit as e:
    print("exit", e.code)
try:
    raise KeyboardInterrupt
except BaseException as e:
    print(type(e).__name__)


def unassigned_in_try():
    try:
        v = int("x")
    except ValueError:
        pass
    try:
        return v
    except UnboundLocalError as e:
        return str(e)


print(unassigned_in_try())


def dest_kept():
    v = "before"
    try:
        v = 1 / 0
    except ZeroDivisionError:
        pass
    return v


print(dest_kept())

"""list[int], int | None and isinstance() with them."""
import types

for f in (lambda: isinstance(3, int | str), lambda: int | None, lambda: list[int], lambda: type(list[int]),
          lambda: dict[str, list[int]], lambda: type(int | str), lambda: tuple[int, ...], lambda: type[int],
          lambda: list[int](), lambda: isinstance(3, (str, int | float)), lambda: isinstance(3, 5),
          lambda: isinstance([], list[int]), lambda: int[3], lambda: int | 3, lambda: None | None,
          lambda: issubclass(int, int | str), lambda: list[int] | None, lambda: int | str | None | int,
          lambda: isinstance(True, (str, (int, bytes))), lambda: 3 | 1.5, lambda: isinstance(1, (str, 4)),
          lambda: list[int] == list[int], lambda: (int | str) == (str | int), lambda: isinstance(f, types.FunctionType),
          lambda: types.SimpleNamespace(a=1, b='x'), lambda: isinstance(None, types.NoneType)):
    try:
        print(f())
    except TypeError as error:
        print('TypeError', error)

"""typing: the names that annotations use. Annotations are not evaluated; these stand for themselves."""


class _Form:
    def __init__(self, name):
        self._name = name

    def __getitem__(self, parameters):
        return self

    def __call__(self, *args, **kwargs):
        raise TypeError(f"Type {self._name} cannot be instantiated")

    def __or__(self, other):
        return self

    def __ror__(self, other):
        return self

    def __repr__(self):
        return "typing." + self._name


Any = _Form("Any")
Callable = _Form("Callable")
ClassVar = _Form("ClassVar")
Deque = _Form("Deque")
DefaultDict = _Form("DefaultDict")
Dict = _Form("Dict")
Final = _Form("Final")
FrozenSet = _Form("FrozenSet")
Generator = _Form("Generator")
Hashable = _Form("Hashable")
Iterable = _Form("Iterable")
Iterator = _Form("Iterator")
List = _Form("List")
Literal = _Form("Literal")
Mapping = _Form("Mapping")
MutableMapping = _Form("MutableMapping")
NoReturn = _Form("NoReturn")
Optional = _Form("Optional")
Sequence = _Form("Sequence")
Set = _Form("Set")
Sized = _Form("Sized")
Text = str
Tuple = _Form("Tuple")
Type = _Form("Type")
Union = _Form("Union")

TYPE_CHECKING = False


def TypeVar(name, *constraints, bound=None, covariant=False, contravariant=False):
    return _Form(name)




def cast(kind, value):
    return value


def overload(function):
    return function


def final(thing):
    return thing

class Base:
    tag = "base"

    def __init__(self, n):
        self.n = n
        print("Base init", n)

    def hello(self):
        return "base hello " + self.name()

    def name(self):
        return "base"

    def __str__(self):
        return f"{type(self).__name__}({self.n})"


class Child(Base):
    def __init__(self, n, extra):
        super().__init__(n)
        self.extra = extra

    def name(self):
        return "child of " + super().name()


class Grand(Child):
    tag = "grand"

    def __init__(self):
        super().__init__(1, 2)

    def name(self):
        def inner():
            return super(Grand, self).name()

        return "grand of " + inner()


c = Child(5, 6)
print(c, c.hello(), c.extra, c.tag)
g = Grand()
print(g, g.hello(), g.tag, isinstance(g, Base), issubclass(Grand, Child), isinstance(c, Grand))
print(Grand.__bases__[0].__name__, super(Grand, g).tag)


class Explicit(Base):
    def __init__(self):
        Base.__init__(self, 9)
        super(Explicit, self).__init__(10)


Explicit()


class Prop(Base):
    @property
    def value(self):
        return self._v

    @value.setter
    def value(self, v):
        print("setting", v)
        self._v = v


p = Prop(0)
p.value = 5
p.value += 1
print(p.value)


class Private:
    __count = 0

    def __init__(self):
        self.__x = 1
        Private.__count += 1

    def get(self):
        return self.__x, self.__helper()

    def __helper(self):
        return Private.__count


print(Private().get(), sorted(Private().__dict__))


class Cls:
    @classmethod
    def make(cls):
        return super().__new__(cls)

    def who(self):
        return __class__.__name__


print(Cls().who())


class Captured(Base):
    def __init__(self):
        f = lambda: self
        super().__init__(3)
        print(f() is self)


Captured()


class MyError(Exception):
    def __init__(self, code):
        super().__init__("code " + str(code))
        self.code = code


try:
    raise MyError(5)
except MyError as e:
    print(e, e.code, e.args, repr(e))


class MyList(list):
    def total(self):
        return sum(self)


m = MyList([1, 2, 3])
m.append(4)
print(m, m.total(), len(m), m[1:])


class Lazy:
    def __getattr__(self, name):
        return "lazy " + name


print(Lazy().anything)
print(Base.name is Base.name, Child.name is Base.name)


class Abstract:
    def run(self):
        raise NotImplementedError


class Real(Abstract):
    pass


try:
    Real().run()
except NotImplementedError as e:
    print("not implemented", repr(e))

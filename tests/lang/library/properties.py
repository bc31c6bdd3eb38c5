class Circle:
    pi = 3.14159
    def __init__(self, radius):
        self.radius = radius
    @property
    def radius(self):
        """Get value of radius"""
        return self._radius
    @radius.setter
    def radius(self, value):
        if value >= 0:
            self._radius = value
        else:
            raise ValueError("Radius must be positive")
    @radius.deleter
    def radius(self):
        print("del"); del self._radius
    @property
    def area(self):
        return self.pi * self.radius**2
    @classmethod
    def unit_circle(cls):
        return cls(1)
    @staticmethod
    def pi_value():
        return 3.14159
c = Circle(5)
print(c.radius, c.area)
c.radius = 2
print(c.area, Circle.radius.__doc__)
try:
    c.area = 100
except AttributeError as e:
    print(e)
try:
    c.radius = -1
except ValueError as e:
    print(e)
del c.radius
try:
    c.radius
except AttributeError as e:
    print(e)
try:
    del c.area
except AttributeError as e:
    print(e)
print(Circle.unit_circle().radius, c.pi_value(), Circle.pi_value())

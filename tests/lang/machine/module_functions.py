# Functions of a module called by its name: what a call remembers must not outlive a change of the module, of its
# functions, or of what the name stands for.
import math
import random


class Counter:
    def __init__(self):
        self.count = 0

    def floor(self, x=0):
        self.count += 1
        return 'counter', self.count

    def random(self):
        self.count += 1
        return 'counted', self.count


def floor(x):
    return math.floor(x)


def draw():
    return random.random()


random.seed(3)
own = random.Random(3)
for step in range(3):
    print(floor(2.5), draw() == own.random())

kept, random_module, drawn = math.floor, random, random.random
math.floor = lambda x: ('mine', x)
print(floor(1), floor(2))
math.floor = kept
print(floor(1.5))

math, random = Counter(), Counter()
for step in range(2):
    print(floor(9), draw())


def plain(self=None):
    return 'plain', self is None


class Plain:
    random = plain


random = random_module
for step in range(2):
    draw()
for stand_in in (Plain(), random_module, Plain(), Plain, random_module):
    random = stand_in
    random_module.random = plain
    print(draw())
random_module.random = drawn
math, random = Counter, own
for step in range(2):
    try:
        floor(1)
    except AttributeError as error:
        print(error)
    print(0 <= draw() < 1)
del random
try:
    draw()
except NameError as error:
    print(error)
import random
print(0 <= draw() < 1)
try:
    random.random(1)
except TypeError as error:
    print(error)
try:
    random.randoms()
except AttributeError as error:
    print(error)

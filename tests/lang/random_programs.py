#!/usr/bin/env python3
"""Makes random programs and holds the sandbox to CPython 3.11 on them: same output, same exit code.

    random_programs.py --lockstep BUILD/lockstep [--count N] [--seed S] [--keep DIR]

A program mixes expressions of all kinds (with walrus, chained comparisons, comprehensions, stars, operators of a class
of its own) into statements of all kinds (nested try/finally, loops with else, with, generators, closures, classes),
prints what it does, and shows uncaught exceptions with their contexts. It cannot run for ever: tick() counts.
Programs that CPython itself refuses are passed over. With --keep, those that differ are written to a directory.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile

PRELUDE = '''
ticks = [0]


def tick():
    ticks[0] += 1
    if ticks[0] > 300:
        raise RuntimeError("ticks")
    return ticks[0] % 5


def text(v):
    if isinstance(v, (list, tuple)):
        return type(v).__name__ + "(" + ", ".join([text(x) for x in v]) + ")"
    if isinstance(v, BaseException):
        return type(v).__name__ + text(v.args)
    if v is None or isinstance(v, (int, float, str)):
        s = repr(v)
        return s if len(s) < 60 else s[:60] + str(len(s))
    return type(v).__name__


def log(v):
    tick()
    print(text(v))


def show(e):
    seen = 0
    while e is not None and seen < 6:
        print("  ", type(e).__name__, text(list(e.args)), e.__suppress_context__)
        e = e.__context__
        seen += 1


def note(*a, k=7):
    tick()
    print("note", text(list(a)), text(k))
    return a[0] if a else k


def num(v):
    if isinstance(v, bool):
        return 1
    return v if isinstance(v, int) and abs(v) < 10 ** 9 else 3


def it(v):
    tick()
    return v[:4] if isinstance(v, (list, tuple, str)) else [v, 1]


def sub(v, i):
    return it(v)[num(i) % 2]


def gen(v):
    for x in it(v):
        yield x
        print("behind the yield")


def call(f, *a):
    r = f(*a)
    if type(r).__name__ != "generator":
        return r
    out = []
    for x in r:
        tick()
        out.append(x)
        if len(out) > 4:
            r.close()
            break
    return out


def keywords(a, b=2, *c, x, **d):
    return [a, b, c, x, sorted(d)]


def echo(v):
    got = 0
    while tick() and num(got) < 100:
        try:
            got = yield (v, got)
        except ValueError as e:
            got = yield ("caught", text(e))
    return "end"


def decorate(x):
    def wrap(f):
        def inner(*a, **k):
            return [x, f(*a, **k)]
        return inner
    return wrap


class Manager:
    def __init__(self, v, swallow):
        self.v = v
        self.swallow = swallow
        tick()

    def __enter__(self):
        print("enter", text(self.v))
        return self.v

    def __exit__(self, kind, value, traceback):
        print("exit", kind.__name__ if kind else None, text(value))
        return self.swallow


class Obj:
    def __init__(self, v):
        tick()
        self.v = v

    def get(self, x):
        return (self.v, x)

    def __add__(self, o):
        return ("add", self.v, o)

    def __radd__(self, o):
        return ("radd", self.v, o)

    def __mul__(self, o):
        return NotImplemented if isinstance(o, int) else Obj(o)

    def __iadd__(self, o):
        self.v = o
        return self

    def __getitem__(self, i):
        if i == 3:
            raise IndexError(i)
        return ("item", i)

    def __setitem__(self, i, v):
        log(["set", i, v])

    def __eq__(self, o):
        return isinstance(o, Obj) and text(self.v) == text(o.v)

    def __lt__(self, o):
        return num(self.v) < (num(o.v) if isinstance(o, Obj) else num(o))

    def __gt__(self, o):
        return num(self.v) > (num(o.v) if isinstance(o, Obj) else num(o))

    def __bool__(self):
        return bool(num(self.v) % 2)

    def __len__(self):
        return 2

    def __neg__(self):
        return "neg"


class Child(Obj):
    def __init__(self, v, w):
        super().__init__(v)
        self.w = w

    def both(self):
        return (super().get(self.w), Obj.get(self, 1))


class Err(Exception):
    def __init__(self, extra):
        super().__init__("err")
        self.extra = extra


def run(f):
    ticks[0] = 0
    try:
        print("=>", text(f()))
    except Exception as e:
        show(e)
'''

# What may stand in an expression: E is a smaller expression, V a variable. The second table may not hold a walrus.
EXPRESSIONS = [
    "(E + E)", "(E - E)", "(E * E)", "(E // E)", "(E % E)", "(E & E)", "(E | E)", "(E ^ E)",
    "(E < E)", "(E <= E)", "(E == E)", "(E != E)", "(E is E)", "(E is not E)", "(E < E >= E)", "(E == E != E)",
    "(E and E)", "(E or E)", "(not E)", "(E if E else E)", "[E, E]", "(E, E, E)", "note(E)", "note(E, k=E)",
    "(lambda x, y=E: (x, y, V))(E)", "len(str(E))", "note(*it(E))", "(-num(E))", "sub(E, E)", "[*it(E), E]",
    "it(E)[:-1]", "it(E)[E:]", "it(E)[::2]", 'f"{V!r:>4}|{num(V):03d}|{V=}"', 'dict(k=E, **{"z": E})',
    "note(*it(E), *it(E), k=E)", 'keywords(E, x=E, **{"y": E})',
    "(lambda *p, q=E, **z: (p, q, sorted(z)))(E, E, w=E)", "Obj(E).get(E)", "(Obj(E) + E)", "Child(E, E).both()",
    "(E in it(E))", "(E not in it(E))", "Obj(E)[E]", "(Obj(E) == Obj(E))", "(Obj(E) < E < Obj(E))",
    "max(num(E), num(E), key=lambda v: -v)", "(*it(E), E)", "len({**{1: E}, 2: E})", '"%s-%r" % (E, text(E))',
]
COMPREHENSIONS = [
    "[i for i in it(E) if E]", "[j for j in it(E)]", "sum(num(q) for q in it(E))",
    "{str(num(q)): E for q in it(E)}", "sorted({num(q) for q in it(E)})",
    "[[i, j] for i in it(E) for j in range(num(i) % 3) if E]", "list(x for x in it(E) if x is not E)",
    "[*it(E), *(q for q in it(E))]",
]
LEAVES = ["True", "None", '""', '"xy"', "1.5", "[]", "()", "0", "a", "b", "c", "d", "a", "b"]


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.depth = 0
        self.names = 0
        self.walrus = True
        self.in_loop = self.in_function = self.in_generator = self.in_handler = False

    # ---- expressions ----

    def variable(self):
        return self.random.choice("abcd")

    def expression(self, depth=0):
        r = self.random
        if depth >= 4 or r.random() < 0.25:
            return str(r.randrange(-5, 20)) if r.random() < 0.2 else r.choice(LEAVES)
        if self.walrus and r.random() < 0.05:
            return f"({self.variable()} := {self.expression(depth + 1)})"
        walrus = self.walrus
        form = r.choice(EXPRESSIONS)
        if r.random() < 0.15:
            form = r.choice(COMPREHENSIONS)
            self.walrus = False
        parts = [self.fill(part, depth) for part in form.split("E")]
        made = parts[0]
        for part in parts[1:]:
            made += self.expression(depth + 1) + part
        self.walrus = walrus
        return made

    def fill(self, part, depth):
        while "V" in part:
            part = part.replace("V", self.variable(), 1)
        return part

    # ---- lines and blocks ----

    def line(self, text):
        self.lines.append("    " * self.depth + text)

    def name(self):
        self.names += 1
        return f"n{self.names}"

    def block(self, depth):
        self.depth += 1
        for _ in range(self.random.randrange(1, 4)):
            self.statement(depth + 1)
        self.depth -= 1

    def loop_body(self, depth):
        before, self.in_loop = self.in_loop, True
        self.block(depth)
        self.in_loop = before
        if self.random.random() < 0.3:
            self.line("else:")
            self.block(depth)

    def own_body(self, write, function=True, generator=False):
        """A body of its own: no loop, handler or generator of the outside reaches into it."""
        before = self.in_loop, self.in_function, self.in_generator, self.in_handler, self.walrus
        self.in_loop, self.in_function, self.in_generator, self.in_handler = False, function, generator, False
        self.depth += 1
        write()
        self.depth -= 1
        self.in_loop, self.in_function, self.in_generator, self.in_handler, self.walrus = before

    # ---- statements ----

    def statement(self, depth):
        simple = [self.assign, self.assign, self.log, self.augment, self.pair, self.raise_or_assert, self.leave]
        compound = [self.branch, self.branch, self.for_loop, self.for_loop, self.while_loop, self.try_block,
                    self.try_block, self.with_block, self.function, self.function, self.closure, self.items,
                    self.star, self.delete, self.class_body, self.generator_loop, self.object, self.subclass,
                    self.send, self.nested_targets, self.slices, self.cause, self.decorated]
        choice = simple if depth >= 4 or self.random.random() < 0.3 else compound
        self.random.choice(choice)(depth)

    def assign(self, depth):
        self.line(f"{self.variable()} = {self.expression()}")

    def log(self, depth):
        self.line(f"log({self.expression()})")

    def augment(self, depth):
        self.line(f"{self.variable()} {self.random.choice(['+=', '-=', '*='])} {self.expression()}")

    def pair(self, depth):
        self.line(f"{self.variable()}, {self.variable()} = {self.expression()}, {self.expression()}")

    def raise_or_assert(self, depth):
        forms = [f"raise ValueError({self.expression()})", f"raise KeyError({self.expression()})",
                 f"assert {self.expression()}, {self.expression()}", f"log({self.expression()})", 'log("x")']
        self.line(self.random.choice(forms + (["raise"] if self.in_handler else [])))

    def leave(self, depth):
        forms = ["log(0)"]
        if self.in_loop:
            forms += ["break", "continue"]
        if self.in_function:
            forms.append(f"return {self.expression()}")
        if self.in_generator:
            forms += [f"{self.variable()} = yield {self.expression()}", f"yield {self.expression()}"]
        self.line(self.random.choice(forms))

    def branch(self, depth):
        self.line(f"if {self.expression()}:")
        self.block(depth)
        if self.random.random() < 0.5:
            self.line("else:")
            self.block(depth)

    def for_loop(self, depth):
        over = self.random.choice([f"{self.variable()} in range(3)", f"{self.variable()} in range(2, 0, -1)",
                                   f"{self.variable()} in it({self.expression()})",
                                   f"{self.variable()} in range(num({self.expression()}) % 4)",
                                   f"i, v in enumerate(it({self.expression()}))",
                                   f"p, q in zip(it({self.expression()}), it({self.expression()}))"])
        self.line(f"for {over}:")
        self.loop_body(depth)

    def while_loop(self, depth):
        self.line(f"while tick() and {self.expression()}:")
        self.loop_body(depth)

    def generator_loop(self, depth):
        self.line(f"for {self.variable()} in gen({self.expression()}):")
        self.loop_body(depth)

    def try_block(self, depth):
        r = self.random
        kinds = r.sample(["ValueError", "KeyError", "(TypeError, ZeroDivisionError)", "Exception"], r.randrange(0, 3))
        kinds.sort(key=lambda kind: kind == "Exception")
        self.line("try:")
        self.block(depth)
        before, self.in_handler = self.in_handler, True
        for kind in kinds:
            self.line(f"except {kind}{r.choice(['', ' as ex'])}:")
            self.block(depth)
        self.in_handler = before
        if kinds and r.random() < 0.3:
            self.line("else:")
            self.block(depth)
        if not kinds or r.random() < 0.5:
            self.line("finally:")
            self.block(depth)

    def with_block(self, depth):
        forms = [f"Manager({self.expression()}, {self.expression()}) as {self.variable()}",
                 f"Manager(1, 0), Manager({self.expression()}, {self.expression()})",
                 f"Manager(({self.expression()}, 2), {self.expression()}) as (a, b)"]
        self.line(f"with {self.random.choice(forms)}:")
        self.block(depth)

    def function(self, depth):
        name, generator = self.name(), self.random.random() < 0.4

        def body():
            self.line(f"a = b = c = d = {self.expression(3)}" if self.random.random() < 0.7 else "d = 1")
            for _ in range(self.random.randrange(1, 4)):
                self.statement(depth + 1)
            if generator:
                self.line("yield 5")

        self.line(f"def {name}({self.random.choice(['p', 'p, c=4', '*c', 'p=2, *, d=3', 'a=1, **b'])}):")
        self.own_body(body, generator=generator)
        self.line(f"log(call({name}, {self.expression()}))")

    def closure(self, depth):
        if not self.in_function:
            self.log(depth)
            return
        name, variable = self.name(), self.variable()

        def body():
            self.line(f"nonlocal {variable}")
            self.statement(depth + 1)
            self.statement(depth + 1)
            self.line(f"{variable} = {self.expression(2)}")
            self.line(f"return {self.expression(2)}")

        self.line(f"def {name}():")
        self.own_body(body)
        self.line(f"log({name}())")
        self.line(f"log({variable})")

    def class_body(self, depth):
        name = self.name()
        self.line(f"class {name}:")
        self.own_body(lambda: [self.statement(depth + 1) for _ in range(2)], function=False)
        self.line(f'log(sorted(k for k in {name}.__dict__ if k in "abcd"))')

    def subclass(self, depth):
        name = self.name()

        def method():
            self.line("a = b = c = d = x")
            self.statement(depth + 1)
            self.line("return (super().get(x), y, self.attr)")

        def body():
            self.line(f"attr = {self.expression(2)}")
            self.line(f"def get(self, x, y={self.expression(2)}):")
            self.own_body(method)

        self.line(f"class {name}(Obj):")
        self.own_body(body, function=False)
        self.line(f"log({name}({self.expression()}).get({self.expression()}))")

    def items(self, depth):
        self.line("lst = [1, 2, 3]")
        self.line(f"lst[num({self.expression()}) % 3] = {self.expression()}")
        self.line("log(lst)")

    def star(self, depth):
        self.line(f"{self.variable()}, *{self.variable()} = [{self.expression()}, {self.expression()}, 3]")

    def nested_targets(self, depth):
        self.line(f"[a, (b, *c)] = [{self.expression()}, ({self.expression()}, {self.expression()})]")

    def delete(self, depth):
        self.line(f"del {self.variable()}")

    def slices(self, depth):
        r = self.random
        self.line(f"lst = list(it({self.expression()}))")
        self.line(f"lst[{r.choice(['0:1', ':', '1:', '::2', '-1:'])}] = it({self.expression()})")
        self.line("log(lst)")
        self.line("lst = [1, 2, 3, 4]")
        self.line(f"del lst[{r.choice(['0', '1:', '-1', ':2', '::2'])}]")
        self.line("log(lst)")

    def object(self, depth):
        self.line(f"o = Obj({self.expression()})")
        self.line(f"o.v {self.random.choice(['=', '+=', '*='])} {self.expression()}")
        self.line(f"o[{self.expression()}] = {self.expression()}")
        self.line("log(o.v)")

    def send(self, depth):
        forms = [f"log(g.send({self.expression()}))", "g.close()", "log(list(g)[:3])"]
        self.line(f"g = echo({self.expression()})")
        self.line('log(next(g, "none"))')
        self.line("try:")
        self.line("    " + self.random.choice(forms))
        self.line("except (StopIteration, KeyError) as ex:")
        self.line("    log(ex)")

    def cause(self, depth):
        self.line("try:")
        self.line(f"    raise Err({self.expression()}) from {self.random.choice(['None', 'ValueError(1)', 'KeyError'])}")
        self.line("except Err as err:")
        self.line("    log([err.extra, err.__cause__, err.__suppress_context__])")

    def decorated(self, depth):
        self.line(f"log(decorate({self.expression()})(note)({self.expression()}))")

    # ---- the whole ----

    def program(self):
        self.line(PRELUDE)
        for number in range(3):
            self.line(f"def main{number}():")

            def body():
                self.line('a, b, c, d = 1, "s", [2, 3], None')
                for _ in range(6):
                    self.statement(0)

            self.own_body(body)
            self.line(f"run(main{number})")
        for _ in range(5):
            self.line("a, b, c, d = 1, 2, 3, 4")
            self.line("try:")
            self.block(0)
            self.line("except Exception as top:")
            self.line("    show(top)")
        return "\n".join(self.lines) + "\n"


def outcome(command):
    environment = dict(os.environ)
    environment.pop("PYTHONUNBUFFERED", None)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                          env=environment)
    return done.stdout, done.returncode, done.stderr


def differs(lockstep, path):
    expected, code, errors = outcome([sys.executable, "-W", "ignore", path])
    if "SyntaxError" in errors:
        return None
    found, found_code, found_errors = outcome([lockstep, "run", path])
    if (expected, code) == (found, found_code):
        return None
    for a, b in zip(expected.split("\n"), found.split("\n")):
        if a != b:
            return f"python3 prints {a!r}, lockstep {b!r}"
    return f"python3 ends with {code}, lockstep with {found_code}: {found_errors[-300:]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lockstep", required=True)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="directory for programs that differ")
    options = parser.parse_args()
    if sys.version_info[:2] != (3, 11):
        print("skipped: this is not Python 3.11")
        return 77
    wrong = 0
    with tempfile.TemporaryDirectory() as directory:
        for seed in range(options.seed, options.seed + options.count):
            path = os.path.join(options.keep or directory, f"random_{seed}.py")
            with open(path, "w") as file:
                file.write(Writer(seed).program())
            why = differs(options.lockstep, path)
            if why:
                wrong += 1
                print(f"seed {seed}: {why}")
            elif options.keep:
                os.remove(path)
    print(f"{options.count} programs, {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Random programs of the subset under CPython 3.11 and under lockstep: standard output, exit code and the last line on
standard error must be equal.

    differential.py --lockstep PROGRAM [--count N] [--seed S|random] [--keep DIR]

A program is a row of pieces that know nothing of each other, so a mismatch is made small by leaving pieces out, then
lines. The exit code 77 says that this is no CPython 3.11.
"""
import argparse
import concurrent.futures
import os
import random
import subprocess
import sys
import tempfile

TIMEOUT_S = 30
WORDS = ["", "a", "abc", "Hello World", "x,y,,z", "  spaced ", "ünï", "Tab\\there", "42", "-7", "3.5", "aAbB", "zzz"]


class Maker:
    """Makes the pieces of one program from one random source."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.names = 0

    def pick(self, *choices):
        return self.r.choice(choices)

    def name(self, stem):
        self.names += 1
        return "%s%d" % (stem, self.names)

    # ---- expressions by kind; `env` maps a kind to the names that hold one ----

    def known(self, env, kind):
        names = env.get(kind, [])
        return self.r.choice(names) if names and self.r.random() < 0.6 else None

    def int(self, env, depth=3):
        if depth <= 0 or self.r.random() < 0.2:
            return self.known(env, "int") or str(self.pick(0, 1, 2, 3, 5, 7, 10, -1, -4, 255, 1000, 2**31, 2**47, 2**63,
                                                          -2**64, 10**20))
        d = depth - 1
        return self.pick(
            lambda: "(%s %s %s)" % (self.int(env, d), self.pick("+", "-", "*", "//", "%", "&", "|", "^"), self.int(env, d)),
            lambda: "(%s %s %d)" % (self.int(env, d), self.pick("<<", ">>", "**"), self.r.randrange(6)),
            lambda: "(%s%s)" % (self.pick("-", "~", "+"), self.int(env, d)),
            lambda: "abs(%s)" % self.int(env, d),
            lambda: "len(%s)" % self.any_sequence(env, d),
            lambda: "(%s if %s else %s)" % (self.int(env, d), self.bool(env, d), self.int(env, d)),
            lambda: "sum(%s)" % self.list(env, d),
            lambda: "%s(%s, %s)" % (self.pick("min", "max"), self.int(env, d), self.int(env, d)),
            lambda: "int(%s)" % self.pick(self.float(env, d), self.bool(env, d), repr(self.pick("12", "-5", " 7 ", "1_0", "x"))),
            lambda: "%s[%d]" % (self.list(env, d), self.r.randrange(-3, 4)),
            lambda: "%s.%s(%s)" % (self.str(env, d), self.pick("find", "count", "rfind"), self.str(env, 0)),
            lambda: "divmod(%s, %s)[%d]" % (self.int(env, d), self.int(env, 0), self.r.randrange(2)),
            lambda: "(%s).bit_length()" % self.int(env, d),
        )()

    def float(self, env, depth=2):
        if depth <= 0 or self.r.random() < 0.3:
            return self.known(env, "float") or self.pick("0.5", "1.25", "-3.75", "1e10", "1e-7", "0.1", "100.0", "1e300",
                                                        "float('inf')", "2.675")
        d = depth - 1
        return self.pick(
            lambda: "(%s %s %s)" % (self.float(env, d), self.pick("+", "-", "*", "/", "//", "%"), self.float(env, d)),
            lambda: "(%s / %s)" % (self.int(env, d), self.int(env, 0)),
            lambda: "round(%s, %d)" % (self.float(env, d), self.r.randrange(-1, 4)),
            lambda: "float(%s)" % self.int(env, 0),
            lambda: "abs(%s)" % self.float(env, d),
            lambda: "(%s ** %s)" % (self.pick("2.0", "1.5", "0.5"), self.r.randrange(-3, 6)),
        )()

    def bool(self, env, depth=2):
        if depth <= 0:
            return self.pick("True", "False")
        d = depth - 1
        return self.pick(
            lambda: "(%s %s %s)" % (self.int(env, d), self.pick("<", "<=", ">", ">=", "==", "!="), self.int(env, d)),
            lambda: "(%s < %s <= %s)" % (self.int(env, 0), self.int(env, d), self.int(env, 0)),
            lambda: "(%s %s %s)" % (self.bool(env, d), self.pick("and", "or"), self.bool(env, d)),
            lambda: "(not %s)" % self.any(env, d),
            lambda: "(%s %s %s)" % (self.int(env, d), self.pick("in", "not in"), self.list(env, d)),
            lambda: "(%s in %s)" % (self.str(env, 0), self.str(env, d)),
            lambda: "%s(%s)" % (self.pick("any", "all", "bool"), self.list(env, d)),
            lambda: "isinstance(%s, %s)" % (self.any(env, d), self.pick("int", "str", "(list, tuple)", "float", "bool")),
            lambda: "(%s %s %s)" % (self.list(env, d), self.pick("==", "<", "!="), self.list(env, d)),
            lambda: "%s.%s()" % (self.str(env, d), self.pick("isdigit", "isalpha", "isupper", "isspace", "islower")),
        )()

    def str(self, env, depth=2):
        if depth <= 0 or self.r.random() < 0.2:
            return self.known(env, "str") or '"%s"' % self.r.choice(WORDS)
        d = depth - 1
        return self.pick(
            lambda: "(%s + %s)" % (self.str(env, d), self.str(env, d)),
            lambda: "(%s * %d)" % (self.str(env, d), self.r.randrange(-1, 4)),
            lambda: "%s.%s()" % (self.str(env, d), self.pick("upper", "lower", "strip", "title", "swapcase", "capitalize",
                                                            "lstrip", "rstrip")),
            lambda: "%s.replace(%s, %s)" % (self.str(env, d), self.str(env, 0), self.str(env, 0)),
            lambda: "%s.%s(%d%s)" % (self.str(env, d), self.pick("center", "ljust", "rjust"), self.r.randrange(12),
                                     self.pick("", ", '*'")),
            lambda: "%s.zfill(%d)" % (self.str(env, d), self.r.randrange(8)),
            lambda: "%s[%s]" % (self.str(env, d), self.slice()),
            lambda: "%s.join(str(x) for x in %s)" % (self.str(env, 0), self.list(env, d)),
            lambda: "%s(%s)" % (self.pick("str", "repr"), self.any(env, d)),
            lambda: "f\"{%s%s}\"" % (self.int({}, 0), self.pick("", "!r", ":>5", ":,", ":x", ":+d", ":08b", ":_", ":e")),
            lambda: "f\"{%s:%s}\"" % (self.float({}, 0), self.pick(".2f", "10.3f", "g", "e", "<12", "%", ".0f", "+.1e", ",.2f")),
            lambda: "'%s' %% (%s,)" % (self.pick("%d", "%5d", "%-5d|", "%05d", "%x", "%s", "%r", "%o"), self.int(env, d)),
            lambda: "'%s'.format(%s, %s)" % (self.pick("{} {}", "{1}-{0}", "{0!r:>8} {1}", "{:<6}|{:^9}|"), self.str(env, 0),
                                             self.pick(self.int(env, 0), self.str(env, 0))),
            lambda: "%s(%s)" % (self.pick("hex", "bin", "oct"), self.int(env, d)),
            lambda: "chr(%d)" % self.r.choice([65, 97, 48, 233, 8364]),
        )()

    def slice(self):
        def part():
            return self.r.choice(["", "", "1", "2", "-1", "-2", "0", "5"])
        step = self.r.choice(["", "", ":2", ":-1", ":-2", ":1"])
        return "%s:%s%s" % (part(), part(), step)

    def list(self, env, depth=2):
        if depth <= 0:
            return self.known(env, "list") or self.pick("[]", "[3, 1, 2]", "[0]", "[5, -1, 5, 2]", "[1, 2, 3, 4, 5, 6]")
        d = depth - 1
        return self.pick(
            lambda: "[%s]" % ", ".join(self.int(env, d) for _ in range(self.r.randrange(4))),
            lambda: "list(range(%s))" % self.pick("5", "1, 8, 2", "9, 0, -3", "0"),
            lambda: "[%s for i in %s%s]" % (self.pick("i", "i * i", "i % 3", "-i", "i // 2"), self.list(env, d),
                                            self.pick("", " if i % 2", " if i > 1", " for _ in range(2)")),
            lambda: "sorted(%s%s)" % (self.list(env, d), self.pick("", ", reverse=True", ", key=lambda v: -v",
                                                                  ", key=lambda v: (v % 3, v)")),
            lambda: "(%s + %s)" % (self.list(env, d), self.list(env, d)),
            lambda: "(%s * %d)" % (self.list(env, d), self.r.randrange(3)),
            lambda: "%s[%s]" % (self.list(env, d), self.slice()),
            lambda: "list(%s(lambda v: %s, %s))" % (self.pick("map", "filter"), self.pick("v + 1", "v % 2", "v > 1"),
                                                    self.list(env, d)),
            lambda: "[*%s, %s]" % (self.list(env, d), self.int(env, 0)),
            lambda: "list(reversed(%s))" % self.list(env, d),
            lambda: "[a + b for a, b in zip(%s, %s)]" % (self.list(env, d), self.list(env, d)),
            lambda: "[i * v for i, v in enumerate(%s, %d)]" % (self.list(env, d), self.r.randrange(3)),
            lambda: "sorted(set(%s))" % self.list(env, d),
        )()

    def dict(self, env, depth=1):
        if depth <= 0:
            return self.known(env, "dict") or "{'a': 1, 'b': 2}"
        return self.pick(
            lambda: "{%s}" % ", ".join("%r: %s" % (k, self.int(env, 1)) for k in self.r.sample("pqrst", self.r.randrange(4))),
            lambda: "{v: v * 2 for v in %s}" % self.list(env, 1),
            lambda: "{**%s, 'z': %s}" % (self.dict(env, 0), self.int(env, 0)),
            lambda: "dict(zip('abc', %s))" % self.list(env, 1),
            lambda: "dict(x=%s, y=%s)" % (self.int(env, 0), self.int(env, 0)),
        )()

    def any_sequence(self, env, depth):
        return self.pick(self.list, self.str, self.dict)(env, depth)

    def any(self, env, depth=2):
        return self.pick(self.int, self.float, self.str, self.list, self.dict, self.bool,
                         lambda e, d: "(%s, %s)" % (self.int(e, d - 1), self.str(e, d - 1)),
                         lambda e, d: "None")(env, depth)

    # ---- pieces ----

    def body(self, env, depth):
        """Statements that may use and change the names of `env`."""
        lines = []
        for _ in range(self.r.randrange(1, 4)):
            lines += self.statement(env, depth)
        return lines

    def block(self, head, env, depth):
        inner = {kind: list(names) for kind, names in env.items()}
        return [head] + ["    " + line for line in self.body(inner, depth - 1)]

    def statement(self, env, depth):
        kind = self.pick("int", "int", "float", "str", "list", "dict")
        simple = [
            lambda: self.assign(env, kind),
            lambda: ["print(%s)" % self.any(env)],
            lambda: ["print(%s, %s, sep=%r)" % (self.any(env, 1), self.any(env, 1), self.pick("-", "", ", "))],
            lambda: self.change(env),
        ]
        if depth > 0:
            simple += [
                lambda: self.block("if %s:" % self.bool(env), env, depth) + self.block("else:", env, depth),
                lambda: self.loop(env, depth),
                lambda: self.attempt(env, depth),
            ]
        return self.r.choice(simple)()

    def assign(self, env, kind):
        name = self.name("v")
        line = "%s = %s" % (name, getattr(self, kind)(env))
        env.setdefault(kind, []).append(name)
        return [line]

    def change(self, env):
        name = self.known(env, "list")
        if name:
            return [self.pick(
                "%s.append(%s)" % (name, self.int(env, 1)), "%s.pop()" % name, "%s.sort()" % name, "%s.reverse()" % name,
                "%s.insert(1, %s)" % (name, self.int(env, 0)), "%s[%s] = %s" % (name, self.slice(), self.list(env, 1)),
                "del %s[%d]" % (name, self.r.randrange(-2, 3)), "%s += %s" % (name, self.list(env, 1)),
                "%s.remove(%s)" % (name, self.int(env, 0)), "%s.extend(%s)" % (name, self.list(env, 1)),
                "%s[%d] = %s" % (name, self.r.randrange(-2, 3), self.int(env, 1)))]
        name = self.known(env, "dict")
        if name:
            return [self.pick(
                "%s[%s] = %s" % (name, self.pick("'k'", "3", "'a'"), self.int(env, 1)), "%s.pop('a')" % name,
                "print(%s.get('k', %s))" % (name, self.int(env, 0)), "%s.update(%s)" % (name, self.dict(env)),
                "print(%s.setdefault('s', 0), len(%s))" % (name, name), "print(sorted(map(str, %s.items())))" % name,
                "del %s['p']" % name, "for k, x in %s.items(): print(k, x)" % name)]
        name = self.known(env, "int")
        if name:
            return ["%s %s= %s" % (name, self.pick("+", "-", "*", "//", "%", "|"), self.int(env, 1))]
        return ["pass"]

    def loop(self, env, depth):
        name = self.name("i")
        inner = dict(env, int=env.get("int", []) + [name])
        head = "for %s in %s:" % (name, self.pick("range(3)", self.list(env, 1) + "[:4]", "(1, 2)"))
        lines = self.block(head, inner, depth)
        if self.r.random() < 0.4:
            lines += ["    if %s:" % self.bool(inner, 1), "        " + self.pick("break", "continue")]
        if self.r.random() < 0.3:
            lines += ["else:", "    print('else')"]
        return lines

    def attempt(self, env, depth):
        lines = self.block("try:", env, depth)
        if self.r.random() < 0.3:
            lines.append("    raise %s" % self.pick("ValueError('bad')", "KeyError('k')", "RuntimeError", "IndexError(1, 2)"))
        what = self.pick("Exception", "(ValueError, TypeError)", "ZeroDivisionError", "LookupError", "ArithmeticError")
        lines += ["except %s as error:" % what, "    print(type(error).__name__, error, error.args)"]
        if self.r.random() < 0.3:
            lines += ["finally:", "    print('finally')"]
        return lines

    def piece_plain(self):
        return self.body({}, 2)

    def piece_function(self):
        f = self.name("f")
        parameters = self.pick("a, b=2", "a, *rest", "a, b=1, *, c=3", "a, **named", "*rest, **named", "a, b, /, c=0")
        env = {"int": ["a"] if "a" in parameters.replace("named", "") .split(",")[0] else []}
        lines = ["def %s(%s):" % (f, parameters)] + ["    " + line for line in self.body(env, 2)]
        shown = [p.strip(" */").split("=")[0] for p in parameters.split(",") if p.strip(" */")]
        lines.append("    return %s" % ", ".join(shown))
        calls = [self.pick("1", "1, 2", "1, b=5", "a=3", "1, 2, 3", "*[4, 5]", "**{'a': 1}", "1, c=7", "1, x=2", "")
                 for _ in range(3)]
        return lines + self.guarded(["print(%s(%s))" % (f, call) for call in calls])

    def guarded(self, lines):
        result = []
        for line in lines:
            result += ["try:", "    " + line, "except Exception as error:", "    print(type(error).__name__, error)"]
        return result

    def piece_closure(self):
        f = self.name("make")
        op = self.pick("+=", "-=", "*=")
        return ["def %s(n):" % f, "    def step(by=%s):" % self.r.randrange(1, 4), "        nonlocal n",
                "        n %s by" % op, "        return n", "    def peek():", "        return [n, %s]" % self.int({"int": ["n"]}, 2),
                "    return step, peek", "step, peek = %s(%d)" % (f, self.r.randrange(5)),
                "print(step(), step(2), peek())",
                "print([g() for g in [lambda k=k: k * k for k in range(3)]], [g() for g in [lambda: k for k in range(3)]])"]

    def piece_generator(self):
        g = self.name("gen")
        env = {"int": ["n", "i"]}
        lines = ["def %s(n):" % g, "    try:", "        for i in range(n):",
                 "            got = yield %s" % self.int(env, 1), "            if got: print('got', got)",
                 "        return 'end'", "    finally:", "        print('closed')"]
        return lines + self.guarded([
            "print(list(%s(%d)))" % (g, self.r.randrange(4)),
            "it = %s(3); print(next(it), it.send(%s)); it.close()" % (g, self.pick("1", "None", "'x'")),
            "it = %s(1); next(it); next(it)" % g,
            "a, *b = %s(%d); print(a, b)" % (g, self.r.randrange(4)),
            "print(sum(x for x in %s(4) if %s), max(%s(2), default=-1))" % (g, self.pick("x % 2", "x > 1", "True"), g)])

    def piece_class(self):
        base, derived = self.name("Base"), self.name("Derived")
        env = {"int": ["self.n", "other.n"]}
        lines = ["class %s:" % base, "    kind = %r" % self.pick("base", "x"), "    def __init__(self, n):", "        self.n = n",
                 "    def __repr__(self):", "        return f'{type(self).__name__[:4]}({self.n})'",
                 "    def __eq__(self, other):", "        return isinstance(other, %s) and self.n == other.n" % base,
                 "    def __lt__(self, other):", "        return self.n < other.n",
                 "    def __add__(self, other):", "        return type(self)(%s)" % self.int(env, 1),
                 "    def __len__(self):", "        return self.n", "    def __getitem__(self, i):",
                 "        if i >= self.n: raise IndexError(i)", "        return i * 10",
                 "    def show(self, *args):", "        return (self.kind, self.n) + args",
                 "class %s(%s):" % (derived, base), "    kind = 'derived'", "    def show(self, *args):",
                 "        return super().show('more', *args)", "    @property", "    def double(self):",
                 "        return self.n * 2", "    def __contains__(self, x):", "        return x == self.n"]
        a, b = self.r.randrange(4), self.r.randrange(-1, 4)
        return lines + self.guarded([
            "x, y = %s(%d), %s(%d); print(x, y, x == y, x < y, x + y)" % (base, a, derived, b),
            "print(sorted([%s(3), %s(1), %s(2)]), %s(2).show(1), %s(2).show())" % (base, derived, base, base, derived),
            "print(list(%s(%d)), len(%s(%d)), bool(%s(%d)))" % (base, a, derived, b, base, a),
            "print(%s(%d).double, %d in %s(2), 10 in %s(2))" % (derived, a, b, derived, base),
            "print(%s(1).%s)" % (base, self.pick("double", "nothing", "n", "kind")),
            "d = %s(1); d.n %s= 3; d.extra = 'e'; print(d, d.__dict__, hasattr(d, 'extra'), getattr(d, 'no', 0))"
            % (derived, self.pick("+", "*", "-")),
            "%s(1).double = 3" % derived, "print(%s(1) %s 3)" % (base, self.pick("+", "<", "-", "=="))])

    def piece_exceptions(self):
        error = self.name("Trouble")
        return ["class %s(%s):" % (error, self.pick("Exception", "ValueError", "KeyError")), "    pass",
                "def risky(n):", "    try:", "        if n == 0: raise %s('zero', n)" % error,
                "        if n == 1: return [][n]", "        if n == 2: return {}[n]", "        if n == 3: return 1 // 0",
                "        if n == 4: return int('x')", "        if n == 5: return 'a' + n", "        if n == 6: return n.name",
                "        if n == 7: return undefined_name", "        return 'fine'",
                "    except %s as e:" % self.pick("LookupError", "ValueError", error),
                "        %s" % self.pick("return ('caught', str(e))", "raise", "raise RuntimeError('again') from e"),
                "    finally:", "        print('done', n)"] + self.guarded(
                    ["print(risky(%d))" % self.r.randrange(9) for _ in range(4)])

    def piece_strings(self):
        s = self.str({}, 2)
        return ["s = %s" % s] + self.guarded([
            "print(s.split(%s), s.split(',', 1), s.rsplit(maxsplit=1))" % self.pick("", "','", "None", "'b'"),
            "print(s.partition(','), s.rpartition(' '), s.splitlines())",
            "print(s.startswith(%s), s.endswith(('d', ' ')), s.index('a'))" % self.str({}, 0),
            "print(repr(s), [c for c in s][:5], s.encode()[:6], sorted(s)[-3:])",
            "print(s[%d], s[%s], %s)" % (self.r.randrange(-3, 3), self.slice(), self.str({"str": ["s"]}, 2)),
            "print('%%s|%%5.1f|%%%dd' %% (s, %s, %s))" % (self.r.randrange(1, 9), self.float({}, 0), self.int({}, 0)),
            "print(f'{s!r:>12}|{len(s):03d}|{s:^9}|{s:.2}|{len(s)=}')"])

    def piece_collections(self):
        return ["from collections import Counter, deque, defaultdict, namedtuple", "import itertools, functools, math"] + \
            self.guarded([
                "d = deque(%s, maxlen=%d); d.append(9); d.rotate(%d); print(d, d[0])"
                % (self.list({}, 1), self.r.randrange(1, 5), self.r.randrange(-2, 3)),
                "c = Counter(%s); print(c.most_common(2), c['a'])" % self.pick("'abracadabra'", "[3, 1, 3]", self.list({}, 1)),
                "dd = defaultdict(list)\n    for k in %s: dd[k %% 3].append(k)\n    print(dict(dd))" % self.list({}, 1),
                "P = namedtuple('P', 'x y'); p = P(%s, 2); print(p, p.x, p._replace(y=0), p == (1, 2))" % self.int({}, 0),
                "print(list(itertools.%s))" % self.pick(
                    "islice(itertools.count(3, 2), 4)", "chain([1], (2, 3))", "product('ab', [1, 2])",
                    "permutations([1, 2, 3], 2)", "combinations('abcd', 2)", "accumulate(%s)" % self.list({}, 1)),
                "print(functools.reduce(lambda a, b: a * 2 + b, %s))" % self.list({}, 1),
                "print(math.%s)" % self.pick("gcd(12, 18)", "sqrt(2)", "floor(-1.5)", "factorial(20)", "hypot(3, 4)",
                                             "log(10)", "isclose(0.1 + 0.2, 0.3)", "sin(1)", "sqrt(-1)"),
                "s = {1, 2, 3, 8}; t = set(%s); print(sorted(s | t), sorted(s & t), sorted(s - t), sorted(s ^ t), s <= t)"
                % self.list({}, 1)])

    def piece_unpacking(self):
        items = self.list({}, 2)
        return self.guarded([
            "a, *b = %s; print(a, b)" % items, "*a, b = %s; print(a, b)" % items, "a, b = %s; print(a, b)" % items,
            "(a, b), c = (1, 2), %s; print(a, b, c)" % items,
            "print(*%s, sep='/')" % items, "print(max(*%s))" % items,
            "if (n := len(%s)) > 2: print('long', n)" % items,
            "x = y = %s; x.append(1); print(y, x is y)" % items])

    def program(self):
        """A list of pieces, each a list of lines."""
        kinds = [self.piece_plain, self.piece_plain, self.piece_function, self.piece_closure, self.piece_generator,
                 self.piece_class, self.piece_exceptions, self.piece_strings, self.piece_collections, self.piece_unpacking]
        pieces = []
        for _ in range(6):
            make = self.r.choice(kinds)
            lines = make()
            if make == self.piece_plain:
                lines = ["try:"] + ["    " + line for line in lines] + [
                    "except Exception as error:", "    print(type(error).__name__, error)"]
            pieces.append(lines)
        if self.r.random() < 0.3:  # an end that nobody catches
            pieces.append([self.pick("print(1 / 0)", "raise ValueError('at the end')", "import sys; sys.exit(3)",
                                     "[].pop()", "print({}['key'])", "assert 1 > 2, 'wrong'", "undefined_thing_q")])
        return pieces


def text_of(pieces):
    return "".join(line + "\n" for piece in pieces for line in piece)


def run(command, path):
    env = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    env.update(PYTHONHASHSEED="0", PYTHONWARNINGS="ignore", PYTHONIOENCODING="utf-8")
    try:
        done = subprocess.run(command + [path], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return "time-out", None, ""
    last = done.stderr.decode(errors="replace").rstrip("\n").split("\n")[-1]
    return done.stdout, done.returncode, last


def differs(lockstep, pieces, path):
    """None, or what the two gave."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(text_of(pieces))
    want = run([sys.executable], path)
    if want[0] == "time-out":
        return None
    got = run([lockstep, "run"], path)
    return None if want == got else (want, got)


def smaller(pieces, still):
    """Leaves out pieces, then lines, as long as the mismatch stays."""
    at = 0
    while at < len(pieces) and len(pieces) > 1:
        fewer = pieces[:at] + pieces[at + 1:]
        if still(fewer):
            pieces = fewer
        else:
            at += 1
    lines = [line for piece in pieces for line in piece]
    size = max(1, len(lines) // 2)
    while True:
        at = 0
        while at < len(lines):
            fewer = lines[:at] + lines[at + size:]
            if fewer and still([fewer]):
                lines = fewer
            else:
                at += size
        if size == 1:
            return [lines]
        size //= 2


def compiles(pieces):
    try:
        compile(text_of(pieces), "program", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def show(outcome):
    out, code, last = outcome
    text = out if isinstance(out, str) else out.decode(errors="replace")
    return "".join("    | %s\n" % line for line in text.rstrip("\n").split("\n")) + \
        "    exit code %s, last line on standard error: %s" % (code, last)


def examine(lockstep, seed, folder):
    """None, or a report about the program of this seed."""
    pieces = Maker(seed).program()
    path = os.path.join(folder, "program_%d.py" % seed)
    if not compiles(pieces):
        return "seed %d: the generator made a program that does not compile" % seed, path
    if differs(lockstep, pieces, path) is None:
        os.unlink(path)
        return None
    least = smaller(pieces, lambda fewer: compiles(fewer) and differs(lockstep, fewer, path) is not None)
    found = differs(lockstep, least, path)
    if found is None:
        return "seed %d: differs now and then" % seed, path
    return "seed %d:\n%s  CPython:\n%s\n  lockstep:\n%s" % (
        seed, "".join("    %s\n" % line for line in text_of(least).rstrip("\n").split("\n")), show(found[0]),
        show(found[1])), path


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--lockstep", required=True, metavar="PROGRAM")
    options.add_argument("--count", type=int, default=300)
    options.add_argument("--seed", default="1", help="the first seed, or `random`")
    options.add_argument("--keep", metavar="DIR", help="leave the small programs of mismatches here")
    options.add_argument("--jobs", type=int, default=2)
    given = options.parse_args()
    if sys.version_info[:2] != (3, 11):
        print("skipped: this is not CPython 3.11")
        sys.exit(77)
    first = random.SystemRandom().randrange(1 << 40) if given.seed == "random" else int(given.seed)
    lockstep = os.path.abspath(given.lockstep)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        if given.keep:
            os.makedirs(given.keep, exist_ok=True)
        for report in pool.map(lambda seed: examine(lockstep, seed, given.keep or folder), range(first, first + given.count)):
            if report:
                wrong += 1
                print(report[0], flush=True)
    print("%d programs from seed %d, %d wrong" % (given.count, first, wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

"""Compares the front of the language with CPython's own parser.

    front_check.py DUMP [--trees] FILE_OR_DIRECTORY...

DUMP is the program front_dump. Each .py file is one program; a .txt file holds many, between lines of three dashes.
For each program CPython 3.11 and the front must agree: both take it and build the same tree, or both refuse it with
the same kind of error, message and line. What the sandbox refuses beyond CPython must be valid Python.
--trees compares only trees, of files that CPython can parse (resolving names is left out).
"""
import ast
import os
import re
import struct
import subprocess
import sys
import tempfile
import warnings

BINARY = {"Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "LShift": "<<",
          "RShift": ">>", "BitAnd": "&", "BitOr": "|", "BitXor": "^", "MatMult": "@"}
UNARY = {"Not": "not", "USub": "-", "UAdd": "+", "Invert": "~"}
COMPARE = {"Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Is": "is", "IsNot": "is not",
           "In": "in", "NotIn": "not in"}
CONTEXT = {"Load": "", "Store": "=", "Del": "del"}


def name_of(node):
    return type(node).__name__


def text_of(value):
    """A string as front_dump writes it."""
    data = value if isinstance(value, bytes) else value.encode()
    return '"' + "".join(chr(c) if 0x20 <= c < 0x7F and c not in b'"\\' else "\\%02x" % c for c in data) + '"'


class Tree:
    """A tree of CPython's in front_dump's words."""

    def __getattr__(self, kind):
        """Kinds of nodes that the sandbox does not have."""
        return lambda node: "?" + kind

    def optional(self, node):
        return self.expr(node) if node is not None else "(-)"

    def items(self, head, nodes):
        return "(%s%s)" % (head, "".join(map(self.expr, nodes)))

    def expr(self, node):
        return " " + getattr(self, name_of(node))(node)

    def Constant(self, node):
        value = node.value
        if isinstance(value, bool) or value is None:
            return str(value)
        if value is Ellipsis:
            return "..."
        if isinstance(value, int):
            return "(int %d)" % value
        if isinstance(value, float):
            return "(float %s)" % struct.pack(">d", value).hex()
        if isinstance(value, complex):
            return "?complex"
        return ("b" if isinstance(value, bytes) else "") + text_of(value)

    def JoinedStr(self, node):
        parts = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(text_of(part.value))
            else:
                conversion = chr(part.conversion) if part.conversion >= 0 else "-"
                parts.append("(field %s%s%s)" % (conversion, self.expr(part.value), self.optional(part.format_spec)))
        return "(fstring%s)" % "".join(parts)

    def Name(self, node):
        return CONTEXT[name_of(node.ctx)] + node.id

    def Attribute(self, node):
        return "(%s.%s%s)" % (CONTEXT[name_of(node.ctx)], node.attr, self.expr(node.value))

    def Subscript(self, node):
        return "(%s[]%s%s)" % (CONTEXT[name_of(node.ctx)], self.expr(node.value), self.expr(node.slice))

    def Slice(self, node):
        return "(slice%s%s%s)" % (self.optional(node.lower), self.optional(node.upper), self.optional(node.step))

    def Starred(self, node):
        return "(star%s(-))" % self.expr(node.value)

    def List(self, node):
        return self.items("list", node.elts)

    def Tuple(self, node):
        return self.items("tuple", node.elts)

    def Set(self, node):
        return self.items("set", node.elts)

    def Dict(self, node):
        return "(dict%s)" % "".join(self.optional(k) + self.expr(v) for k, v in zip(node.keys, node.values))

    def UnaryOp(self, node):
        return "(%s%s(-))" % (UNARY[name_of(node.op)], self.expr(node.operand))

    def BinOp(self, node):
        return "(%s%s%s)" % (BINARY[name_of(node.op)], self.expr(node.left), self.expr(node.right))

    def BoolOp(self, node):
        return self.items("or" if isinstance(node.op, ast.Or) else "and", node.values)

    def Compare(self, node):
        rest = "".join("(%s%s)" % (COMPARE[name_of(o)], self.expr(e)) for o, e in zip(node.ops, node.comparators))
        return "(compare%s%s)" % (self.expr(node.left), rest)

    def IfExp(self, node):
        return "(if%s%s%s)" % (self.expr(node.test), self.expr(node.body), self.expr(node.orelse))

    def keywords(self, keywords):
        return "".join("(keyword %s%s)" % (k.arg or "**", self.expr(k.value)) for k in keywords)

    def Call(self, node):
        return "(call%s%s%s)" % (self.expr(node.func), self.items("arguments", node.args), self.keywords(node.keywords))

    def parameters(self, args):
        positional = args.posonlyargs + args.args
        defaults = [None] * (len(positional) - len(args.defaults)) + args.defaults + args.kw_defaults
        items = "".join("(%s%s)" % (a.arg, self.expr(d) if d else "") for a, d in
                        zip(positional + args.kwonlyargs, defaults))
        return "(parameters %d %d%s %s %s)" % (len(positional), len(args.posonlyargs), items,
                                               args.vararg.arg if args.vararg else "-",
                                               args.kwarg.arg if args.kwarg else "-")

    def Lambda(self, node):
        return "(lambda%s%s)" % (self.parameters(node.args), self.expr(node.body))

    def comprehension(self, head, node, *elements):
        clauses = "".join("(for%s%s%s)" % (self.expr(g.target), self.expr(g.iter), self.items("if", g.ifs))
                          for g in node.generators)
        return "(%s%s%s)" % (head, "".join(map(self.expr, elements)), clauses)

    def ListComp(self, node):
        return self.comprehension("listcomp", node, node.elt)

    def SetComp(self, node):
        return self.comprehension("setcomp", node, node.elt)

    def DictComp(self, node):
        return self.comprehension("dictcomp", node, node.key, node.value)

    def GeneratorExp(self, node):
        return self.comprehension("genexpr", node, node.elt)

    def NamedExpr(self, node):
        return "(:=%s%s)" % (self.expr(node.target), self.expr(node.value))

    def Yield(self, node):
        return "(yield%s(-))" % self.optional(node.value)

    def YieldFrom(self, node):
        return "(yieldfrom%s(-))" % self.expr(node.value)

    def body(self, nodes):
        return "{%s}" % "".join("\n%d:%d %s" % (n.lineno, self.column(n), getattr(self, name_of(n))(n)) for n in nodes)

    def column(self, node):
        return len(self.lines[node.lineno - 1].encode()[:node.col_offset].decode()) + 1

    def Expr(self, node):
        return self.expr(node.value)

    def Assign(self, node):
        return self.items("assign", node.targets) + self.expr(node.value)

    def AugAssign(self, node):
        return "%s(augmented%s%s)" % (BINARY[name_of(node.op)], self.expr(node.target), self.expr(node.value))

    def AnnAssign(self, node):
        return "(annotated%s%s)" % (self.expr(node.target), self.optional(node.value))

    def If(self, node):
        return "(if%s%s%s)" % (self.expr(node.test), self.body(node.body), self.body(node.orelse))

    def While(self, node):
        return "(while%s%s%s)" % (self.expr(node.test), self.body(node.body), self.body(node.orelse))

    def For(self, node):
        return "(for%s%s%s%s)" % (self.expr(node.target), self.expr(node.iter), self.body(node.body),
                                  self.body(node.orelse))

    def Break(self, node):
        return "break"

    def Continue(self, node):
        return "continue"

    def Pass(self, node):
        return "pass"

    def FunctionDef(self, node):
        return "(def %s%s%s%s)" % (node.name, self.items("decorators", node.decorator_list),
                                   self.parameters(node.args), self.body(node.body))

    def Return(self, node):
        return "(return%s(-))" % self.optional(node.value)

    def ClassDef(self, node):
        return "(class %s%s%s%s%s)" % (node.name, self.items("decorators", node.decorator_list),
                                       self.items("bases", node.bases), self.keywords(node.keywords),
                                       self.body(node.body))

    def Try(self, node):
        handlers = "".join("(except %s%s%s)" % (h.name or "-", self.optional(h.type), self.body(h.body))
                           for h in node.handlers)
        return "(try%s%s%s%s)" % (self.body(node.body), handlers, self.body(node.orelse), self.body(node.finalbody))

    def Raise(self, node):
        return "(raise%s%s)" % (self.optional(node.exc), self.optional(node.cause))

    def With(self, node):
        items = "".join("(item%s%s)" % (self.expr(i.context_expr), self.optional(i.optional_vars)) for i in node.items)
        return "(with%s%s)" % (items, self.body(node.body))

    def Assert(self, node):
        return "(assert%s%s)" % (self.expr(node.test), self.optional(node.msg))

    def Delete(self, node):
        return self.items("del", node.targets)

    def Global(self, node):
        return "(global%s)" % "".join(" " + n for n in node.names)

    def Nonlocal(self, node):
        return "(nonlocal%s)" % "".join(" " + n for n in node.names)

    def Import(self, node, module="-"):
        return "(import %s%s)" % (module, "".join("(%s %s)" % (a.name, a.asname or "-") for a in node.names))

    def ImportFrom(self, node):
        return self.Import(node, node.module or ".")


def tree_of(source, name):
    """(True, tree) or (False, error)."""
    maker = Tree()
    maker.lines = source.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    return "ok " + maker.body(ast.parse(source, name).body)


def verdict_of(path, with_names):
    with open(path, "rb") as file:
        data = file.read()
    try:
        if with_names:
            compile(data, path, "exec")
        return tree_of(data.decode("utf-8-sig"), path)
    except SyntaxError as error:
        return "refused %s %s %s" % (type(error).__name__, error.lineno or 0, error.msg)
    except ValueError as error:
        return "refused SyntaxError 0 %s" % error
    except (RecursionError, MemoryError) as error:
        return "refused limit 0 %s" % error


def same(ours, theirs):
    """Whether two verdicts agree; f-strings have lines of their own in CPython."""
    if ours == theirs:
        return True
    refused = ours.startswith("refused ")
    if refused and (ours.startswith("refused not part") or ours.startswith("refused limit")):
        return theirs.startswith("ok ") or theirs.startswith("refused limit")
    if not refused or not theirs.startswith("refused "):
        return False
    our_kind, _, our_message = ours[8:].split(" ", 2)
    their_kind, _, their_message = theirs[8:].split(" ", 2)
    return our_kind == their_kind and our_message == their_message and "f-string" in our_message


def programs(arguments, room):
    for argument in arguments:
        if os.path.isdir(argument):
            inner = sorted(os.path.join(argument, name) for name in os.listdir(argument))
            yield from programs([n for n in inner if n.endswith((".py", ".txt"))], room)
        elif argument.endswith(".txt"):
            with open(argument, encoding="utf-8", newline="") as file:
                for number, program in enumerate(file.read().split("\n---\n")):
                    path = os.path.join(room, "%s.%d" % (os.path.basename(argument), number))
                    with open(path, "w", encoding="utf-8", newline="") as copy:
                        copy.write(program + "\n")
                    yield path
        else:
            yield argument


def answers_of(dump, paths, options):
    answers = []
    for i in range(0, len(paths), 200):
        done = subprocess.run([dump, *options, *paths[i:i + 200]], stdout=subprocess.PIPE, timeout=300)
        if done.returncode:
            sys.exit("front_dump ended with %d among %s" % (done.returncode, paths[i:i + 200]))
        answers += done.stdout.decode().split("\0")[:-1]
    numbers = re.compile(r"\(int (0[xXoObB]\w+)\)")
    return [numbers.sub(lambda m: "(int %d)" % int(m[1], 0), a.rstrip("\n")) for a in answers]


def check(dump, paths, with_names):
    bad = 0
    for path, ours in zip(paths, answers_of(dump, paths, [] if with_names else ["--parse"])):
        theirs = verdict_of(path, with_names)
        if same(ours, theirs):
            continue
        bad += 1
        print("%s:" % path)
        if ours.startswith("ok") and theirs.startswith("ok"):
            for mine, other in zip(ours.split("\n"), theirs.split("\n")):
                if mine != other:
                    print("  front:   %s\n  CPython: %s" % (mine, other))
                    break
        else:
            print("  front:   %s\n  CPython: %s" % (ours.split("\n")[0], theirs.split("\n")[0]))
    print("%d programs, %d differ" % (len(paths), bad))
    return bad


def main():
    warnings.simplefilter("ignore")
    if sys.version_info[:2] != (3, 11):
        print("skipped: this is not CPython 3.11")
        sys.exit(77)
    arguments = sys.argv[1:]
    with_names = "--trees" not in arguments
    arguments = [a for a in arguments if a != "--trees"]
    with tempfile.TemporaryDirectory() as room:
        sys.exit(1 if check(arguments[0], list(programs(arguments[1:], room)), with_names) else 0)


if __name__ == "__main__":
    main()

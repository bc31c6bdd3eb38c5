"""Every builtin function and every method of a builtin type, called with 0 to 4 arguments of silly types: the exception
and its message under CPython 3.11 and under lockstep must be the same.

    misuse.py --lockstep PROGRAM [--show]

KNOWN below lists what differs, and why it may. The exit code 77 says that this is no CPython 3.11.
"""
import argparse
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))

SUBJECTS = {
    "int": "5", "float": "2.5", "str": "'ab'", "bytes": "b'ab'", "list": "[1, 'a']", "tuple": "(1, 2)",
    "dict": "{'k': 1}", "set": "{1}", "frozenset": "frozenset([1])", "range": "range(3)", "bool": "True",
    "slice": "slice(1, 2)",
}
FUNCTIONS = """abs all any ascii bin bool bytes callable chr delattr dict divmod enumerate filter float format frozenset
getattr hasattr hash hex id int isinstance issubclass iter len list map max min next object oct ord pow range repr
reversed round set setattr slice sorted str sum tuple type zip property staticmethod classmethod""".split()
ARGUMENTS = ["None", "3", "-1", "'x'", "[1]", "{'a': 1}", "1.5", "(1, 2)", "b'z'", "int"]
LISTS = [[]] + [[a] for a in ARGUMENTS] + [["3", a] for a in ARGUMENTS] + [[a, "'x'"] for a in ARGUMENTS] + [
    ["'x'", "'y'", "'z'"], ["1", "2", "3"], ["[1]", "None", "1.5"], ["1", "2", "3", "4"], ["'a'", "'b'", "'c'", "'d'"],
    ["nope=1"], ["3", "nope=1"]]

# (subject or "", name): why it may differ.
SEVERAL_WRONG = "two arguments are wrong, and CPython looks at the other one first"
RARE = "a corner of bytes and encodings that no program about processes visits"
ORDER = "the order of a set of strings is CPython's secret"
KNOWN = {
    ("", "bytes"): RARE, ("", "str"): RARE, ("", "range"): SEVERAL_WRONG, ("", "sum"): SEVERAL_WRONG,
    ("", "pow"): SEVERAL_WRONG, ("", "int"): SEVERAL_WRONG, ("", "type"): "classes are made by class statements",
    ("", "iter"): "the names of the iterators of texts", ("", "reversed"): "the names of the iterators of texts",
    ("", "staticmethod"): "its repr", ("", "classmethod"): "its repr", ("float", "fromhex"): RARE,
    ("str", "maketrans"): SEVERAL_WRONG, ("str", "expandtabs"): SEVERAL_WRONG, ("str", "splitlines"): SEVERAL_WRONG,
    ("str", "translate"): "the sandbox's takes a dict", ("list", "sort"): SEVERAL_WRONG, ("slice", "indices"): RARE, ("set", "union"): ORDER, ("frozenset", "union"): ORDER,
    ("", "enumerate"): SEVERAL_WRONG, ("", "max"): SEVERAL_WRONG, ("", "min"): SEVERAL_WRONG,
    ("", "sorted"): SEVERAL_WRONG, ("int", "from_bytes"): RARE, ("bool", "from_bytes"): RARE,
    ("int", "to_bytes"): RARE, ("bool", "to_bytes"): RARE,
    **{("bytes", name): SEVERAL_WRONG for name in ("endswith", "startswith", "split", "rsplit", "center", "ljust",
                                                   "rjust", "expandtabs", "splitlines")},
    **{("bytes", name): "missing" for name in ("maketrans", "translate", "hex")},
}

PROGRAM = '''
def show(label, call):
    subject = None
    try:
        value = call()
        text = repr(value)
        if " at 0x" in text:
            text = text[:text.index(" at 0x")]
        print(label, "=>", text[:200])
    except RecursionError:
        print(label, "RecursionError")
    except Exception as error:
        print(label, type(error).__name__, error)

'''


def methods_of(value):
    for name in dir(type(eval(value))):
        if not name.startswith("_"):
            yield name


def calls():
    for kind, name, call in all_calls():
        if (kind, name) not in KNOWN:
            yield kind, name, call


def all_calls():
    for name in FUNCTIONS:
        for arguments in LISTS:
            if name == "id" and len(arguments) == 1 or name == "hash" and arguments[:1] in (["'x'"], ["b'z'"], ["None"], ["int"]):
                continue
            yield "", name, "%s(%s)" % (name, ", ".join(arguments))
    for kind, value in SUBJECTS.items():
        for name in methods_of(value):
            for arguments in LISTS:
                yield kind, name, "(%s).%s(%s)" % (value, name, ", ".join(arguments))


def program(names=None):
    lines = [PROGRAM]
    for kind, name, call in calls():
        if not names or name in names:
            lines.append("show(%r, lambda: %s)\n" % (call, call))
    return "".join(lines)


def run(command, path):
    env = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    env.update(PYTHONHASHSEED="0", PYTHONWARNINGS="ignore", PYTHONIOENCODING="utf-8")
    done = subprocess.run(command + [path], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=120)
    return done.stdout.decode().split("\n"), done.stderr.decode()


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--lockstep", required=True, metavar="PROGRAM")
    options.add_argument("--all", action="store_true", help="show every difference, not the first twenty")
    options.add_argument("names", nargs="*", help="only these functions and methods")
    given = options.parse_args()
    if sys.version_info[:2] != (3, 11):
        print("skipped: this is not CPython 3.11")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "misuse.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(program(given.names))
        want, _ = run([sys.executable], path)
        got, errors = run([os.path.abspath(given.lockstep), "run"], path)
    wrong = 0
    for i in range(max(len(want), len(got))):
        a = want[i] if i < len(want) else "<nothing>"
        b = got[i] if i < len(got) else "<nothing>"
        if a != b:
            wrong += 1
            if given.all or wrong <= 20:
                print("  CPython   %s\n  lockstep  %s" % (a, b))
    if errors:
        print(errors[-500:])
    print("%d calls, %d wrong" % (len(want) - 1, wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

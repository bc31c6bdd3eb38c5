"""Bad programs: nested too deeply, too long, recursing for ever, asking for too much. Each must end by itself, with an
exit code of its own and one clear last line: no crash, no hang, nothing of a sanitizer.

    bad_programs.py --lockstep PROGRAM [NAME…]

Where CPython 3.11 ends in an exception that the sandbox has too (the last word of a program is its name), the last lines
are the same; OWN lists the rest.
"""
import argparse
import concurrent.futures
import os
import subprocess
import sys
import tempfile

TIMEOUT_S = 100

# What the sandbox says in its own words: a limit that CPython does not have, or has elsewhere.
OWN = {
    "minus", "nots", "plus", "strcat", "lambdas", "attrs", "subs", "pows", "cmp", "ternary", "nested_if_big", "elifs",
    "rec_repr", "rec_lt", "rec_exc", "wide_fmt6", "deep_tuple_hash", "deep_copy", "big_pow", "big_shift", "wide_fmt4", "wide_fmt5", "grow",
    "evil_key", "kbd", "array_bomb", "nul",  # 3.11.2 reads on behind a NUL
}


def programs():
    yield "parens", "x = " + "(" * 10000 + "1" + ")" * 10000
    yield "lists", "x = " + "[" * 10000 + "]" * 10000
    yield "dicts", "x = " + "{1:" * 5000 + "1" + "}" * 5000
    yield "minus", "x = " + "-" * 50000 + "1"
    yield "nots", "x = " + "not " * 50000 + "1"
    yield "plus", "x = " + "+".join(["1"] * 100000)
    yield "strcat", "x = " + "+".join(["'a'"] * 50000) + "\nprint(len(x))"
    yield "lambdas", "x = " + "lambda: " * 5000 + "1"
    yield "calls", "x = " + "f(" * 5000 + ")" * 5000
    yield "attrs", "x = a" + ".b" * 100000
    yield "subs", "x = a" + "[0]" * 100000
    yield "pows", "x = " + "**".join(["2"] * 5000)
    yield "cmp", "x = " + "<".join(["1"] * 50000) + "\nprint(x)"
    yield "ands", "x = " + " and ".join(["1"] * 100000) + "\nprint(x)"
    yield "ternary", "x = " + "1 if 0 else " * 20000 + "2\nprint(x)"
    yield "nested_def", "".join("  " * i + "def f%d():\n" % i for i in range(200)) + "  " * 200 + "pass\n"
    yield "nested_if", "".join(" " * i + "if 1:\n" for i in range(90)) + " " * 90 + "print('in')\n"
    yield "nested_if_big", "".join(" " * i + "if 1:\n" for i in range(2000)) + " " * 2000 + "print('in')\n"
    yield "nested_for", "".join(" " * i + "for i%d in [1]:\n" % i for i in range(50)) + " " * 50 + "print('in')\n"
    yield "nested_try", "".join(" " * i + "try:\n" for i in range(60)) + " " * 60 + "1/0\n" + "".join(" " * i + "finally: pass\n" for i in range(59, -1, -1))
    yield "nested_with", "class C:\n def __enter__(s): pass\n def __exit__(s,*a): pass\n" + "".join(" " * i + "with C():\n" for i in range(60)) + " " * 60 + "print('in')\n"
    yield "nested_comp", "x = " + "[" * 300 + "1" + " for a in [1]]" * 300
    yield "elifs", "x=5\nif x == -1: pass\n" + "".join("elif x == %d: pass\n" % -i for i in range(20000))
    yield "line1mb", "x = '" + "a" * 1000000 + "'\nprint(len(x))"
    yield "line1mbcomment", "#" + "a" * 1000000 + "\nprint(1)"
    yield "line1mbint", "x = " + "1" * 1000000
    yield "line1mblist", "x = [" + "1," * 400000 + "]\nprint(len(x))"
    yield "params", "def f(" + ",".join("a%d" % i for i in range(5000)) + "): return a4999\nprint(f(*range(5000)))"
    yield "args", "def f(*a): return len(a)\nprint(f(" + ",".join(["1"] * 60000) + "))"
    yield "kwargs", "def f(**a): return len(a)\nprint(f(" + ",".join("a%d=1" % i for i in range(20000)) + "))"
    yield "rec", "def f(): f()\nf()"
    yield "rec_caught", "def f(n):\n try: return f(n+1)\n except RecursionError: return n\nprint(f(0) > 900)"
    yield "rec_repr", "class A:\n def __repr__(self): return repr(self)\nrepr(A())"
    yield "rec_str", "class A:\n def __str__(self): return str(self)\nprint(A())"
    yield "rec_eq", "class A:\n def __eq__(self, o): return self == o\nA() == A()"
    yield "rec_hash", "class A:\n def __hash__(self): return hash(self)\nhash(A())"
    yield "rec_getattr", "class A:\n def __getattr__(self, n): return self.x\nA().y"
    yield "rec_getattribute", "class A:\n def __getattribute__(self, n): return self.x\nA().y"
    yield "rec_setattr", "class A:\n def __setattr__(self, n, v): self.x = v\nA().y = 1"
    yield "rec_call", "class A:\n def __call__(self): return self()\nA()()"
    yield "rec_iter", "class A:\n def __iter__(self): return iter(self)\nlist(A())"
    yield "rec_len", "class A:\n def __len__(self): return len(self)\nlen(A())"
    yield "rec_bool", "class A:\n def __bool__(self): return bool(self)\nif A(): pass"
    yield "rec_add", "class A:\n def __add__(self, o): return self + o\nA() + 1"
    yield "rec_radd", "class A:\n def __radd__(self, o): return o + self\n1 + A()"
    yield "rec_lt", "class A:\n def __lt__(self, o): return self < o\nsorted([A(), A()])"
    yield "rec_key", "def k(x): return sorted([1, 2], key=k)\nsorted([1, 2], key=k)"
    yield "rec_map", "def k(x): return list(map(k, [1]))\nk(1)"
    yield "rec_prop", "class A:\n @property\n def x(self): return self.x\nA().x"
    yield "rec_init", "class A:\n def __init__(self): A()\nA()"
    yield "rec_gen", "def g():\n yield from g()\nnext(g())"
    yield "rec_lambda", "f = lambda: f()\nf()"
    yield "rec_mutual", "def a(): b()\ndef b(): a()\na()"
    yield "rec_exc", "def f():\n try: 1/0\n except: f()\nf()"
    yield "rec_format", "class A:\n def __format__(self, s): return f'{self}'\nf'{A()}'"
    yield "rec_contains", "class A:\n def __contains__(self, s): return 1 in self\n1 in A()"
    yield "cyc_list", "a = []\na.append(a)\nprint(a, str(a), [a], (a,))"
    yield "cyc_dict", "a = {}\na[1] = a\nprint(a)"
    yield "cyc_mix", "a = [1]; d = {'a': a}; a.append(d); t = (a, d); a.append(t); print(a)"
    yield "cyc_eq", "a = []; a.append(a); b = []; b.append(b); print(a == b)"
    yield "cyc_eq_dict", "a = {}; a[1] = a; b = {}; b[1] = b; print(a == b)"
    yield "cyc_hash", "a = []; t = (a,); a.append(t); hash(t)"
    yield "cyc_copy", "import copy\na = [1]; a.append(a); b = copy.deepcopy(a); print(b, b[1] is b)"
    yield "cyc_pickle", "import multiprocessing as mp\na = []; a.append(a); q = mp.SimpleQueue(); q.put(a); print(q.get())"
    yield "cyc_obj", "class A: pass\na = A(); a.me = a; print(a.me.me is a)" 
    yield "cyc_set", "s = frozenset([1]); print(s)"
    yield "deep_list", "a = []\nfor i in range(100000): a = [a]\nprint(len(a))"
    yield "deep_list_repr", "a = []\nfor i in range(100000): a = [a]\nrepr(a)"
    yield "deep_list_eq", "a = []; b = []\nfor i in range(100000): a = [a]; b = [b]\na == b"
    yield "deep_tuple_hash", "a = ()\nfor i in range(100000): a = (a,)\nhash(a)"
    yield "deep_pickle", "import multiprocessing as mp\na = []\nfor i in range(100000): a = [a]\nq = mp.SimpleQueue(); q.put(a)"
    yield "deep_copy", "import copy\na = []\nfor i in range(100000): a = [a]\ncopy.deepcopy(a)"
    yield "deep_inst", "class A: pass\na = None\nfor i in range(50000):\n b = A(); b.n = a; a = b\nprint(1)"
    yield "deep_isinstance", "t = int\nfor i in range(100000): t = (t,)\nisinstance('a', t)"
    yield "big_int", "x = 10 ** 100000\nprint(x % 97, x.bit_length())"
    yield "big_int_str", "x = 10 ** 100000\nstr(x)"
    yield "big_int_mul", "x = 3 ** 200000\nprint((x * x) % 1000007, (x // 7) % 1000)"
    yield "big_pow", "2 ** (10 ** 12)"
    yield "big_shift", "1 << (10 ** 12)"
    yield "big_shift2", "1 << (2**70)"
    yield "big_fact", "import math\nprint(math.factorial(5000) % 1000003)"
    yield "big_int_parse", "int('1' * 100000)"
    yield "big_hex", "print(len(hex(1 << 400000)))"
    yield "big_float", "float(10 ** 400)"
    yield "wide_fmt", "print(len(format(1, '1000000')))"
    yield "wide_fmt2", "format(1, '99999999999999999999')"
    yield "wide_fmt3", "'%99999999999999999999d' % 1"
    yield "wide_fmt4", "'%.99999999999d' % 1"
    yield "wide_fmt5", "format(1.5, '.1000000000f')"
    yield "wide_fmt6", "'{:{}}'.format(1, 10**10)"
    yield "wide_fmt7", "print(len('%*d' % (100000, 1)))"
    yield "wide_fmt8", "'x'.center(10**12)"
    yield "wide_fmt9", "'x'.zfill(10**15)"
    yield "wide_fmt10", "f'{1.1:.{10**6}e}'"
    yield "wide_rep", "'x' * 10**12"
    yield "wide_rep2", "[1] * 10**12"
    yield "wide_rep3", "b'x' * 10**18"
    yield "wide_bytes", "bytes(10**12)"
    yield "grow", "a = 'x'\nwhile True: a += a"
    yield "memerr_caught", "try:\n a = 'x' * 10**12\nexcept MemoryError: print('caught')\nprint([1] * 3)"
    yield "gen_open", "def g():\n try:\n  yield 1\n finally:\n  print('fin')\nx = [g() for i in range(1000)]\nfor y in x: next(y)\nprint('end')\nfor y in x[:2]: y.close()\nfor y in x: y.close()" .replace("print('fin')", "pass")
    yield "fin_raise", "try:\n try: 1/0\n finally: [][1]\nfinally: {}['k']"
    yield "exit_raise", "class C:\n def __enter__(s): return s\n def __exit__(s, *a): raise RuntimeError('exit')\nwith C() as a, C() as b: 1/0"
    yield "exit_true", "class C:\n def __enter__(s): return s\n def __exit__(s, *a): return True\nwith C(): 1/0\nprint('on')"
    yield "enter_raise", "class C:\n def __enter__(s): raise KeyError('e')\n def __exit__(s, *a): print('no')\nwith C(): pass"
    yield "fin_return", "def f():\n try: 1/0\n finally: return 5\nprint(f())"
    yield "fin_break", "for i in range(3):\n try: 1/0\n finally: break\nprint(i)"
    yield "fin_continue", "for i in range(3):\n try: 1/0\n finally: continue\nprint(i)"
    yield "del_self", "class A:\n def f(self): del self\nA().f(); print('ok')"
    yield "nul", "x = 1\0\n"
    yield "bom", "\ufeffprint(1)"
    yield "latin", b"x = '\xe9'\n"
    yield "crlf", "x = 1\r\nif x:\r\n    print(x)\r\n"
    yield "cr", "x = 1\rprint(x)\r"
    yield "empty", ""
    yield "noeol", "print(1)"
    yield "ff", "\fprint(1)\n"
    yield "backslash", "x = 1 + \\\n 2\nprint(x)\\"
    yield "tabs", "if 1:\n\tprint(1)\n"
    yield "unicode_names", "ñ = 1; print(ñ); 变量 = 2; print(变量)"
    yield "ctrl", "print('a\\x00b\\x1b[31m')"
    yield "infinite_str", "class A:\n def __str__(self): return 5\nprint(A())"
    yield "bad_repr", "class A:\n def __repr__(self): raise ValueError('r')\nprint([A()])"
    yield "bad_hash", "class A:\n def __hash__(self): return 'x'\n{A(): 1}"
    yield "bad_len", "class A:\n def __len__(self): return -1\nlen(A())"
    yield "bad_len2", "class A:\n def __len__(self): return 10**30\nlen(A())"
    yield "bad_iter", "class A:\n def __iter__(self): return 5\nlist(A())"
    yield "bad_bool", "class A:\n def __bool__(self): return 5\nbool(A())"
    yield "bad_index", "class A:\n def __index__(self): return 'x'\n[1][A()]"
    yield "mod_dict", "d = {1: 1}\nfor k in d: d[k + 1] = 1"
    yield "mod_list", "a = [1]\nfor x in a:\n if len(a) < 1000: a.append(x)\nprint(len(a))"
    yield "mod_sort", "a = [3, 1, 2]\na.sort(key=lambda x: a.append(1) or x)"
    yield "mod_set", "s = {1}\nfor x in s: s.add(x + 1)"
    yield "evil_eq", "class A:\n def __eq__(self, o): d.clear(); return False\n def __hash__(self): return 1\nd = {A(): 1, A(): 2}\nd.get(A())\nprint(len(d))"
    yield "evil_key", "class A:\n def __lt__(self, o): a.clear(); return True\na = [A(), A(), A()]\na.sort()"
    yield "evil_iter", "a = [1, 2, 3]\ni = iter(a)\nnext(i); a.clear(); print(list(i))"
    yield "raise_none", "raise None"
    yield "raise_self", "e = ValueError(1)\ntry: raise e from e\nexcept ValueError as x: print(x.__cause__ is x)\nraise e"
    yield "kbd", "raise KeyboardInterrupt"
    yield "genexit", "raise GeneratorExit"
    yield "exit_in_fin", "import sys\ntry: sys.exit(3)\nfinally: print('fin')"
    yield "exit_nested", "import sys\ntry: sys.exit(3)\nexcept SystemExit as e: print(e.code)\nsys.exit('msg')"
    yield "format_bomb", "'{0.__class__.__mro__}'.format(1)"
    yield "array_bomb", "import multiprocessing as mp\nmp.Array('i', 10**10)"


def last_line(text):
    return (text.decode(errors="replace").rstrip().split("\n") or [""])[-1]


def run(command, path):
    env = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    env.update(PYTHONWARNINGS="ignore", PYTHONIOENCODING="utf-8")
    done = subprocess.run(command + [path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=TIMEOUT_S, env=env)
    return done.returncode, done.stdout, done.stderr


def judge(lockstep, folder, name, text):
    """None, or what is wrong."""
    path = os.path.join(folder, name + ".py")
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    try:
        code, out, err = run([lockstep, "run"], path)
    except subprocess.TimeoutExpired:
        return "it does not end"
    if code < 0 or code > 125 and code != 130 or b"Sanitizer" in err or b"runtime error" in err:
        return "it crashes with %d\n%s" % (code, err[-2000:].decode(errors="replace"))
    if code in (1, 2, 125) and not last_line(err):
        return "it ends with %d and says nothing" % code
    if name in OWN or sys.version_info[:2] != (3, 11):
        return None
    want = run([sys.executable], path)
    if (code, out, last_line(err)) != (want[0], want[1], last_line(want[2])):
        return "CPython ends with %d: %s\n    lockstep with %d: %s" % (want[0], last_line(want[2]), code, last_line(err))
    return None


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--lockstep", required=True, metavar="PROGRAM")
    options.add_argument("names", nargs="*")
    given = options.parse_args()
    wrong = count = 0
    chosen = [(name, text) for name, text in programs() if not given.names or name in given.names]
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda each: judge(os.path.abspath(given.lockstep), folder, *each), chosen)
        for (name, text), problem in zip(chosen, found):
            count += 1
            if problem:
                wrong += 1
                print("%s: %s" % (name, problem), flush=True)
    print("%d programs, %d wrong" % (count, wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

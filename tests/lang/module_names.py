"""Every public name of a module that the sandbox has: it is there too, or using it is refused before anything runs.

    module_names.py --lockstep PROGRAM

The exit code 77 says that this is no CPython 3.11.
"""
import argparse
import concurrent.futures
import importlib
import os
import subprocess
import sys
import tempfile
import types

MODULES = """abc collections collections.abc concurrent.futures concurrent.futures.process contextlib copy ctypes
dataclasses datetime decimal functools itertools logging math multiprocessing multiprocessing.connection
multiprocessing.context multiprocessing.managers multiprocessing.pool multiprocessing.process multiprocessing.queues
multiprocessing.sharedctypes multiprocessing.synchronize operator os queue random signal string sys time timeit
traceback types typing""".split()

# Where CPython imports things for itself.
STRANGERS = {"GenericAlias", "Mapping", "MutableMapping", "Template", "Queue", "partial", "format_exception"}


def public_names(module):
    listed = getattr(module, "__all__", None)
    for name in dir(module):
        if name.startswith("_") or isinstance(getattr(module, name), types.ModuleType):
            continue
        if listed is not None and name not in listed and module.__name__ not in ("os", "multiprocessing", "logging"):
            continue
        yield name


def run(lockstep, folder, text):
    with tempfile.NamedTemporaryFile("w", suffix=".py", dir=folder, delete=False) as file:
        file.write(text)
    done = subprocess.run([lockstep, "run", file.name], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def missing_names(lockstep, folder, name):
    names = list(public_names(importlib.import_module(name)))
    code, out, err = run(lockstep, folder, "import %s as module\nfor name in %r:\n    if not hasattr(module, name):\n"
                         "        print(name)\n" % (name, names))
    return out.split() if code == 0 else ["(import fails: %s)" % err.strip().split("\n")[-1]]


def is_refused(lockstep, folder, module, name):
    for text in ("from %s import %s\n" % (module, name), "import %s as module\nmodule.%s\n" % (module, name)):
        code, _, err = run(lockstep, folder, text)
        if code != 2 or "not part of the sandbox's Python" not in err:
            return False
    return True


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--lockstep", required=True, metavar="PROGRAM")
    lockstep = os.path.abspath(options.parse_args().lockstep)
    if sys.version_info[:2] != (3, 11):
        print("skipped: this is not CPython 3.11")
        sys.exit(77)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        missing = [(module, name) for module in MODULES for name in missing_names(lockstep, folder, module)
                   if not (name in STRANGERS and module != "queue")]
        found = pool.map(lambda each: is_refused(lockstep, folder, *each), missing)
        for (module, name), refused in zip(missing, found):
            if not refused:
                wrong += 1
                print("%s.%s is neither there nor refused" % (module, name))
    print("%d names are refused, %d not" % (len(missing) - wrong, wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

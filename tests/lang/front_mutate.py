"""Mistypes programs at random and compares the front of the language with CPython on what comes out.

    front_mutate.py DUMP COUNT SEED FILE...

A difference in taking or refusing a program ends the run with 1 and prints the program. How often kind, line and
message of a refusal agree is printed: the rest are messages of CPython's that depend on its way of parsing.
"""
import io
import os
import random
import sys
import tempfile
import tokenize
import warnings

import front_check

SNIPPETS = ["(", ")", "[", "]", "{", "}", ":", ",", "=", "==", ":=", ".", "*", "**", "-", "+", "not", "if", "else", "for",
            "in", "lambda", "x", "1", "'a'", "f'{x}'", "and", "is", "def", "class", "return", "yield", "try:", "print",
            "print x", "\n", "\n    ", "  ", "\t", "#", "\\", "\\\n", "'", '"', "'''", ";", "@", "->", "...", "None",
            "await", "async", "match", "with", "as", "import", "from", "global x", "nonlocal x", "break", "pass", "0x",
            "1e", "08", "$", "?", "!", "%", "<", ">", "{x}", "*x", "**x", "del", "raise", "assert", "except:",
            "finally:", "elif", "while"]


def pieces_of(source):
    """Cuts a program into tokens with the text between them."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    cuts = {0, len(source)}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        for row, column in (token.start, token.end):
            if row <= len(lines):
                cuts.add(starts[row - 1] + column)
    cuts = sorted(cuts)
    return [source[a:b] for a, b in zip(cuts, cuts[1:])]


def mistype(pieces, chance):
    pieces = list(pieces)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        if not pieces:
            break
        at = chance.randrange(len(pieces))
        way = chance.randrange(7)
        if way == 0:
            del pieces[at]
        elif way == 1:
            pieces.insert(at, chance.choice(SNIPPETS))
        elif way == 2:
            pieces[at] = chance.choice(SNIPPETS)
        elif way == 3:
            other = chance.randrange(len(pieces))
            pieces[at], pieces[other] = pieces[other], pieces[at]
        elif way == 4 and pieces[at]:
            cut = chance.randrange(len(pieces[at]))
            pieces[at] = pieces[at][:cut] + pieces[at][cut + 1:]
        elif way == 5:
            pieces.insert(at, pieces[at])
        else:
            del pieces[at:at + chance.randrange(1, 6)]
    return "".join(pieces)


def window(pieces, chance):
    """Some twenty lines that begin at a line of no indentation."""
    text = "".join(pieces)
    lines = text.splitlines(keepends=True)
    heads = [i for i, line in enumerate(lines) if line[:1].strip()] or [0]
    start = chance.choice(heads)
    return "".join(lines[start:start + chance.randrange(3, 25)])


def kind_of(verdict):
    return "refused" if verdict.startswith("refused") else "ok"


def agree(ours, theirs):
    if front_check.same(ours, theirs):
        return True
    if ours.startswith(("refused not part", "refused limit")) or theirs.startswith("refused limit"):
        return True
    both_take = ours.startswith("ok ") and theirs.startswith("ok ")
    return kind_of(ours) == kind_of(theirs) and (not both_take or "__" in ours)  # private names are mangled


def main():
    warnings.simplefilter("ignore")
    if sys.version_info[:2] != (3, 11):
        sys.exit(77)
    dump, count, seed, files = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    chance = random.Random(seed)
    sources = []
    for name in files:
        with open(name, encoding="utf-8") as file:
            sources.append(file.read())
    bad = exact = total = refused = 0
    with tempfile.TemporaryDirectory() as room:
        for first in range(0, count, 200):
            paths = []
            for i in range(first, min(count, first + 200)):
                text = window([chance.choice(sources)], chance)
                try:
                    pieces = pieces_of(text)
                except (tokenize.TokenError, IndentationError, SyntaxError):
                    pieces = list(text)
                path = os.path.join(room, "m%d.py" % i)
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(mistype(pieces, chance))
                paths.append(path)
            for path, ours in zip(paths, front_check.answers_of(dump, paths, [])):
                theirs = front_check.verdict_of(path, True)
                total += 1
                refused += kind_of(theirs) == "refused"
                exact += kind_of(theirs) == "refused" and front_check.same(ours, theirs)
                if kind_of(ours) == kind_of(theirs) == "refused" and not front_check.same(ours, theirs) and os.environ.get("SHOW"):
                    print("message: ours", ours, "| theirs", theirs); os.system("cp %s /tmp/lf/mm/" % path)
                if not agree(ours, theirs):
                    bad += 1
                    with open(path, encoding="utf-8", newline="") as file:
                        print("---\n%s\n---\n  front:   %s\n  CPython: %s" % (file.read(), ours[:500], theirs[:500]))
                os.unlink(path)
    print("%d programs, %d differ; of %d refused ones %d with the same words and line" % (total, bad, refused, exact))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()

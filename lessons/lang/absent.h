/*
 * Names that CPython's modules have and the sandbox's have not: refused before anything runs. What stands in neither is
 * the program's mistake, and an ImportError or AttributeError at its line, as in CPython.
 */
#ifndef LESSONS_LANG_ABSENT_H
#define LESSONS_LANG_ABSENT_H

/* What to use instead of module.name; NULL: the name is there, or nowhere. */
const char *absent_hint(const char *module, const char *name);

#endif

/*
 * What is valid Python but not part of the sandbox's: each refusal with a hint. Runs over a tree whose scopes
 * are resolved. (What needs other tokens than ours, like `async` or `match`, the parser itself refuses.)
 */
#ifndef LESSONS_LANG_SUBSET_H
#define LESSONS_LANG_SUBSET_H

#include <stdbool.h>

#include "lessons/lang/diagnostic.h"
#include "lessons/lang/parser.h"
#include "lessons/lang/source.h"

/* False when something was found. */
bool subset_check(const ast_t *ast, const source_t *source, front_kind_t kind, diagnostics_t *diagnostics);

#endif

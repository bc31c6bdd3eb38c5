/*
 * Where each name of a program lives.
 *
 * scopes_resolve() gives each function, class, lambda and comprehension its scope, sets binding and index of
 * every EXPR_NAME, mangles private names (`__x` in class C becomes `_C__x`, also in attributes), and finds
 * what CPython's symbol table refuses (nonlocal without binding, global after use, …) and what its compiler
 * does (return outside a function, break outside a loop).
 *
 * Locals of a scope: parameters first, in the order positional, keyword-only, *rest, **keywords; then the
 * other plain locals by first appearance; then, in ranges of their own, the names of comprehensions that live
 * inside this frame (see `inlined`). A parameter that an inner function shares stands in both tables: the
 * argument arrives in its local, the prologue puts it into the cell, and all its uses say BINDING_CELL. Other
 * shared names are cells alone.
 *
 * List, set and dict comprehensions live in the frame of the function or module around them, where that
 * cannot be noticed: `inlined` is true, their names are locals [first_local, first_local + local_count) of
 * scope_host(). The generator clears that range at entry. A module's frame has no other locals than such.
 * Generator expressions, and comprehensions whose names an inner function shares or that stand in a class
 * body, are functions with one parameter
 * ".0" (local 0): the iterator of the first clause's iterable, which is evaluated outside.
 */
#ifndef LESSONS_LANG_SCOPE_H
#define LESSONS_LANG_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lessons/lang/ast.h"
#include "lessons/lang/diagnostic.h"
#include "lessons/lang/source.h"

#define SCOPE_NO_LOCAL UINT32_MAX

typedef enum scope_kind {
    SCOPE_MODULE,
    SCOPE_CLASS,
    SCOPE_FUNCTION, /* def */
    SCOPE_LAMBDA,
    SCOPE_COMPREHENSION, /* list, set, dict */
    SCOPE_GENERATOR,     /* generator expression */
} scope_kind_t;

typedef struct scope_cell {
    const char *name;
    uint32_t parameter; /* the local that the argument arrives in, SCOPE_NO_LOCAL for a name that is none */
} scope_cell_t;

typedef struct scope_free {
    const char *name;
    bool from_cell; /* comes from the enclosing scope's cells[index], else from its frees[index] */
    uint32_t index;
} scope_free_t;

struct scope {
    scope_kind_t kind;
    scope_t *parent;  /* NULL for the module */
    const char *name; /* "<module>", "f", "<lambda>", "<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>" */
    const char *qualified; /* as __qualname__: "C.f", "f.<locals>.g" */

    const char **locals; /* names by local index, among them ".0"; inlined: NULL, look at the host */
    uint32_t local_count;
    uint32_t parameter_count; /* of the locals, with *rest and **keywords */
    const bool *deleted; /* by local index: unbound again somewhere (del, except … as); NULL: none is */

    scope_cell_t *cells;
    uint32_t cell_count;
    scope_free_t *frees; /* through scope_host(parent): an inlined comprehension has no tables of its own */
    uint32_t free_count;

    bool is_generator; /* a function with a yield in it, or a generator expression */
    bool inlined;
    uint32_t first_local; /* inlined: its range in the host's locals */

    /* A class whose methods say super() or __class__: its cells hold the name `__class__`, to be filled with
     * the finished class; class_cell is its index, else SCOPE_NO_LOCAL. */
    uint32_t class_cell;
};

/* The scope whose frame a scope's names live in: itself, or the first one outwards that is not inlined. */
scope_t *scope_host(scope_t *scope);

/* Resolves the whole tree. False when something was found. */
bool scopes_resolve(ast_t *ast, const source_t *source, diagnostics_t *diagnostics);

#endif

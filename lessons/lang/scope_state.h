/*
 * What the files of name resolution share; nobody else includes this.
 *
 * Three walks: scope_collect.c goes over the tree and notes for each scope which names are bound and which
 * are read in it; scope_resolve.c goes over the scopes from inside out to learn what is shared, then from
 * outside in to number the tables, and gives each EXPR_NAME its place. Then scope_certain.c and check.c walk
 * the tree once more.
 */
#ifndef LESSONS_LANG_SCOPE_STATE_H
#define LESSONS_LANG_SCOPE_STATE_H

#include "lessons/lang/ast_walk.h"
#include "lessons/lang/scope.h"

enum {
    SYMBOL_BOUND = 1, /* assigned, deleted, imported, defined, a parameter */
    SYMBOL_PARAMETER = 2,
    SYMBOL_READ = 4,
    SYMBOL_GLOBAL = 8,    /* global x */
    SYMBOL_NONLOCAL = 16, /* nonlocal x; a walrus in a comprehension makes one of this kind too */
    SYMBOL_ANNOTATED = 32,
    SYMBOL_ITERATION = 64,    /* target of a comprehension */
    SYMBOL_INNER = 128,       /* an inner scope looks through this scope for the name */
    SYMBOL_INNER_FRAME = 256, /* one with a frame of its own does */
    SYMBOL_DELETED = 1024,    /* del x, except E as x */
    SYMBOL_DECLARED = 512,    /* NONLOCAL or GLOBAL come from a statement, with a place */
};

/* A name in a scope. */
typedef struct symbol {
    struct entry *entry;
    const char *name;
    uint32_t flags;
    ast_place_t place;   /* of the declaration, or of the parameter */
    struct symbol *next; /* in the scope, by first appearance */
    name_binding_t binding;
    uint32_t index;
    uint32_t pass_index; /* SYMBOL_INNER: the free or cell that an inner scope takes; a class has both */
    name_binding_t pass_binding;
} symbol_t;

/* A scope with what is known of it while resolving; the public part comes first. */
typedef struct entry {
    scope_t scope;
    struct entry *outer; /* like scope.parent */
    symbol_t *first, *last;
    const char
        *private_class;      /* the class whose private names are mangled here, without leading underscores */
    bool binds_iteration;    /* the targets of a comprehension's clause are being walked */
    uint32_t iterable_depth; /* iterables of comprehensions that are being walked */
    bool may_inline;
} entry_t;

typedef struct occurrence {
    expr_t *expr;
    symbol_t *symbol;
} occurrence_t;

typedef struct scopes {
    ast_visitor_t visitor; /* of scope_collect.c */
    ast_t *ast;
    const source_t *source;
    diagnostics_t *diagnostics;
    bool failed, out_of_memory;
    entry_t *current;
    entry_t **entries; /* by appearance: outer ones before inner ones */
    size_t entry_count;
    occurrence_t *occurrences;
    size_t occurrence_count;
    symbol_t **table; /* open addressing by scope and name */
    size_t table_size, table_count;
    const char *class_name, *super_name; /* "__class__", "super", interned */
} scopes_t;

void scopes_fail(scopes_t *scopes, ast_place_t place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void scopes_no_memory(scopes_t *scopes);
void *scopes_alloc(scopes_t *scopes, size_t size); /* NULL: noted */
void *scopes_grow(scopes_t *scopes, void *items, size_t count, size_t item_size);

symbol_t *scopes_find(scopes_t *scopes, entry_t *entry, const char *name); /* NULL: unknown there */
symbol_t *scopes_symbol(scopes_t *scopes, entry_t *entry, const char *name, uint32_t flags);
const char *scopes_mangle(scopes_t *scopes, const char *name);

bool entry_is_function(const entry_t *entry); /* def, lambda, comprehension, generator expression */
bool entry_is_comprehension(const entry_t *entry);
bool symbol_is_local(const symbol_t *symbol); /* bound in its own scope */

void scopes_collect(scopes_t *scopes); /* scope_collect.c */
void scopes_solve(scopes_t *scopes);   /* scope_resolve.c */

/* scope_certain.c: sets `certain`. check.c: what CPython's compiler refuses. */
void scopes_find_certain(ast_t *ast);
bool scopes_check(const ast_t *ast, const source_t *source, diagnostics_t *diagnostics);

#endif

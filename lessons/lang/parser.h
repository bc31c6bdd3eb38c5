/*
 * Text to tree.
 *
 *     diagnostics_init(&found, file);
 *     ast_t *ast = front_read(file, bytes, size, FRONT_PROGRAM, &found);   // source, parser, scopes, subset
 *     if (!ast) … diagnostics_render(&found, …) …
 *     … generate code …
 *     ast_free(ast);
 *     diagnostics_destroy(&found);
 *
 * front_read() is what everybody calls; parse() alone gives the tree without names resolved. What the parser
 * takes means the same under CPython 3.11; what CPython refuses is refused with CPython's words.
 */
#ifndef LESSONS_LANG_PARSER_H
#define LESSONS_LANG_PARSER_H

#include <stddef.h>

#include "lessons/lang/ast.h"
#include "lessons/lang/diagnostic.h"
#include "lessons/lang/source.h"

/* No path from the root of a tree to a leaf is longer than this many nodes: those who walk it may recurse. */
#define AST_DEPTH_LIMIT 1000

typedef enum front_kind {
    FRONT_PROGRAM, /* a lesson's or learner's program */
    FRONT_LIBRARY, /* a module of lessons/lib: may import the private modules too */
} front_kind_t;

/* The tree with scopes resolved and subset checked; NULL when anything was found. The caller frees it. */
ast_t *front_read(const char *file, const char *bytes, size_t size, front_kind_t kind,
                  diagnostics_t *diagnostics);

/* The bare tree; NULL when the program cannot be read. What can be read but is not part of the sandbox's
 * Python is reported too, and the tree given nevertheless. */
ast_t *parse(const source_t *source, diagnostics_t *diagnostics);

#endif

/*
 * What a line of a program does between its visible operations, as far as its text shows it.
 *
 * The screen opens the line where a process stands into "load 100 → 100-1 = 99 → ▸store 99". The loads and
 * stores come from what the process did and is about to do; the private part between them ("-1") comes from
 * here.
 */
#ifndef LESSONS_RUN_LINE_SHAPE_H
#define LESSONS_RUN_LINE_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "lessons/lang/ast.h"

enum { LINE_OPERAND_MAX = 24 };

typedef struct line_shape {
    bool updates; /* an augmented assignment to an attribute or an item: load, operator with operand, store */
    const char *operator;           /* "+", "-", "*", "//", … */
    char operand[LINE_OPERAND_MAX]; /* "1", "amount", "…" where it is longer than a word */
    bool stores;                    /* a plain assignment to an attribute or an item: ends in a store */
} line_shape_t;

/* The shape of the first statement that begins at `line`; all false where there is none of interest. */
line_shape_t line_shape(const ast_t *ast, uint32_t line);

/* The name that a statement at `line` binds to the value it creates (`balance = Value(…)`), NULL without. For
 * a line such as `a, b = Pipe()` the names are joined: the n-th name is taken, from 0. */
const char *line_bound_name(const ast_t *ast, uint32_t line, uint32_t n);

/* What the program's text could notice of the end of a process: the names is_alive, exitcode,
 * active_children, getppid, terminate, kill, wait, waitpid, sentinel, or a join with an argument occur in it.
 * Where none does, exits are automatic steps. */
bool program_watches_ends(const ast_t *ast);

#endif

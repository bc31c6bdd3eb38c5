/*
 * Walking a tree: every statement, or every expression, outermost first. The callback answers whether to go
 * on.
 */
#ifndef LESSONS_RUN_WALK_H
#define LESSONS_RUN_WALK_H

#include <stdbool.h>

#include "lessons/lang/ast.h"

typedef bool walk_statement_t(void *context, const stmt_t *stmt);
typedef bool walk_expression_t(void *context, const expr_t *expr);

/* False: a callback ended the walk. The depth of a tree is bounded (AST_DEPTH_LIMIT), so these recurse. */
bool walk_statements(const stmt_list_t *body, walk_statement_t *each, void *context);
bool walk_expressions(const stmt_list_t *body, walk_expression_t *each, void *context);

#endif

/*
 * Going over a tree without knowing every kind of node.
 *
 * Each function calls the visitor for the direct children of a node, in the order in which they stand in the
 * source (defaults and decorators first, targets before values, the body of a lambda or comprehension last).
 * NULL children are left out. Recursion is the visitor's own doing: no path is deeper than AST_DEPTH_LIMIT.
 */
#ifndef LESSONS_LANG_AST_WALK_H
#define LESSONS_LANG_AST_WALK_H

#include "lessons/lang/ast.h"

typedef struct ast_visitor {
    void (*expr)(struct ast_visitor *visitor, const expr_t *expr);
    void (*body)(struct ast_visitor *visitor, const stmt_list_t *body); /* of a compound statement */
    void *context;
} ast_visitor_t;

void ast_visit_expr_children(ast_visitor_t *visitor, const expr_t *expr);
void ast_visit_stmt_children(ast_visitor_t *visitor, const stmt_t *stmt);

#endif

/* Any bytes as a program: the front of the language gives a tree or findings, within bounds, and forgets
 * nothing. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "lessons/lang/ast_walk.h"
#include "lessons/lang/parser.h"
#include "lessons/lang/scope.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct walk {
    ast_visitor_t visitor; /* first */
    uint32_t depth;
} walk_t;

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void check_place(ast_place_t place)
{
    demand(place.line > 0 && place.column > 0 && place.end_line >= place.line);
}

static void visit_expr(ast_visitor_t *visitor, const expr_t *expr)
{
    walk_t *walk = (walk_t *)visitor;
    check_place(expr->place);
    demand(++walk->depth <= AST_DEPTH_LIMIT);
    if (expr->kind == EXPR_NAME)
        demand(expr->name.binding != BINDING_UNKNOWN);
    ast_visit_expr_children(visitor, expr);
    walk->depth--;
}

static void visit_body(ast_visitor_t *visitor, const stmt_list_t *body)
{
    walk_t *walk = (walk_t *)visitor;
    for (size_t i = 0; i < body->count; i++) {
        check_place(body->items[i]->place);
        demand(++walk->depth <= AST_DEPTH_LIMIT);
        ast_visit_stmt_children(visitor, body->items[i]);
        walk->depth--;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diagnostics_t found;
    diagnostics_init(&found, "fuzz.py");
    ast_t *ast = front_read("fuzz.py", (const char *)data, size, FRONT_PROGRAM, &found);
    char text[500];
    diagnostics_render(&found, text, sizeof text);
    demand((ast != NULL) == (found.count == 0));
    if (ast) {
        walk_t walk = {.visitor = {visit_expr, visit_body, NULL}};
        visit_body(&walk.visitor, &ast->body);
        demand(ast_memory(ast) <= 65536 * 8 + size * 1024);
    }
    ast_free(ast);
    diagnostics_destroy(&found);
    return 0;
}

#include "lessons/run/line_shape.h"

#include <stdio.h>
#include <string.h>

#include "lessons/run/walk.h"

static const char *operator_text(binary_operator_t operator)
{
    static const char *const texts[] = {
        [BINARY_ADD] = "+",
        [BINARY_SUBTRACT] = "-",
        [BINARY_MULTIPLY] = "*",
        [BINARY_DIVIDE] = "/",
        [BINARY_FLOOR_DIVIDE] = "//",
        [BINARY_MODULO] = "%",
        [BINARY_POWER] = "**",
        [BINARY_LEFT_SHIFT] = "<<",
        [BINARY_RIGHT_SHIFT] = ">>",
        [BINARY_AND] = "&",
        [BINARY_OR] = "|",
        [BINARY_XOR] = "^",
        [BINARY_MATRIX] = "@",
    };
    return texts[operator];
}

static void operand_text(const expr_t *value, char text[LINE_OPERAND_MAX])
{
    if (value->kind == EXPR_INT && value->integer.text.size < LINE_OPERAND_MAX)
        snprintf(text, LINE_OPERAND_MAX, "%s", value->integer.text.bytes);
    else if (value->kind == EXPR_NAME && strlen(value->name.name) < LINE_OPERAND_MAX)
        snprintf(text, LINE_OPERAND_MAX, "%s", value->name.name);
    else if (value->kind == EXPR_FLOAT)
        snprintf(text, LINE_OPERAND_MAX, "%.6g", value->number);
    else
        snprintf(text, LINE_OPERAND_MAX, "…");
}

static bool is_place_in_object(const expr_t *target)
{
    return target->kind == EXPR_ATTRIBUTE || target->kind == EXPR_SUBSCRIPT;
}

typedef struct at_line {
    uint32_t line;
    const stmt_t *found;
} at_line_t;

static bool find_at_line(void *context, const stmt_t *stmt)
{
    at_line_t *at = context;
    bool simple = stmt->kind == STMT_AUGMENTED || stmt->kind == STMT_ASSIGN || stmt->kind == STMT_ANNOTATED ||
                  stmt->kind == STMT_WITH || stmt->kind == STMT_EXPRESSION;
    if (simple && stmt->place.line <= at->line && at->line <= stmt->place.end_line && stmt->kind != STMT_WITH)
        at->found = stmt;
    return at->found == NULL;
}

static const stmt_t *statement_at(const ast_t *ast, uint32_t line)
{
    at_line_t at = {line, NULL};
    if (ast)
        walk_statements(&ast->body, find_at_line, &at);
    return at.found;
}

line_shape_t line_shape(const ast_t *ast, uint32_t line)
{
    line_shape_t shape = {.operator= "" };
    const stmt_t *stmt = statement_at(ast, line);
    if (stmt && stmt->kind == STMT_AUGMENTED && is_place_in_object(stmt->augmented.target)) {
        shape.updates = true;
        shape.operator= operator_text(stmt->augmented.operator);
        operand_text(stmt->augmented.value, shape.operand);
    }
    if (stmt && stmt->kind == STMT_ASSIGN && is_place_in_object(stmt->assign.targets.items[0]))
        shape.stores = true;
    return shape;
}

static const char *target_name(const expr_t *target, uint32_t n)
{
    if (target->kind == EXPR_NAME)
        return n == 0 ? target->name.name : NULL;
    if (target->kind == EXPR_ATTRIBUTE)
        return n == 0 ? target->attribute.name : NULL;
    if ((target->kind == EXPR_TUPLE || target->kind == EXPR_LIST) && n < target->sequence.items.count)
        return target_name(target->sequence.items.items[n], 0);
    return NULL;
}

const char *line_bound_name(const ast_t *ast, uint32_t line, uint32_t n)
{
    const stmt_t *stmt = statement_at(ast, line);
    if (!stmt)
        return NULL;
    if (stmt->kind == STMT_ASSIGN)
        return target_name(stmt->assign.targets.items[0], n);
    if (stmt->kind == STMT_ANNOTATED)
        return target_name(stmt->annotated.target, n);
    return NULL;
}

/* ---- what the text could notice ---- */

static bool is_watching_name(const char *name)
{
    static const char *const names[] = {"is_alive", "exitcode", "active_children", "getppid",  "terminate",
                                        "kill",     "wait",     "waitpid",         "sentinel", "close",
                                        NULL};
    for (size_t i = 0; names[i]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool watches(void *context, const expr_t *expr)
{
    bool *found = context;
    if (expr->kind == EXPR_ATTRIBUTE && is_watching_name(expr->attribute.name))
        *found = true;
    if (expr->kind == EXPR_NAME && is_watching_name(expr->name.name))
        *found = true;
    if (expr->kind == EXPR_CALL && expr->call.function->kind == EXPR_ATTRIBUTE &&
        strcmp(expr->call.function->attribute.name, "join") == 0 && expr->call.keyword_count > 0)
        *found = true;
    if (expr->kind == EXPR_CALL && expr->call.function->kind == EXPR_ATTRIBUTE &&
        strcmp(expr->call.function->attribute.name, "join") == 0 && expr->call.arguments.count > 0 &&
        expr->call.function->attribute.value->kind != EXPR_STRING)
        *found = true;
    return !*found;
}

bool program_watches_ends(const ast_t *ast)
{
    bool found = false;
    walk_expressions(&ast->body, watches, &found);
    return found;
}

/*
 * What CPython's compiler refuses although it can be parsed: return outside a function, break outside a loop,
 * a star where none may stand, …
 */
#include <string.h>

#include "lessons/lang/ast_walk.h"
#include "lessons/lang/scope_state.h"

enum { NESTED_BLOCK_LIMIT = 20 }; /* CPython's CO_MAXBLOCKS */

typedef struct check {
    ast_visitor_t visitor; /* first: the visitor of a walk is its check */
    const source_t *source;
    diagnostics_t *diagnostics;
    bool failed;
    bool in_function, in_loop;
    uint32_t blocks; /* loops, try, with around, within one function */
} check_t;

static void fail(check_t *check, ast_place_t place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fail(check_t *check, ast_place_t place, const char *format, ...)
{
    if (check->failed)
        return; /* CPython stops at the first */
    size_t size;
    const char *line = source_line(check->source, place.line, &size);
    va_list arguments;
    va_start(arguments, format);
    diagnostics_add_list(check->diagnostics, DIAGNOSTIC_SYNTAX, place, line, size, format, arguments);
    va_end(arguments);
    check->failed = true;
}

/* ---- expressions ---- */

static void check_debug(check_t *check, const char *name, ast_place_t place)
{
    if (name && !strcmp(name, "__debug__"))
        fail(check, place, "cannot assign to __debug__");
}

static void check_parameters(check_t *check, const ast_parameters_t *parameters, ast_place_t place)
{
    for (size_t i = 0; i < parameters->count; i++)
        check_debug(check, parameters->items[i].name, place);
    check_debug(check, parameters->rest, place);
    check_debug(check, parameters->keywords, place);
}

static void check_keywords(check_t *check, const ast_keyword_t *keywords, size_t count)
{
    for (size_t i = 0; i < count && !check->failed; i++) {
        check_debug(check, keywords[i].name, keywords[i].place);
        for (size_t j = 0; j < i && keywords[i].name && !check->failed; j++)
            if (keywords[j].name == keywords[i].name)
                fail(check, keywords[i].place, "keyword argument repeated: %s", keywords[i].name);
    }
}

static void check_expr(ast_visitor_t *visitor, const expr_t *expr);

/* Items of a display or a target: stars may stand here, in a target only one. */
static void check_items(check_t *check, const expr_t *expr, ast_context_t context)
{
    size_t stars = 0;
    const expr_list_t *items = &expr->sequence.items;
    for (size_t i = 0; i < items->count; i++) {
        const expr_t *item = items->items[i];
        if (item->kind == EXPR_STARRED && context == CONTEXT_STORE && ++stars > 1)
            fail(check, expr->place, "multiple starred expressions in assignment");
        check_expr(&check->visitor, item->kind == EXPR_STARRED ? item->starred.value : item);
    }
}

static void check_call(check_t *check, const expr_t *expr)
{
    check_keywords(check, expr->call.keywords, expr->call.keyword_count);
    check_expr(&check->visitor, expr->call.function);
    for (size_t i = 0; i < expr->call.arguments.count; i++) {
        const expr_t *argument = expr->call.arguments.items[i];
        check_expr(&check->visitor, argument->kind == EXPR_STARRED ? argument->starred.value : argument);
    }
    for (size_t i = 0; i < expr->call.keyword_count; i++)
        check_expr(&check->visitor, expr->call.keywords[i].value);
}

static void check_lambda(check_t *check, const expr_t *expr)
{
    check_parameters(check, &expr->lambda.parameters, expr->place);
    for (size_t i = 0; i < expr->lambda.parameters.count; i++)
        if (expr->lambda.parameters.items[i].fallback)
            check_expr(&check->visitor, expr->lambda.parameters.items[i].fallback);
    check_t outer = *check;
    check->in_function = true;
    check_expr(&check->visitor, expr->lambda.body);
    check->in_function = outer.in_function;
}

static void check_expr(ast_visitor_t *visitor, const expr_t *expr)
{
    check_t *check = (check_t *)visitor;
    if (check->failed)
        return;
    switch (expr->kind) {
    case EXPR_STARRED:
        fail(check, expr->place, "can't use starred expression here");
        break;
    case EXPR_NAME:
        if (expr->name.context != CONTEXT_LOAD)
            check_debug(check, expr->name.name, expr->place);
        break;
    case EXPR_ATTRIBUTE:
        if (expr->attribute.context != CONTEXT_LOAD)
            check_debug(check, expr->attribute.name, expr->place);
        ast_visit_expr_children(visitor, expr);
        break;
    case EXPR_LIST:
    case EXPR_TUPLE:
    case EXPR_SET:
        check_items(check, expr, expr->kind == EXPR_SET ? CONTEXT_LOAD : expr->sequence.context);
        break;
    case EXPR_CALL:
        check_call(check, expr);
        break;
    case EXPR_LAMBDA:
        check_lambda(check, expr);
        break;
    case EXPR_YIELD:
    case EXPR_YIELD_FROM:
        if (!check->in_function)
            fail(check, expr->place, "'yield' outside function");
        ast_visit_expr_children(visitor, expr);
        break;
    default:
        ast_visit_expr_children(visitor, expr);
        break;
    }
}

/* ---- statements ---- */

static void check_target(check_t *check, const expr_t *target)
{
    if (target && target->kind == EXPR_STARRED)
        fail(check, target->place, "starred assignment target must be in a list or tuple");
}

static void check_handlers(check_t *check, const stmt_t *stmt)
{
    for (size_t i = 0; i + 1 < stmt->try.handler_count; i++)
        if (!stmt->try.handlers[i].type)
            fail(check, stmt->try.handlers[i].place, "default 'except:' must be last");
}

static void check_future(check_t *check, const stmt_t *stmt, bool is_at_top)
{
    static const char *const features[] = {
        "nested_scopes",  "generators",       "division",       "absolute_import", "with_statement",
        "print_function", "unicode_literals", "generator_stop", "annotations",     "barry_as_FLUFL"};
    if (stmt->kind != STMT_FROM_IMPORT || strcmp(stmt->import.module, "__future__") != 0)
        return;
    if (!is_at_top)
        fail(check, stmt->place, "from __future__ imports must occur at the beginning of the file");
    for (size_t i = 0; i < stmt->import.count; i++) {
        const char *name = stmt->import.aliases[i].name;
        bool is_known = false;
        for (size_t j = 0; j < sizeof features / sizeof *features; j++)
            is_known |= !strcmp(name, features[j]);
        if (!strcmp(name, "braces"))
            fail(check, stmt->place, "not a chance");
        else if (!is_known)
            fail(check, stmt->place, "future feature %s is not defined", name);
    }
}

static void check_stmt(check_t *check, const stmt_t *stmt);

static void check_body(ast_visitor_t *visitor, const stmt_list_t *body)
{
    check_t *check = (check_t *)visitor;
    for (size_t i = 0; i < body->count && !check->failed; i++)
        check_stmt(check, body->items[i]);
}

static void check_scope_body(check_t *check, const stmt_t *stmt, bool is_function)
{
    check_t outer = *check;
    check->in_function = is_function;
    check->in_loop = false;
    check->blocks = 0;
    check_body(&check->visitor, is_function ? &stmt->function.body : &stmt->klass.body);
    check->in_function = outer.in_function;
    check->in_loop = outer.in_loop;
    check->blocks = outer.blocks;
}

static void check_function(check_t *check, const stmt_t *stmt)
{
    check_debug(check, stmt->function.name, stmt->place);
    check_parameters(check, &stmt->function.parameters, stmt->place);
    for (size_t i = 0; i < stmt->function.decorators.count; i++)
        check_expr(&check->visitor, stmt->function.decorators.items[i]);
    for (size_t i = 0; i < stmt->function.parameters.count; i++)
        if (stmt->function.parameters.items[i].fallback)
            check_expr(&check->visitor, stmt->function.parameters.items[i].fallback);
    check_scope_body(check, stmt, true);
}

static void check_class(check_t *check, const stmt_t *stmt)
{
    check_keywords(check, stmt->klass.keywords, stmt->klass.keyword_count);
    for (size_t i = 0; i < stmt->klass.decorators.count; i++)
        check_expr(&check->visitor, stmt->klass.decorators.items[i]);
    for (size_t i = 0; i < stmt->klass.bases.count; i++) {
        const expr_t *base = stmt->klass.bases.items[i];
        check_expr(&check->visitor, base->kind == EXPR_STARRED ? base->starred.value : base);
    }
    for (size_t i = 0; i < stmt->klass.keyword_count; i++)
        check_expr(&check->visitor, stmt->klass.keywords[i].value);
    check_scope_body(check, stmt, false);
}

/* Enters a block that counts for CPython's limit. */
static void check_block_statement(check_t *check, const stmt_t *stmt)
{
    if (check->blocks >= NESTED_BLOCK_LIMIT)
        fail(check, stmt->place, "too many statically nested blocks");
    check->blocks++;
    ast_visit_stmt_children(&check->visitor, stmt);
    check->blocks--;
}

/* `break` and `continue` may stand in the body of a loop, not in its else. */
static void check_loop(check_t *check, const stmt_t *stmt)
{
    bool is_for = stmt->kind == STMT_FOR;
    bool was_in_loop = check->in_loop;
    if (is_for) {
        check_target(check, stmt->loop.target);
        check_expr(&check->visitor, stmt->loop.target);
    }
    check_expr(&check->visitor, is_for ? stmt->loop.iterable : stmt->branch.test);
    if (check->blocks >= NESTED_BLOCK_LIMIT)
        fail(check, stmt->place, "too many statically nested blocks");
    check->blocks++;
    check->in_loop = true;
    check_body(&check->visitor, is_for ? &stmt->loop.body : &stmt->branch.body);
    check->in_loop = was_in_loop;
    check->blocks--;
    check_body(&check->visitor, is_for ? &stmt->loop.otherwise : &stmt->branch.otherwise);
}

static void check_stmt(check_t *check, const stmt_t *stmt)
{
    switch (stmt->kind) {
    case STMT_WHILE:
    case STMT_FOR:
        check_loop(check, stmt);
        return;
    case STMT_FUNCTION:
        check_function(check, stmt);
        return;
    case STMT_CLASS:
        check_class(check, stmt);
        return;
    case STMT_TRY:
        check_handlers(check, stmt);
        check_block_statement(check, stmt);
        return;
    case STMT_WITH:
        for (size_t i = 0; i < stmt->with.count; i++)
            check_target(check, stmt->with.items[i].target);
        check_block_statement(check, stmt);
        return;
    case STMT_RETURN:
        if (!check->in_function)
            fail(check, stmt->place, "'return' outside function");
        break;
    case STMT_BREAK:
        if (!check->in_loop)
            fail(check, stmt->place, "'break' outside loop");
        break;
    case STMT_CONTINUE:
        if (!check->in_loop)
            fail(check, stmt->place, "'continue' not properly in loop");
        break;
    case STMT_ASSIGN:
        for (size_t i = 0; i < stmt->assign.targets.count; i++)
            check_target(check, stmt->assign.targets.items[i]);
        break;
    default:
        break;
    }
    ast_visit_stmt_children(&check->visitor, stmt);
}

static void check_module(check_t *check, const stmt_list_t *body)
{
    bool is_at_top = true;
    for (size_t i = 0; i < body->count && !check->failed; i++) {
        const stmt_t *stmt = body->items[i];
        bool is_docstring = i == 0 && stmt->kind == STMT_EXPRESSION && stmt->expression->kind == EXPR_STRING;
        bool is_future = stmt->kind == STMT_FROM_IMPORT && !strcmp(stmt->import.module, "__future__");
        check_future(check, stmt, is_at_top);
        is_at_top = is_at_top && (is_docstring || is_future);
    }
    check_body(&check->visitor, body);
}

bool scopes_check(const ast_t *ast, const source_t *source, diagnostics_t *diagnostics)
{
    check_t check = {.visitor = {check_expr, check_body, NULL}, .source = source, .diagnostics = diagnostics};
    check_module(&check, &ast->body);
    return !check.failed;
}

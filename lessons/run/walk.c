#include "lessons/run/walk.h"

typedef struct walker {
    walk_statement_t *statement;
    walk_expression_t *expression;
    void *context;
} walker_t;

static bool walk_expr(const walker_t *walker, const expr_t *expr);
static bool walk_body(const walker_t *walker, const stmt_list_t *body);

static bool walk_exprs(const walker_t *walker, const expr_list_t *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (!walk_expr(walker, list->items[i]))
            return false;
    return true;
}

static bool walk_call(const walker_t *walker, const expr_t *expr)
{
    for (size_t i = 0; i < expr->call.keyword_count; i++)
        if (!walk_expr(walker, expr->call.keywords[i].value))
            return false;
    return walk_expr(walker, expr->call.function) && walk_exprs(walker, &expr->call.arguments);
}

static bool walk_comprehension(const walker_t *walker, const expr_t *expr)
{
    for (size_t i = 0; i < expr->comprehension.count; i++) {
        const ast_comprehension_t *clause = &expr->comprehension.clauses[i];
        if (!walk_expr(walker, clause->target) || !walk_expr(walker, clause->iterable) ||
            !walk_exprs(walker, &clause->conditions))
            return false;
    }
    return walk_expr(walker, expr->comprehension.element) && walk_expr(walker, expr->comprehension.value);
}

static bool walk_fstring(const walker_t *walker, const expr_t *expr)
{
    for (size_t i = 0; i < expr->fstring.count; i++)
        if (!walk_expr(walker, expr->fstring.parts[i].value) ||
            !walk_expr(walker, expr->fstring.parts[i].spec))
            return false;
    return true;
}

static bool walk_parts(const walker_t *walker, const expr_t *expr)
{
    switch (expr->kind) {
    case EXPR_FSTRING:
        return walk_fstring(walker, expr);
    case EXPR_ATTRIBUTE:
        return walk_expr(walker, expr->attribute.value);
    case EXPR_SUBSCRIPT:
        return walk_expr(walker, expr->subscript.value) && walk_expr(walker, expr->subscript.index);
    case EXPR_SLICE:
        return walk_expr(walker, expr->slice.lower) && walk_expr(walker, expr->slice.upper) &&
               walk_expr(walker, expr->slice.step);
    case EXPR_STARRED:
        return walk_expr(walker, expr->starred.value);
    case EXPR_LIST:
    case EXPR_TUPLE:
    case EXPR_SET:
        return walk_exprs(walker, &expr->sequence.items);
    case EXPR_DICT:
        return walk_exprs(walker, &expr->dict.keys) && walk_exprs(walker, &expr->dict.values);
    case EXPR_UNARY:
        return walk_expr(walker, expr->unary.operand);
    case EXPR_BINARY:
        return walk_expr(walker, expr->binary.left) && walk_expr(walker, expr->binary.right);
    case EXPR_BOOLEAN:
        return walk_exprs(walker, &expr->boolean.items);
    case EXPR_COMPARE:
        return walk_expr(walker, expr->compare.first) && walk_exprs(walker, &expr->compare.items);
    case EXPR_CONDITIONAL:
        return walk_expr(walker, expr->conditional.test) && walk_expr(walker, expr->conditional.body) &&
               walk_expr(walker, expr->conditional.otherwise);
    case EXPR_CALL:
        return walk_call(walker, expr);
    case EXPR_LAMBDA:
        return walk_expr(walker, expr->lambda.body);
    case EXPR_LIST_COMPREHENSION:
    case EXPR_SET_COMPREHENSION:
    case EXPR_DICT_COMPREHENSION:
    case EXPR_GENERATOR:
        return walk_comprehension(walker, expr);
    case EXPR_WALRUS:
        return walk_expr(walker, expr->walrus.value);
    case EXPR_YIELD:
    case EXPR_YIELD_FROM:
        return walk_expr(walker, expr->yield.value);
    default:
        return true;
    }
}

static bool walk_expr(const walker_t *walker, const expr_t *expr)
{
    if (!expr || !walker->expression)
        return true;
    return walker->expression(walker->context, expr) && walk_parts(walker, expr);
}

static bool walk_try(const walker_t *walker, const stmt_t *stmt)
{
    for (size_t i = 0; i < stmt->try.handler_count; i++)
        if (!walk_body(walker, &stmt->try.handlers[i].body))
            return false;
    return walk_body(walker, &stmt->try.body) && walk_body(walker, &stmt->try.otherwise) &&
           walk_body(walker, &stmt->try.finally);
}

static bool walk_with(const walker_t *walker, const stmt_t *stmt)
{
    for (size_t i = 0; i < stmt->with.count; i++)
        if (!walk_expr(walker, stmt->with.items[i].context))
            return false;
    return walk_body(walker, &stmt->with.body);
}

static bool walk_inside(const walker_t *walker, const stmt_t *stmt)
{
    switch (stmt->kind) {
    case STMT_EXPRESSION:
        return walk_expr(walker, stmt->expression);
    case STMT_ASSIGN:
        return walk_exprs(walker, &stmt->assign.targets) && walk_expr(walker, stmt->assign.value);
    case STMT_AUGMENTED:
        return walk_expr(walker, stmt->augmented.target) && walk_expr(walker, stmt->augmented.value);
    case STMT_ANNOTATED:
        return walk_expr(walker, stmt->annotated.value);
    case STMT_IF:
    case STMT_WHILE:
        return walk_expr(walker, stmt->branch.test) && walk_body(walker, &stmt->branch.body) &&
               walk_body(walker, &stmt->branch.otherwise);
    case STMT_FOR:
        return walk_expr(walker, stmt->loop.iterable) && walk_body(walker, &stmt->loop.body) &&
               walk_body(walker, &stmt->loop.otherwise);
    case STMT_FUNCTION:
        return walk_exprs(walker, &stmt->function.decorators) && walk_body(walker, &stmt->function.body);
    case STMT_CLASS:
        return walk_body(walker, &stmt->klass.body);
    case STMT_RETURN:
        return walk_expr(walker, stmt->returned.value);
    case STMT_TRY:
        return walk_try(walker, stmt);
    case STMT_RAISE:
        return walk_expr(walker, stmt->raise.value) && walk_expr(walker, stmt->raise.cause);
    case STMT_WITH:
        return walk_with(walker, stmt);
    case STMT_ASSERT:
        return walk_expr(walker, stmt->assertion.test) && walk_expr(walker, stmt->assertion.message);
    default:
        return true;
    }
}

static bool walk_body(const walker_t *walker, const stmt_list_t *body)
{
    for (size_t i = 0; i < body->count; i++) {
        const stmt_t *stmt = body->items[i];
        if (walker->statement && !walker->statement(walker->context, stmt))
            return false;
        if (!walk_inside(walker, stmt))
            return false;
    }
    return true;
}

bool walk_statements(const stmt_list_t *body, walk_statement_t *each, void *context)
{
    walker_t walker = {each, NULL, context};
    return walk_body(&walker, body);
}

bool walk_expressions(const stmt_list_t *body, walk_expression_t *each, void *context)
{
    walker_t walker = {NULL, each, context};
    return walk_body(&walker, body);
}

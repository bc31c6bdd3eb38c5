#include "lessons/lang/ast_walk.h"

static void one(ast_visitor_t *visitor, const expr_t *expr)
{
    if (expr)
        visitor->expr(visitor, expr);
}

static void list(ast_visitor_t *visitor, const expr_list_t *items)
{
    for (size_t i = 0; i < items->count; i++)
        one(visitor, items->items[i]);
}

static void defaults(ast_visitor_t *visitor, const ast_parameters_t *parameters)
{
    for (size_t i = 0; i < parameters->count; i++)
        one(visitor, parameters->items[i].fallback);
}

static void keywords(ast_visitor_t *visitor, const ast_keyword_t *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        one(visitor, items[i].value);
}

static void comprehension(ast_visitor_t *visitor, const expr_t *expr)
{
    for (size_t i = 0; i < expr->comprehension.count; i++) {
        one(visitor, expr->comprehension.clauses[i].target);
        one(visitor, expr->comprehension.clauses[i].iterable);
        list(visitor, &expr->comprehension.clauses[i].conditions);
    }
    one(visitor, expr->comprehension.element);
    one(visitor, expr->comprehension.value);
}

static void fstring(ast_visitor_t *visitor, const expr_t *expr)
{
    for (size_t i = 0; i < expr->fstring.count; i++) {
        one(visitor, expr->fstring.parts[i].value);
        one(visitor, expr->fstring.parts[i].spec);
    }
}

static void dict(ast_visitor_t *visitor, const expr_t *expr)
{
    for (size_t i = 0; i < expr->dict.values.count; i++) {
        one(visitor, expr->dict.keys.items[i]);
        one(visitor, expr->dict.values.items[i]);
    }
}

void ast_visit_expr_children(ast_visitor_t *visitor, const expr_t *expr)
{
    switch (expr->kind) {
    case EXPR_NONE:
    case EXPR_TRUE:
    case EXPR_FALSE:
    case EXPR_ELLIPSIS:
    case EXPR_INT:
    case EXPR_FLOAT:
    case EXPR_STRING:
    case EXPR_BYTES:
    case EXPR_NAME:
        break;
    case EXPR_FSTRING:
        fstring(visitor, expr);
        break;
    case EXPR_ATTRIBUTE:
        one(visitor, expr->attribute.value);
        break;
    case EXPR_SUBSCRIPT:
        one(visitor, expr->subscript.value);
        one(visitor, expr->subscript.index);
        break;
    case EXPR_SLICE:
        one(visitor, expr->slice.lower);
        one(visitor, expr->slice.upper);
        one(visitor, expr->slice.step);
        break;
    case EXPR_STARRED:
        one(visitor, expr->starred.value);
        break;
    case EXPR_LIST:
    case EXPR_TUPLE:
    case EXPR_SET:
        list(visitor, &expr->sequence.items);
        break;
    case EXPR_DICT:
        dict(visitor, expr);
        break;
    case EXPR_UNARY:
        one(visitor, expr->unary.operand);
        break;
    case EXPR_BINARY:
        one(visitor, expr->binary.left);
        one(visitor, expr->binary.right);
        break;
    case EXPR_BOOLEAN:
        list(visitor, &expr->boolean.items);
        break;
    case EXPR_COMPARE:
        one(visitor, expr->compare.first);
        list(visitor, &expr->compare.items);
        break;
    case EXPR_CONDITIONAL:
        one(visitor, expr->conditional.body);
        one(visitor, expr->conditional.test);
        one(visitor, expr->conditional.otherwise);
        break;
    case EXPR_CALL:
        one(visitor, expr->call.function);
        list(visitor, &expr->call.arguments);
        keywords(visitor, expr->call.keywords, expr->call.keyword_count);
        break;
    case EXPR_LAMBDA:
        defaults(visitor, &expr->lambda.parameters);
        one(visitor, expr->lambda.body);
        break;
    case EXPR_LIST_COMPREHENSION:
    case EXPR_SET_COMPREHENSION:
    case EXPR_DICT_COMPREHENSION:
    case EXPR_GENERATOR:
        comprehension(visitor, expr);
        break;
    case EXPR_WALRUS:
        one(visitor, expr->walrus.target);
        one(visitor, expr->walrus.value);
        break;
    case EXPR_YIELD:
    case EXPR_YIELD_FROM:
        one(visitor, expr->yield.value);
        break;
    }
}

static void try(ast_visitor_t *visitor, const stmt_t *stmt)
{
    visitor->body(visitor, &stmt->try.body);
    for (size_t i = 0; i < stmt->try.handler_count; i++) {
        one(visitor, stmt->try.handlers[i].type);
        one(visitor, stmt->try.handlers[i].target);
        visitor->body(visitor, &stmt->try.handlers[i].body);
    }
    visitor->body(visitor, &stmt->try.otherwise);
    visitor->body(visitor, &stmt->try.finally);
}

static void with(ast_visitor_t *visitor, const stmt_t *stmt)
{
    for (size_t i = 0; i < stmt->with.count; i++) {
        one(visitor, stmt->with.items[i].context);
        one(visitor, stmt->with.items[i].target);
    }
    visitor->body(visitor, &stmt->with.body);
}

static void import(ast_visitor_t *visitor, const stmt_t *stmt)
{
    for (size_t i = 0; i < stmt->import.count; i++)
        one(visitor, stmt->import.aliases[i].target);
}

void ast_visit_stmt_children(ast_visitor_t *visitor, const stmt_t *stmt)
{
    switch (stmt->kind) {
    case STMT_EXPRESSION:
        one(visitor, stmt->expression);
        break;
    case STMT_ASSIGN:
        list(visitor, &stmt->assign.targets);
        one(visitor, stmt->assign.value);
        break;
    case STMT_AUGMENTED:
        one(visitor, stmt->augmented.target);
        one(visitor, stmt->augmented.value);
        break;
    case STMT_ANNOTATED:
        one(visitor, stmt->annotated.target);
        one(visitor, stmt->annotated.value);
        break;
    case STMT_IF:
    case STMT_WHILE:
        one(visitor, stmt->branch.test);
        visitor->body(visitor, &stmt->branch.body);
        visitor->body(visitor, &stmt->branch.otherwise);
        break;
    case STMT_FOR:
        one(visitor, stmt->loop.target);
        one(visitor, stmt->loop.iterable);
        visitor->body(visitor, &stmt->loop.body);
        visitor->body(visitor, &stmt->loop.otherwise);
        break;
    case STMT_FUNCTION:
        list(visitor, &stmt->function.decorators);
        defaults(visitor, &stmt->function.parameters);
        one(visitor, stmt->function.target);
        visitor->body(visitor, &stmt->function.body);
        break;
    case STMT_RETURN:
        one(visitor, stmt->returned.value);
        break;
    case STMT_CLASS:
        list(visitor, &stmt->klass.decorators);
        list(visitor, &stmt->klass.bases);
        keywords(visitor, stmt->klass.keywords, stmt->klass.keyword_count);
        one(visitor, stmt->klass.target);
        visitor->body(visitor, &stmt->klass.body);
        break;
    case STMT_TRY:
        try(visitor, stmt);
        break;
    case STMT_RAISE:
        one(visitor, stmt->raise.value);
        one(visitor, stmt->raise.cause);
        break;
    case STMT_WITH:
        with(visitor, stmt);
        break;
    case STMT_ASSERT:
        one(visitor, stmt->assertion.test);
        one(visitor, stmt->assertion.message);
        break;
    case STMT_DELETE:
        list(visitor, &stmt->deleted.targets);
        break;
    case STMT_IMPORT:
    case STMT_FROM_IMPORT:
        import(visitor, stmt);
        break;
    case STMT_BREAK:
    case STMT_CONTINUE:
    case STMT_PASS:
    case STMT_GLOBAL:
    case STMT_NONLOCAL:
        break;
    }
}

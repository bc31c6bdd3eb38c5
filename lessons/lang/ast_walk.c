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

/* ---- nodes whose children are not a fixed row ---- */

static void call(ast_visitor_t *visitor, const expr_t *expr)
{
    one(visitor, expr->call.function);
    list(visitor, &expr->call.arguments);
    keywords(visitor, expr->call.keywords, expr->call.keyword_count);
}

static void lambda(ast_visitor_t *visitor, const expr_t *expr)
{
    defaults(visitor, &expr->lambda.parameters);
    one(visitor, expr->lambda.body);
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

static void function(ast_visitor_t *visitor, const stmt_t *stmt)
{
    list(visitor, &stmt->function.decorators);
    defaults(visitor, &stmt->function.parameters);
    one(visitor, stmt->function.target);
    visitor->body(visitor, &stmt->function.body);
}

static void class(ast_visitor_t *visitor, const stmt_t *stmt)
{
    list(visitor, &stmt->klass.decorators);
    list(visitor, &stmt->klass.bases);
    keywords(visitor, stmt->klass.keywords, stmt->klass.keyword_count);
    one(visitor, stmt->klass.target);
    visitor->body(visitor, &stmt->klass.body);
}

/* ---- the fixed rows: where the children stand in a node, in the order of the visit ---- */

typedef enum child_kind { NO_CHILD, CHILD, CHILDREN, BODY } child_kind_t;

typedef struct child {
    child_kind_t kind;
    size_t offset;
} child_t;

#define EXPR_CHILD(field)                                                                                    \
    {                                                                                                        \
        CHILD, offsetof(expr_t, field)                                                                       \
    }
#define EXPR_CHILDREN(field)                                                                                 \
    {                                                                                                        \
        CHILDREN, offsetof(expr_t, field)                                                                    \
    }
#define STMT_CHILD(field)                                                                                    \
    {                                                                                                        \
        CHILD, offsetof(stmt_t, field)                                                                       \
    }
#define STMT_CHILDREN(field)                                                                                 \
    {                                                                                                        \
        CHILDREN, offsetof(stmt_t, field)                                                                    \
    }
#define STMT_BODY(field)                                                                                     \
    {                                                                                                        \
        BODY, offsetof(stmt_t, field)                                                                        \
    }

typedef struct expr_row {
    child_t children[3];
    void (*special)(ast_visitor_t *visitor, const expr_t *expr);
} expr_row_t;

static const expr_row_t expr_rows[EXPR_YIELD_FROM + 1] = {
    [EXPR_FSTRING] = {.special = fstring},
    [EXPR_ATTRIBUTE] = {.children = {EXPR_CHILD(attribute.value)}},
    [EXPR_SUBSCRIPT] = {.children = {EXPR_CHILD(subscript.value), EXPR_CHILD(subscript.index)}},
    [EXPR_SLICE] = {.children = {EXPR_CHILD(slice.lower), EXPR_CHILD(slice.upper), EXPR_CHILD(slice.step)}},
    [EXPR_STARRED] = {.children = {EXPR_CHILD(starred.value)}},
    [EXPR_LIST] = {.children = {EXPR_CHILDREN(sequence.items)}},
    [EXPR_TUPLE] = {.children = {EXPR_CHILDREN(sequence.items)}},
    [EXPR_SET] = {.children = {EXPR_CHILDREN(sequence.items)}},
    [EXPR_DICT] = {.special = dict},
    [EXPR_UNARY] = {.children = {EXPR_CHILD(unary.operand)}},
    [EXPR_BINARY] = {.children = {EXPR_CHILD(binary.left), EXPR_CHILD(binary.right)}},
    [EXPR_BOOLEAN] = {.children = {EXPR_CHILDREN(boolean.items)}},
    [EXPR_COMPARE] = {.children = {EXPR_CHILD(compare.first), EXPR_CHILDREN(compare.items)}},
    [EXPR_CONDITIONAL] = {.children = {EXPR_CHILD(conditional.body), EXPR_CHILD(conditional.test),
                                       EXPR_CHILD(conditional.otherwise)}},
    [EXPR_CALL] = {.special = call},
    [EXPR_LAMBDA] = {.special = lambda},
    [EXPR_LIST_COMPREHENSION] = {.special = comprehension},
    [EXPR_SET_COMPREHENSION] = {.special = comprehension},
    [EXPR_DICT_COMPREHENSION] = {.special = comprehension},
    [EXPR_GENERATOR] = {.special = comprehension},
    [EXPR_WALRUS] = {.children = {EXPR_CHILD(walrus.target), EXPR_CHILD(walrus.value)}},
    [EXPR_YIELD] = {.children = {EXPR_CHILD(yield.value)}},
    [EXPR_YIELD_FROM] = {.children = {EXPR_CHILD(yield.value)}},
};

typedef struct stmt_row {
    child_t children[4];
    void (*special)(ast_visitor_t *visitor, const stmt_t *stmt);
} stmt_row_t;

static const stmt_row_t stmt_rows[STMT_FROM_IMPORT + 1] = {
    [STMT_EXPRESSION] = {.children = {STMT_CHILD(expression)}},
    [STMT_ASSIGN] = {.children = {STMT_CHILDREN(assign.targets), STMT_CHILD(assign.value)}},
    [STMT_AUGMENTED] = {.children = {STMT_CHILD(augmented.target), STMT_CHILD(augmented.value)}},
    [STMT_ANNOTATED] = {.children = {STMT_CHILD(annotated.target), STMT_CHILD(annotated.value)}},
    [STMT_IF] = {.children = {STMT_CHILD(branch.test), STMT_BODY(branch.body), STMT_BODY(branch.otherwise)}},
    [STMT_WHILE] = {.children = {STMT_CHILD(branch.test), STMT_BODY(branch.body),
                                 STMT_BODY(branch.otherwise)}},
    [STMT_FOR] = {.children = {STMT_CHILD(loop.target), STMT_CHILD(loop.iterable), STMT_BODY(loop.body),
                               STMT_BODY(loop.otherwise)}},
    [STMT_FUNCTION] = {.special = function},
    [STMT_RETURN] = {.children = {STMT_CHILD(returned.value)}},
    [STMT_CLASS] = {.special = class},
    [STMT_TRY] = {.special = try},
    [STMT_RAISE] = {.children = {STMT_CHILD(raise.value), STMT_CHILD(raise.cause)}},
    [STMT_WITH] = {.special = with},
    [STMT_ASSERT] = {.children = {STMT_CHILD(assertion.test), STMT_CHILD(assertion.message)}},
    [STMT_DELETE] = {.children = {STMT_CHILDREN(deleted.targets)}},
    [STMT_IMPORT] = {.special = import},
    [STMT_FROM_IMPORT] = {.special = import},
};

static void visit_row(ast_visitor_t *visitor, const void *node, const child_t *children, size_t count)
{
    for (size_t i = 0; i < count && children[i].kind != NO_CHILD; i++) {
        const void *at = (const char *)node + children[i].offset;
        if (children[i].kind == CHILD)
            one(visitor, *(expr_t *const *)at);
        else if (children[i].kind == CHILDREN)
            list(visitor, at);
        else
            visitor->body(visitor, at);
    }
}

void ast_visit_expr_children(ast_visitor_t *visitor, const expr_t *expr)
{
    const expr_row_t *row = &expr_rows[expr->kind];
    if (row->special)
        row->special(visitor, expr);
    visit_row(visitor, expr, row->children, sizeof row->children / sizeof *row->children);
}

void ast_visit_stmt_children(ast_visitor_t *visitor, const stmt_t *stmt)
{
    const stmt_row_t *row = &stmt_rows[stmt->kind];
    if (row->special)
        row->special(visitor, stmt);
    visit_row(visitor, stmt, row->children, sizeof row->children / sizeof *row->children);
}

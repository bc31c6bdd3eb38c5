/*
 * Which reads of a local surely find it bound.
 *
 * A walk along the flow of control with the set of locals that are bound on every way to this point. Names
 * that are ever deleted (`del x`, `except E as x`) are left out, so sets only grow along a way, and the head
 * of a loop needs no second look: whatever is bound before the loop is bound there. Where memory is short, or
 * a function has more locals than CERTAIN_LIMIT, nothing is certain, which is always right.
 */
#include <stdlib.h>
#include <string.h>

#include "lessons/lang/ast_walk.h"
#include "lessons/lang/scope_state.h"

enum { CERTAIN_LIMIT = 4096 };

typedef struct set {
    uint64_t *words; /* NULL: everything, the point cannot be reached */
} set_t;

typedef struct flow {
    ast_visitor_t visitor;
    scope_t *host;
    size_t words;
    set_t now;
    set_t *breaks; /* of the innermost loop: what is bound at every break */
    bool failed;
} flow_t;

/* ---- sets ---- */

static set_t set_copy(flow_t *flow, set_t set)
{
    if (!set.words)
        return set;
    set_t copy = {malloc(flow->words * sizeof *copy.words)};
    if (copy.words)
        memcpy(copy.words, set.words, flow->words * sizeof *copy.words);
    else
        flow->failed = true;
    return copy;
}

/* Keeps what both have; takes `other`. */
static void set_meet(const flow_t *flow, set_t *set, set_t other)
{
    if (!other.words)
        return;
    if (!set->words) { /* NOLINT(clang-analyzer-core.NullDereference): `set` is always a field of a frame */
        *set = other;
        return;
    }
    for (size_t i = 0; i < flow->words; i++)
        set->words[i] &= other.words[i];
    free(other.words);
}

/* Takes `other`, which becomes the way that is walked on. */
static void go_on(flow_t *flow, set_t other)
{
    free(flow->now.words);
    flow->now = other;
}

static void unreachable(flow_t *flow)
{
    go_on(flow, (set_t){NULL});
}

static void bind(flow_t *flow, uint32_t local)
{
    if (flow->now.words && !(flow->host->deleted && flow->host->deleted[local]))
        flow->now.words[local / 64] |= (uint64_t)1 << local % 64;
}

static bool is_bound(const flow_t *flow, uint32_t local)
{
    return !flow->now.words || (flow->now.words[local / 64] >> local % 64 & 1);
}

/* ---- expressions ---- */

static void walk_function(scope_t *scope, const stmt_list_t *body, const expr_t *element);

static void walk(flow_t *flow, const expr_t *expr)
{
    if (expr && !flow->failed)
        flow->visitor.expr(&flow->visitor, expr);
}

static void walk_list(flow_t *flow, const expr_list_t *list)
{
    for (size_t i = 0; i < list->count; i++)
        walk(flow, list->items[i]);
}

static void walk_name(flow_t *flow, const expr_t *expr)
{
    if (expr->name.binding != BINDING_LOCAL)
        return;
    if (expr->name.context == CONTEXT_STORE)
        bind(flow, expr->name.index);
    else
        ((expr_t *)expr)->name.certain = is_bound(flow, expr->name.index);
}

/* What is walked between split and join may be left out when the program runs. */
static set_t split(flow_t *flow)
{
    return set_copy(flow, flow->now);
}

static void join(flow_t *flow, set_t before)
{
    set_meet(flow, &flow->now, before);
}

/* The first always runs, each other one perhaps. */
static void walk_perhaps(flow_t *flow, const expr_list_t *items, size_t sure)
{
    for (size_t i = 0; i < items->count && i < sure; i++)
        walk(flow, items->items[i]);
    set_t before = split(flow);
    for (size_t i = sure; i < items->count; i++)
        walk(flow, items->items[i]);
    join(flow, before);
}

static void walk_conditional(flow_t *flow, const expr_t *expr)
{
    walk(flow, expr->conditional.test);
    set_t other = split(flow);
    walk(flow, expr->conditional.body);
    set_t after_body = flow->now;
    flow->now = other;
    walk(flow, expr->conditional.otherwise);
    join(flow, after_body);
}

static void walk_clauses(flow_t *flow, const expr_t *expr)
{
    for (size_t i = 0; i < expr->comprehension.count; i++) {
        const ast_comprehension_t *clause = &expr->comprehension.clauses[i];
        if (i > 0)
            walk(flow, clause->iterable);
        walk(flow, clause->target);
        walk_list(flow, &clause->conditions);
    }
    walk(flow, expr->comprehension.element);
    walk(flow, expr->comprehension.value);
}

static void walk_comprehension(flow_t *flow, const expr_t *expr)
{
    walk(flow, expr->comprehension.clauses[0].iterable);
    if (!expr->comprehension.scope->inlined) {
        walk_function(expr->comprehension.scope, NULL, expr);
        return;
    }
    set_t before = split(flow);
    walk_clauses(flow, expr);
    go_on(flow, before);
}

static void walk_lambda(flow_t *flow, const expr_t *expr)
{
    for (size_t i = 0; i < expr->lambda.parameters.count; i++)
        walk(flow, expr->lambda.parameters.items[i].fallback);
    walk_function(expr->lambda.scope, NULL, expr->lambda.body);
}

static void walk_expr(ast_visitor_t *visitor, const expr_t *expr)
{
    flow_t *flow = (flow_t *)visitor;
    if (flow->failed)
        return;
    switch (expr->kind) {
    case EXPR_NAME:
        walk_name(flow, expr);
        break;
    case EXPR_BOOLEAN:
        walk_perhaps(flow, &expr->boolean.items, 1);
        break;
    case EXPR_COMPARE:
        walk(flow, expr->compare.first);
        walk_perhaps(flow, &expr->compare.items, 1);
        break;
    case EXPR_CONDITIONAL:
        walk_conditional(flow, expr);
        break;
    case EXPR_WALRUS:
        walk(flow, expr->walrus.value);
        walk(flow, expr->walrus.target);
        break;
    case EXPR_LAMBDA:
        walk_lambda(flow, expr);
        break;
    case EXPR_LIST_COMPREHENSION:
    case EXPR_SET_COMPREHENSION:
    case EXPR_DICT_COMPREHENSION:
    case EXPR_GENERATOR:
        walk_comprehension(flow, expr);
        break;
    default:
        ast_visit_expr_children(visitor, expr);
        break;
    }
}

/* ---- statements ---- */

static void walk_stmt(flow_t *flow, const stmt_t *stmt);

static void walk_body(ast_visitor_t *visitor, const stmt_list_t *body)
{
    flow_t *flow = (flow_t *)visitor;
    for (size_t i = 0; i < body->count && !flow->failed; i++)
        walk_stmt(flow, body->items[i]);
}

static void walk_if(flow_t *flow, const stmt_t *stmt)
{
    walk(flow, stmt->branch.test);
    set_t other = split(flow);
    walk_body(&flow->visitor, &stmt->branch.body);
    set_t after_body = flow->now;
    flow->now = other;
    walk_body(&flow->visitor, &stmt->branch.otherwise);
    join(flow, after_body);
}

static bool is_always_true(const expr_t *test)
{
    return test->kind == EXPR_TRUE ||
           (test->kind == EXPR_INT && (!test->integer.fits || test->integer.value != 0));
}

/* `test` NULL: a for loop, whose iterable has been walked. */
static void walk_loop(flow_t *flow, const expr_t *test, const expr_t *target, const stmt_list_t *body,
                      const stmt_list_t *otherwise)
{
    set_t breaks = {NULL}, *outer = flow->breaks;
    flow->breaks = &breaks;
    walk(flow, test);
    set_t at_end = test && is_always_true(test) ? (set_t){NULL} : split(flow);
    walk(flow, target);
    walk_body(&flow->visitor, body);
    flow->breaks = outer;
    go_on(flow, at_end);
    walk_body(&flow->visitor, otherwise);
    join(flow, breaks);
}

static void walk_break(flow_t *flow)
{
    if (flow->now.words)
        set_meet(flow, flow->breaks, split(flow));
    unreachable(flow);
}

/* A handler begins with what was bound before the try; so does finally, whose own bindings come on top. */
static void walk_try(flow_t *flow, const stmt_t *stmt)
{
    set_t before = split(flow);
    walk_body(&flow->visitor, &stmt->try.body);
    walk_body(&flow->visitor, &stmt->try.otherwise);
    for (size_t i = 0; i < stmt->try.handler_count; i++) {
        set_t after = flow->now;
        flow->now = set_copy(flow, before);
        walk(flow, stmt->try.handlers[i].type);
        walk(flow, stmt->try.handlers[i].target);
        walk_body(&flow->visitor, &stmt->try.handlers[i].body);
        join(flow, after);
    }
    if (stmt->try.finally.count == 0) {
        free(before.words);
        return;
    }
    set_t after = flow->now;
    flow->now = before;
    walk_body(&flow->visitor, &stmt->try.finally);
    if (!after.words || !flow->now.words) {
        free(after.words);
        unreachable(flow);
        return;
    }
    for (size_t i = 0; i < flow->words; i++)
        flow->now.words[i] |= after.words[i];
    free(after.words);
}

/* The body may end early when __exit__ swallows an exception. */
static void walk_with(flow_t *flow, const stmt_t *stmt)
{
    for (size_t i = 0; i < stmt->with.count; i++) {
        walk(flow, stmt->with.items[i].context);
        walk(flow, stmt->with.items[i].target);
    }
    set_t before = split(flow);
    walk_body(&flow->visitor, &stmt->with.body);
    go_on(flow, before);
}

static void walk_function_stmt(flow_t *flow, const stmt_t *stmt)
{
    walk_list(flow, &stmt->function.decorators);
    for (size_t i = 0; i < stmt->function.parameters.count; i++)
        walk(flow, stmt->function.parameters.items[i].fallback);
    walk_function(stmt->function.scope, &stmt->function.body, NULL);
    walk(flow, stmt->function.target);
}

static void walk_class(flow_t *flow, const stmt_t *stmt)
{
    walk_list(flow, &stmt->klass.decorators);
    walk_list(flow, &stmt->klass.bases);
    walk_function(stmt->klass.scope, &stmt->klass.body, NULL);
    walk(flow, stmt->klass.target);
}

/* The target is read before it is written: `certain` speaks of the read. */
static void walk_augmented(flow_t *flow, const stmt_t *stmt)
{
    const expr_t *target = stmt->augmented.target;
    if (target->kind != EXPR_NAME)
        walk(flow, target);
    else if (target->name.binding == BINDING_LOCAL)
        ((expr_t *)target)->name.certain = is_bound(flow, target->name.index);
    walk(flow, stmt->augmented.value);
    if (target->kind == EXPR_NAME)
        walk_name(flow, target);
}

static void walk_assert(flow_t *flow, const stmt_t *stmt)
{
    walk(flow, stmt->assertion.test);
    set_t before = split(flow);
    walk(flow, stmt->assertion.message);
    go_on(flow, before);
}

static void walk_stmt(flow_t *flow, const stmt_t *stmt)
{
    switch (stmt->kind) {
    case STMT_ASSIGN:
        walk(flow, stmt->assign.value);
        walk_list(flow, &stmt->assign.targets);
        break;
    case STMT_AUGMENTED:
        walk_augmented(flow, stmt);
        break;
    case STMT_ANNOTATED:
        walk(flow, stmt->annotated.value);
        if (stmt->annotated.value || stmt->annotated.target->kind != EXPR_NAME)
            walk(flow, stmt->annotated.target);
        break;
    case STMT_IF:
        walk_if(flow, stmt);
        break;
    case STMT_WHILE:
        walk_loop(flow, stmt->branch.test, NULL, &stmt->branch.body, &stmt->branch.otherwise);
        break;
    case STMT_FOR:
        walk(flow, stmt->loop.iterable);
        walk_loop(flow, NULL, stmt->loop.target, &stmt->loop.body, &stmt->loop.otherwise);
        break;
    case STMT_BREAK:
        walk_break(flow);
        break;
    case STMT_CONTINUE:
        unreachable(flow);
        break;
    case STMT_RETURN:
    case STMT_RAISE:
        ast_visit_stmt_children(&flow->visitor, stmt);
        unreachable(flow);
        break;
    case STMT_TRY:
        walk_try(flow, stmt);
        break;
    case STMT_WITH:
        walk_with(flow, stmt);
        break;
    case STMT_FUNCTION:
        walk_function_stmt(flow, stmt);
        break;
    case STMT_CLASS:
        walk_class(flow, stmt);
        break;
    case STMT_ASSERT:
        walk_assert(flow, stmt);
        break;
    default:
        ast_visit_stmt_children(&flow->visitor, stmt);
        break;
    }
}

/* A scope with a frame of its own: a body of statements, an expression, or a comprehension. */
static void walk_function(scope_t *scope, const stmt_list_t *body, const expr_t *element)
{
    flow_t flow = {.visitor = {walk_expr, walk_body, NULL}, .host = scope};
    flow.words = scope->local_count <= CERTAIN_LIMIT ? scope->local_count / 64 + 1 : 0;
    flow.now.words = flow.words ? calloc(flow.words, sizeof *flow.now.words) : NULL;
    flow.failed = !flow.now.words;
    if (flow.failed)
        return;
    for (uint32_t i = 0; i < scope->parameter_count; i++)
        bind(&flow, i);
    if (body)
        walk_body(&flow.visitor, body);
    else if (scope->kind == SCOPE_LAMBDA)
        walk(&flow, element);
    else
        walk_clauses(&flow, element);
    free(flow.now.words);
}

void scopes_find_certain(ast_t *ast)
{
    walk_function(ast->scope, &ast->body, NULL);
}

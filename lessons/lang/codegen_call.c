/*
 * Calls. Callee and arguments stand in consecutive registers at the top, where the callee's own window
 * begins. A method call keeps function and self apart (LOAD_METHOD), so no bound method is made. With `*x` or
 * `**x` the arguments are gathered in a list and a dict.
 */
#include <stdlib.h>
#include <string.h>

#include "lessons/lang/codegen_body.h"

static bool has_stars(const expr_t *e)
{
    for (size_t i = 0; i < e->call.arguments.count; i++)
        if (e->call.arguments.items[i]->kind == EXPR_STARRED)
            return true;
    for (size_t i = 0; i < e->call.keyword_count; i++)
        if (!e->call.keywords[i].name)
            return true;
    return e->call.arguments.count + e->call.keyword_count > 250;
}

static void push_arguments(body_t *body, const expr_t *e)
{
    for (size_t i = 0; i < e->call.arguments.count; i++)
        expression_push(body, e->call.arguments.items[i]);
    for (size_t i = 0; i < e->call.keyword_count; i++)
        expression_push(body, e->call.keywords[i].value);
}

static uint32_t keyword_names(body_t *body, const expr_t *e)
{
    uint32_t *names = calloc(e->call.keyword_count + 1, sizeof *names);
    if (!names) {
        gen_fail_memory(body->gen);
        return 0;
    }
    for (size_t i = 0; i < e->call.keyword_count; i++)
        names[i] = constant_name(body, e->call.keywords[i].name);
    uint32_t tuple = constant_tuple(body, names, (uint32_t)e->call.keyword_count);
    free(names);
    return tuple;
}

/* Where the callee stands: in dest, if nothing stands above it, else in a new temporary. */
static reg_t call_base(body_t *body, reg_t dest)
{
    return is_temporary(body, dest) && dest + 1 == body->top ? dest : temporary(body);
}

/* A global whose method is called: in one go, where it is a module. `alone`: the call has no arguments, so that it
 * comes at once. */
static void join_with_method(body_t *body, reg_t base, bool alone)
{
    if (!body->reachable || body->gen->failed)
        return;
    instruction_t *last = (instruction_t *)body->instructions.items + body_pc(body) - 1;
    if (last->op == OP_LOAD_GLOBAL && last->a == base) {
        last->op = OP_LOAD_GLOBAL_METHOD;
        last->flags = alone;
    }
}

static void push_method(body_t *body, const expr_t *function, reg_t base, bool alone)
{
    const expr_t *value = function->attribute.value;
    reg_t object = base;
    if (value->kind == EXPR_NAME && value->name.binding == BINDING_LOCAL)
        object = expression(body, value);
    else
        expression_to(body, value, base);
    if (value->kind == EXPR_NAME && object == base)
        join_with_method(body, base, alone);
    temporary(body); /* for self */
    code_place_t before = enter_attribute_place(body, function, function);
    emit(body, OP_LOAD_METHOD, 0, base, object, constant_name(body, function->attribute.name));
    body->place = before;
}

static void plain_call(body_t *body, const expr_t *e, reg_t dest, hint_t hint)
{
    const expr_t *function = e->call.function;
    bool method = function->kind == EXPR_ATTRIBUTE;
    uint32_t count = (uint32_t)e->call.arguments.count;
    reg_t base = call_base(body, dest);
    if (method)
        push_method(body, function, base, count + e->call.keyword_count == 0);
    else
        expression_to(body, function, base);
    push_arguments(body, e);
    body->hint = hint;
    code_place_t before = body->place;
    if (method)
        enter_attribute_place(body, e, function);
    if (e->call.keyword_count > 0) {
        uint32_t names = keyword_names(body, e);
        emit_hint(body, emit(body, method ? OP_CALL_METHOD_KW : OP_CALL_KW, 0, base, count, names));
        emit_move(body, dest, base);
    } else {
        emit_hint(body, emit(body, method ? OP_CALL_METHOD : OP_CALL, 0, base, count, dest));
    }
    body->place = before;
}

/* All of `**x` and `k=v` into one dict, in their order. */
static void gather_keywords(body_t *body, const expr_t *e, reg_t callee, reg_t dict)
{
    emit(body, OP_BUILD_DICT, 0, dict, body->top, 0);
    for (size_t i = 0; i < e->call.keyword_count; i++) {
        reg_t mark = body->top;
        const ast_keyword_t *keyword = &e->call.keywords[i];
        if (keyword->name) { /* as a mapping of one, so that doubles are found in either order */
            reg_t name = temporary(body), value = temporary(body);
            emit_constant(body, name, constant_name(body, keyword->name));
            expression_to(body, keyword->value, value);
            emit(body, OP_BUILD_DICT, 0, name, name, 1);
            emit(body, OP_DICT_MERGE, 0, dict, name, callee);
        } else {
            reg_t mapping = expression(body, keyword->value);
            emit(body, OP_DICT_MERGE, 0, dict, mapping, callee);
        }
        body->top = mark;
    }
}

static void star_call(body_t *body, const expr_t *e, reg_t dest, hint_t hint)
{
    reg_t callee = expression_push(body, e->call.function);
    reg_t list = temporary(body), dict = temporary(body);
    list_of(body, &e->call.arguments, list, true);
    if (e->call.keyword_count > 0)
        gather_keywords(body, e, callee, dict);
    else
        emit(body, OP_CLEAR, 0, dict, 1, 0);
    body->hint = hint;
    emit_hint(body, emit(body, OP_CALL_EX, 0, callee, 0, 0));
    emit_move(body, dest, callee);
}

/* super() without arguments takes the class from the cell `__class__` and self from the first parameter. */
static bool super_call(body_t *body, const expr_t *e, reg_t dest)
{
    const expr_t *function = e->call.function;
    scope_t *scope = body->scope;
    if (function->kind != EXPR_NAME || strcmp(function->name.name, "super") != 0 ||
        e->call.arguments.count > 0 || e->call.keyword_count > 0 || scope->parameter_count == 0)
        return false;
    uint32_t at = 0;
    while (at < scope->free_count && strcmp(scope->frees[at].name, "__class__") != 0)
        at++;
    if (at == scope->free_count)
        return false;
    reg_t base = expression_push(body, function);
    reg_t class = temporary(body), self = temporary(body);
    emit(body, OP_LOAD_FREE, 0, class, at, constant_name(body, "__class__"));
    uint32_t cell = 0;
    while (cell < scope->cell_count && scope->cells[cell].parameter != 0)
        cell++;
    if (cell < scope->cell_count)
        emit(body, OP_LOAD_CELL, 0, self, body->first_cell + cell,
             constant_name(body, scope->cells[cell].name));
    else
        emit_move(body, self, 0);
    emit(body, OP_CALL_SUPER, 0, base, 0, 0);
    emit_move(body, dest, base);
    return true;
}

void call_to(body_t *body, const expr_t *e, reg_t dest)
{
    hint_t hint = body->hint;
    body->hint = NO_HINT;
    if (!super_call(body, e, dest)) {
        if (has_stars(e))
            star_call(body, e, dest, hint);
        else
            plain_call(body, e, dest, hint);
    }
    body->hint = hint;
}

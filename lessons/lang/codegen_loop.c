/* Loops over an iterable, and the comprehensions made of them. */
#include <string.h>

#include "lessons/lang/codegen_block.h"

/* `range(…)` by its global name, with one to three plain arguments: may be folded into registers, if the name
 * still means the builtin when it comes to it (RANGE_PREP). */
static bool is_range_call(const expr_t *e)
{
    if (e->kind != EXPR_CALL || e->call.keyword_count > 0)
        return false;
    const expr_t *function = e->call.function;
    size_t count = e->call.arguments.count;
    if (function->kind != EXPR_NAME || function->name.binding != BINDING_GLOBAL ||
        strcmp(function->name.name, "range") != 0 || count < 1 || count > 3)
        return false;
    for (size_t i = 0; i < count; i++)
        if (e->call.arguments.items[i]->kind == EXPR_STARRED)
            return false;
    return true;
}

static void begin_range(body_t *body, loop_t *loop, const expr_t *range)
{
    uint32_t count = (uint32_t)range->call.arguments.count;
    label_t ready = label_new(body);
    code_place_t before = enter_place(body, range->place);
    reg_t base = expression_push(body, range->call.function);
    for (uint32_t i = 0; i < count; i++)
        expression_push(body, range->call.arguments.items[i]);
    body->top = base;
    temporaries(body, count + 1 > 3 ? count + 1 : 3);
    emit_jump16(body, OP_RANGE_PREP, 0, base, count, ready);
    emit(body, OP_CALL, 0, base, count, base);
    emit(body, OP_GET_ITER, 0, base, base, 0);
    emit(body, OP_CLEAR, 0, base + 1, 2, 0);
    label_place(body, ready);
    body->top = base + 3;
    body->place = before;
    loop->iterator = base;
    loop->folded = true;
}

static void begin_body(body_t *body, loop_t *loop, const expr_t *target)
{
    bool reachable = body->reachable;
    bool in_local = target->kind == EXPR_NAME && target->name.binding == BINDING_LOCAL;
    loop->target = target;
    loop->item = in_local ? name_register(body, target) : temporary(body);
    loop->head = label_new(body);
    loop->next = label_new(body);
    emit_jump(body, OP_JUMP, 0, loop->next);
    label_place(body, loop->head);
    body->reachable = reachable; /* by the jump back */
    if (!in_local)
        store(body, target, loop->item);
}

void loop_begin(body_t *body, loop_t *loop, const expr_t *target, const expr_t *over)
{
    hint_t hint = body->hint;
    body->hint = NO_HINT;
    *loop = (loop_t){0};
    if (is_range_call(over) && !body->far) {
        begin_range(body, loop, over);
    } else {
        loop->iterator = temporary(body);
        reg_t mark = body->top;
        emit(body, OP_GET_ITER, 0, loop->iterator, iterable(body, over), 0);
        body->top = mark;
    }
    begin_body(body, loop, target);
    body->hint = hint;
}

void loop_begin_over(body_t *body, loop_t *loop, const expr_t *target, reg_t iterator)
{
    *loop = (loop_t){.iterator = iterator};
    begin_body(body, loop, target);
}

void loop_end(body_t *body, loop_t *loop, ast_place_t place)
{
    code_place_t before = enter_place(body, place);
    label_place(body, loop->next);
    emit_jump16(body, OP_FOR_NEXT, loop->folded, loop->iterator, loop->item, loop->head);
    body->place = before;
}

/* ---- comprehensions ---- */

static void add_element(body_t *body, const expr_t *e, reg_t dest)
{
    reg_t mark = body->top;
    reg_t element = operand(body, e->comprehension.element, e->comprehension.value);
    switch (e->kind) {
    case EXPR_LIST_COMPREHENSION:
        emit(body, OP_LIST_APPEND, 0, dest, element, 0);
        break;
    case EXPR_SET_COMPREHENSION:
        emit(body, OP_SET_ADD, 0, dest, element, 0);
        break;
    case EXPR_DICT_COMPREHENSION:
        emit(body, OP_DICT_ADD, 0, dest, element, expression(body, e->comprehension.value));
        break;
    default:
        emit(body, OP_YIELD, 0, temporary(body), element, 0);
        break;
    }
    body->top = mark;
}

static ast_place_t clause_place(const ast_comprehension_t *clause)
{
    ast_place_t place = clause->target->place;
    place.end_line = clause->iterable->place.end_line;
    place.end_column = clause->iterable->place.end_column;
    return place;
}

/* `given`: the first clause's iterator stands in register 0. */
static void clauses(body_t *body, const expr_t *e, size_t at, reg_t dest, bool given)
{
    if (at == e->comprehension.count) {
        add_element(body, e, dest);
        return;
    }
    const ast_comprehension_t *clause = &e->comprehension.clauses[at];
    reg_t mark = body->top;
    const scope_t *inlined = body->inlined, *own = e->comprehension.scope;
    loop_t loop;
    if (at > 0 && own->inlined)
        body->inlined = own; /* the first iterable still belongs to the scope outside */
    if (given)
        loop_begin_over(body, &loop, clause->target, 0);
    else
        loop_begin(body, &loop, clause->target, clause->iterable);
    if (own->inlined)
        body->inlined = own;
    for (size_t i = 0; i < clause->conditions.count; i++)
        jump_if(body, clause->conditions.items[i], false, loop.next);
    clauses(body, e, at + 1, dest, false);
    loop_end(body, &loop, clause_place(clause));
    body->inlined = inlined;
    body->top = mark;
}

static void begin_collection(body_t *body, const expr_t *e, reg_t dest)
{
    switch (e->kind) {
    case EXPR_LIST_COMPREHENSION:
        emit(body, OP_BUILD_LIST, 0, dest, body->top, 0);
        break;
    case EXPR_SET_COMPREHENSION:
        emit(body, OP_BUILD_SET, 0, dest, body->top, 0);
        break;
    case EXPR_DICT_COMPREHENSION:
        emit(body, OP_BUILD_DICT, 0, dest, body->top, 0);
        break;
    default:
        break;
    }
}

/* One that is closed closes the generator that it goes over, if nobody else holds that. */
static void generator_expression_body(body_t *body, const expr_t *e)
{
    reg_t dest = temporary(body);
    block_t owner = {
        .kind = BLOCK_ITERATOR, .handler = label_new(body), .manager = 0, .exception = temporary(body)};
    block_push(body, &owner);
    clauses(body, e, 0, dest, true);
    block_pop(body, &owner);
    emit(body, OP_RETURN_NONE, 0, 0, 0, 0);
    label_place(body, owner.handler);
    emit(body, OP_CLOSE_OWNED, 0, owner.manager, 0, 0);
    emit(body, OP_RERAISE, 0, owner.exception, 0, 0);
}

void comprehension_body(body_t *body, const expr_t *e)
{
    enter_place(body, e->place);
    if (e->kind == EXPR_GENERATOR) {
        generator_expression_body(body, e);
        return;
    }
    reg_t dest = temporary(body);
    begin_collection(body, e, dest);
    clauses(body, e, 0, dest, true);
    emit(body, OP_RETURN, 0, dest, 0, 0);
}

void comprehension_to(body_t *body, const expr_t *e, reg_t dest)
{
    scope_t *scope = e->comprehension.scope;
    hint_t hint = body->hint;
    if (e->kind != EXPR_GENERATOR && scope->inlined) {
        body->hint = hint_of_items(body);
        if (scope->local_count > 0)
            emit(body, OP_CLEAR, 0, scope->first_local, scope->local_count, 0);
        begin_collection(body, e, dest);
        clauses(body, e, 0, dest, false);
    } else {
        body->hint = NO_HINT;
        reg_t function = temporary(body);
        make_comprehension(body, e, function);
        reg_t iterator = temporary(body);
        emit(body, OP_GET_ITER, 0, iterator, iterable(body, e->comprehension.clauses[0].iterable), 0);
        emit(body, OP_CALL, 0, function, 1, dest);
    }
    body->hint = hint;
}

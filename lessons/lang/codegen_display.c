/* Lists, tuples, sets, dicts and f-strings. */
#include <stdlib.h>

#include "lessons/lang/codegen_body.h"

/* A display of more items than this is built piece by piece, so that it needs few registers. */
#define DISPLAY_AT_ONCE 64

static bool has_star(const expr_list_t *items)
{
    for (size_t i = 0; i < items->count; i++)
        if (items->items[i]->kind == EXPR_STARRED)
            return true;
    return false;
}

/* A constant tuple of all items, when all are constants. */
static bool all_constants(body_t *body, const expr_list_t *items, uint32_t *tuple)
{
    uint32_t *numbers = calloc(items->count + 1, sizeof *numbers);
    bool all = numbers != NULL;
    for (size_t i = 0; all && i < items->count; i++)
        all = constant_of(body, items->items[i], &numbers[i]);
    if (all)
        *tuple = constant_tuple(body, numbers, (uint32_t)items->count);
    free(numbers);
    return all;
}

static void add_one(body_t *body, const expr_t *item, reg_t dest, bool is_set, bool of_call)
{
    reg_t mark = body->top;
    if (item->kind == EXPR_STARRED) {
        reg_t value = expression(body, item->starred.value);
        emit(body, is_set ? OP_SET_UPDATE : OP_LIST_EXTEND, of_call, dest, value, 0);
    } else {
        reg_t value = expression(body, item);
        emit(body, is_set ? OP_SET_ADD : OP_LIST_APPEND, 0, dest, value, 0);
    }
    body->top = mark;
}

static void build_list_or_set(body_t *body, const expr_list_t *items, reg_t dest, bool is_set, bool of_call)
{
    size_t at_once = 0;
    while (at_once < items->count && at_once < DISPLAY_AT_ONCE && items->items[at_once]->kind != EXPR_STARRED)
        at_once++;
    reg_t first = body->top;
    for (size_t i = 0; i < at_once; i++)
        expression_push(body, items->items[i]);
    emit(body, is_set ? OP_BUILD_SET : OP_BUILD_LIST, 0, dest, first, (uint32_t)at_once);
    body->top = first;
    for (size_t i = at_once; i < items->count; i++)
        add_one(body, items->items[i], dest, is_set, of_call);
}

void list_of(body_t *body, const expr_list_t *items, reg_t dest, bool of_call)
{
    build_list_or_set(body, items, dest, false, of_call);
}

static void list_to(body_t *body, const expr_list_t *items, reg_t dest)
{
    uint32_t tuple;
    if (items->count > 3 && !has_star(items) && all_constants(body, items, &tuple)) {
        reg_t source = temporary(body);
        emit_constant(body, source, tuple);
        emit(body, OP_BUILD_LIST, 0, dest, source, 0);
        emit(body, OP_LIST_EXTEND, 0, dest, source, 0);
    } else {
        build_list_or_set(body, items, dest, false, false);
    }
}

static void tuple_to(body_t *body, const expr_list_t *items, reg_t dest)
{
    if (has_star(items) || items->count > DISPLAY_AT_ONCE) {
        build_list_or_set(body, items, dest, false, false);
        emit(body, OP_LIST_TO_TUPLE, 0, dest, dest, 0);
        return;
    }
    reg_t first = body->top;
    for (size_t i = 0; i < items->count; i++)
        expression_push(body, items->items[i]);
    emit(body, OP_BUILD_TUPLE, 0, dest, first, (uint32_t)items->count);
}

/* CPython makes a constant set of three or more constants, which is filled anew from its own order and merged
 * into an empty set. The order in which the result is walked depends on it. */
static void set_to(body_t *body, const expr_list_t *items, reg_t dest)
{
    uint32_t tuple;
    if (items->count < 3 || has_star(items) || !all_constants(body, items, &tuple)) {
        build_list_or_set(body, items, dest, true, false);
        return;
    }
    reg_t made = temporary(body);
    build_list_or_set(body, items, made, true, false);
    emit(body, OP_BUILD_SET, 1, dest, made, 1);
}

reg_t iterable(body_t *body, const expr_t *e)
{
    uint32_t tuple;
    bool display = e->kind == EXPR_LIST || e->kind == EXPR_SET;
    if (!display || has_star(&e->sequence.items) || !all_constants(body, &e->sequence.items, &tuple))
        return expression(body, e);
    code_place_t before = enter_place(body, e->place);
    reg_t value = temporary(body);
    if (e->kind == EXPR_LIST) {
        emit_constant(body, value, tuple);
    } else {
        build_list_or_set(body, &e->sequence.items, value, true, false);
        emit(body, OP_BUILD_SET, 2, value, value, 1);
    }
    body->place = before;
    return value;
}

void sequence_to(body_t *body, const expr_t *e, reg_t dest)
{
    hint_t hint = body->hint;
    body->hint = hint_of_items(body);
    if (e->kind == EXPR_LIST)
        list_to(body, &e->sequence.items, dest);
    else if (e->kind == EXPR_TUPLE)
        tuple_to(body, &e->sequence.items, dest);
    else
        set_to(body, &e->sequence.items, dest);
    body->hint = hint;
}

/* ---- dicts ---- */

static void add_pair(body_t *body, const expr_t *key, const expr_t *value, reg_t dest)
{
    reg_t mark = body->top;
    if (key) {
        reg_t k = operand(body, key, value);
        reg_t v = expression(body, value);
        emit(body, OP_DICT_ADD, 0, dest, k, v);
    } else {
        emit(body, OP_DICT_UPDATE, 0, dest, expression(body, value), 0);
    }
    body->top = mark;
}

void dict_to(body_t *body, const expr_t *e, reg_t dest)
{
    const expr_list_t *keys = &e->dict.keys, *values = &e->dict.values;
    hint_t hint = body->hint, of_items = hint_of_items(body);
    size_t at_once = 0;
    while (at_once < keys->count && at_once < DISPLAY_AT_ONCE / 2 && keys->items[at_once])
        at_once++;
    reg_t first = body->top;
    for (size_t i = 0; i < at_once; i++) {
        body->hint = NO_HINT;
        expression_push(body, keys->items[i]);
        body->hint = of_items;
        expression_push(body, values->items[i]);
    }
    emit(body, OP_BUILD_DICT, 0, dest, first, (uint32_t)at_once);
    body->top = first;
    body->hint = NO_HINT;
    for (size_t i = at_once; i < keys->count; i++)
        add_pair(body, keys->items[i], values->items[i], dest);
    body->hint = hint;
}

/* ---- f-strings ---- */

static unsigned conversion_flag(char conversion)
{
    return conversion == 's' ? 1 : conversion == 'r' ? 2 : conversion == 'a' ? 3 : 0;
}

static void field_to(body_t *body, const ast_fstring_part_t *part, reg_t dest)
{
    reg_t mark = body->top;
    reg_t value = operand(body, part->value, part->spec);
    unsigned flags = conversion_flag(part->conversion);
    reg_t spec = 0;
    if (part->spec) {
        spec = expression(body, part->spec);
        flags |= 4;
    }
    emit(body, OP_FORMAT, flags, dest, value, spec);
    body->top = mark;
}

static void part_to(body_t *body, const ast_fstring_part_t *part, reg_t dest)
{
    if (part->value)
        field_to(body, part, dest);
    else
        emit_constant(body, dest, constant_text(body, CONSTANT_STRING, part->text.bytes, part->text.size));
}

void fstring_to(body_t *body, const expr_t *e, reg_t dest)
{
    reg_t first = body->top;
    uint32_t count = 0;
    if (e->fstring.count == 1) {
        part_to(body, &e->fstring.parts[0], dest);
        return;
    }
    for (size_t i = 0; i < e->fstring.count; i++) {
        part_to(body, &e->fstring.parts[i], temporary(body));
        count++;
        if (count == DISPLAY_AT_ONCE) { /* a very long one: put together what there is */
            emit(body, OP_BUILD_STRING, 0, first, first, count);
            body->top = first + 1;
            count = 1;
        }
    }
    if (count == 0)
        emit_constant(body, dest, constant_text(body, CONSTANT_STRING, "", 0));
    else
        emit(body, OP_BUILD_STRING, 0, dest, first, count);
}

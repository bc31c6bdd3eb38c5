/* Names by their binding, and everything that can stand left of an assignment or behind `del`. */
#include <stdio.h>
#include <string.h>

#include "lessons/lang/codegen_body.h"

static reg_t cell_register(const body_t *body, const expr_t *e)
{
    return body->first_cell + e->name.index;
}

reg_t name_register(body_t *body, const expr_t *e)
{
    (void)body;
    return e->name.index;
}

/* In a comprehension that lives in this frame, the frame's own variables are free variables to Python. */
static unsigned is_free_here(const body_t *body, const expr_t *e)
{
    const scope_t *inlined = body->inlined;
    if (!inlined)
        return 0;
    return e->name.binding == BINDING_CELL || e->name.index < inlined->first_local ||
           e->name.index >= inlined->first_local + inlined->local_count;
}

static void check_bound(body_t *body, const expr_t *e)
{
    if (!e->name.certain)
        emit_x(body, OP_CHECK_BOUND, is_free_here(body, e), name_register(body, e),
               constant_name(body, e->name.name));
}

void load_name_to(body_t *body, const expr_t *e, reg_t dest)
{
    uint32_t name = constant_name(body, e->name.name);
    switch (e->name.binding) {
    case BINDING_LOCAL:
        check_bound(body, e);
        emit_move(body, dest, name_register(body, e));
        break;
    case BINDING_CELL:
        emit(body, OP_LOAD_CELL, is_free_here(body, e), dest, cell_register(body, e), name);
        break;
    case BINDING_FREE:
        if (body->scope->kind == SCOPE_CLASS)
            emit(body, OP_LOAD_CLASS_FREE, 0, dest, name, e->name.index);
        else
            emit(body, OP_LOAD_FREE, 0, dest, e->name.index, name);
        break;
    case BINDING_CLASS:
        emit_x(body, OP_LOAD_NAME, 0, dest, name);
        break;
    case BINDING_GLOBAL:
    case BINDING_UNKNOWN:
        emit_x(body, OP_LOAD_GLOBAL, 0, dest, name);
        break;
    }
}

reg_t load_name(body_t *body, const expr_t *e)
{
    if (e->name.binding == BINDING_LOCAL) {
        check_bound(body, e);
        return name_register(body, e);
    }
    reg_t dest = temporary(body);
    load_name_to(body, e, dest);
    return dest;
}

static void store_name(body_t *body, const expr_t *e, reg_t value)
{
    uint32_t name = constant_name(body, e->name.name);
    switch (e->name.binding) {
    case BINDING_LOCAL:
        emit_move(body, name_register(body, e), value);
        break;
    case BINDING_CELL:
        emit(body, OP_STORE_CELL, 0, cell_register(body, e), value, 0);
        break;
    case BINDING_FREE:
        emit(body, OP_STORE_FREE, 0, e->name.index, value, 0);
        break;
    case BINDING_CLASS:
        emit_x(body, OP_STORE_NAME, 0, value, name);
        break;
    case BINDING_GLOBAL:
    case BINDING_UNKNOWN:
        emit_x(body, OP_STORE_GLOBAL, 0, value, name);
        break;
    }
}

static void delete_name(body_t *body, const expr_t *e)
{
    uint32_t name = constant_name(body, e->name.name);
    switch (e->name.binding) {
    case BINDING_LOCAL:
        emit_x(body, OP_CHECK_BOUND, 0, name_register(body, e), name);
        emit(body, OP_CLEAR, 0, name_register(body, e), 1, 0);
        break;
    case BINDING_CELL:
        emit(body, OP_DELETE_CELL, 0, cell_register(body, e), name, 0);
        break;
    case BINDING_FREE:
        emit(body, OP_DELETE_FREE, 0, e->name.index, name, 0);
        break;
    case BINDING_CLASS:
        emit_x(body, OP_DELETE_NAME, 0, 0, name);
        break;
    case BINDING_GLOBAL:
    case BINDING_UNKNOWN:
        emit_x(body, OP_DELETE_GLOBAL, 0, 0, name);
        break;
    }
}

/* ---- unpacking ---- */

static size_t find_star(const expr_list_t *items)
{
    for (size_t i = 0; i < items->count; i++)
        if (items->items[i]->kind == EXPR_STARRED)
            return i;
    return items->count;
}

static void store_unpacked(body_t *body, const expr_t *target, reg_t value)
{
    const expr_list_t *items = &target->sequence.items;
    uint32_t count = (uint32_t)items->count;
    size_t star = find_star(items);
    reg_t mark = body->top;
    reg_t first = temporaries(body, count);
    if (star == count) {
        emit(body, OP_UNPACK, 0, first, value, count);
    } else {
        uint32_t after = count - (uint32_t)star - 1;
        if (star > 255 || after > 255)
            limit_error(body, "too many targets around a starred one");
        emit(body, OP_UNPACK_STAR, 0, first, value, (uint32_t)star | after << 8);
    }
    for (uint32_t i = 0; i < count; i++) {
        const expr_t *item = items->items[i];
        store(body, item->kind == EXPR_STARRED ? item->starred.value : item, first + i);
    }
    body->top = mark;
}

static void store_item(body_t *body, const expr_t *target, reg_t value)
{
    reg_t mark = body->top;
    reg_t object = operand(body, target->subscript.value, target->subscript.index);
    reg_t key = expression(body, target->subscript.index);
    emit(body, OP_SET_ITEM, 0, object, key, value);
    body->top = mark;
}

void store(body_t *body, const expr_t *target, reg_t value)
{
    reg_t mark = body->top;
    code_place_t before = enter_place(body, target->place);
    switch (target->kind) {
    case EXPR_NAME:
        store_name(body, target, value);
        break;
    case EXPR_ATTRIBUTE: {
        reg_t object = expression(body, target->attribute.value);
        enter_attribute_place(body, target, target);
        emit(body, OP_STORE_ATTR, 0, object, constant_name(body, target->attribute.name), value);
        break;
    }
    case EXPR_SUBSCRIPT:
        store_item(body, target, value);
        break;
    case EXPR_LIST:
    case EXPR_TUPLE:
        store_unpacked(body, target, value);
        break;
    default:
        limit_error(body, "cannot assign to this");
        break;
    }
    body->place = before;
    body->top = mark;
}

/* `a, b = b, a`: no tuple is made. Every value is evaluated before the first target is bound. */
static bool assign_pairwise(body_t *body, const expr_t *target, const expr_t *value)
{
    if ((target->kind != EXPR_TUPLE && target->kind != EXPR_LIST) || value->kind != EXPR_TUPLE)
        return false;
    const expr_list_t *targets = &target->sequence.items, *values = &value->sequence.items;
    if (targets->count != values->count || targets->count > 16)
        return false;
    if (find_star(targets) < targets->count || find_star(values) < values->count)
        return false;
    reg_t first = body->top;
    for (size_t i = 0; i < values->count; i++) {
        body->hint = hint_of_target(targets->items[i]);
        expression_push(body, values->items[i]);
    }
    for (size_t i = 0; i < targets->count; i++)
        store(body, targets->items[i], first + (reg_t)i);
    return true;
}

void assign(body_t *body, const expr_t *target, const expr_t *value)
{
    reg_t mark = body->top;
    hint_t hint = body->hint;
    if (!assign_pairwise(body, target, value)) {
        body->hint = hint_of_target(target);
        if (target->kind == EXPR_NAME && target->name.binding == BINDING_LOCAL)
            expression_to(body, value, name_register(body, target));
        else
            store(body, target, operand(body, value, target));
    }
    body->hint = hint;
    body->top = mark;
}

void delete_target(body_t *body, const expr_t *target)
{
    reg_t mark = body->top;
    code_place_t before = enter_place(body, target->place);
    reg_t object;
    switch (target->kind) {
    case EXPR_NAME:
        delete_name(body, target);
        break;
    case EXPR_ATTRIBUTE:
        object = expression(body, target->attribute.value);
        emit(body, OP_DELETE_ATTR, 0, object, constant_name(body, target->attribute.name), 0);
        break;
    case EXPR_SUBSCRIPT:
        object = operand(body, target->subscript.value, target->subscript.index);
        emit(body, OP_DELETE_ITEM, 0, object, expression(body, target->subscript.index), 0);
        break;
    default:
        for (size_t i = 0; i < target->sequence.items.count; i++)
            delete_target(body, target->sequence.items.items[i]);
        break;
    }
    body->place = before;
    body->top = mark;
}

/* ---- what a target is called ---- */

typedef struct text {
    char bytes[64];
    size_t size;
} text_t;

static void text_add(text_t *text, const char *more)
{
    size_t size = strlen(more), room = sizeof text->bytes - 1 - text->size;
    if (size > room)
        size = room;
    memcpy(text->bytes + text->size, more, size);
    text->size += size;
    text->bytes[text->size] = 0;
}

static bool describe(text_t *text, const expr_t *e)
{
    switch (e->kind) {
    case EXPR_NAME:
        text_add(text, e->name.name);
        return true;
    case EXPR_ATTRIBUTE:
        if (!describe(text, e->attribute.value))
            return false;
        text_add(text, ".");
        text_add(text, e->attribute.name);
        return true;
    case EXPR_SUBSCRIPT:
        if (!describe(text, e->subscript.value))
            return false;
        text_add(text, "[]");
        return true;
    case EXPR_LIST:
    case EXPR_TUPLE:
        for (size_t i = 0; i < e->sequence.items.count; i++) {
            text_add(text, i ? ", " : "");
            if (!describe(text, e->sequence.items.items[i]))
                return false;
        }
        return e->sequence.items.count > 0;
    case EXPR_STARRED:
        return describe(text, e->starred.value);
    default:
        return false;
    }
}

hint_t hint_of_target(const expr_t *target)
{
    return (hint_t){target, 0};
}

hint_t hint_of_items(const body_t *body)
{
    return (hint_t){body->hint.target, body->hint.depth + 1};
}

char *hint_text(gen_t *gen, hint_t hint)
{
    text_t text = {.size = 0};
    if (!hint.target || !describe(&text, hint.target))
        return NULL;
    for (uint32_t i = 0; i < hint.depth; i++)
        text_add(&text, "[]");
    return gen_copy(gen, text.bytes, text.size);
}

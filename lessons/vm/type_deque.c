/*
 * collections.deque: a list from which the first items may have been taken.
 *
 * Slot 0 is the list, slot 1 maxlen (an int or None). The raw bytes hold the number of items of the list that
 * are gone from its front; they are None there, and cut off when they are more than the rest.
 */
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/deque.h"
#include "lessons/vm/iterate.h"
#include "lessons/vm/value_text.h"

enum { SLOT_ITEMS, SLOT_MAXLEN, SLOT_COUNT };
static uint64_t *gone(const vm_t *vm, value_t self)
{
    return (uint64_t *)(void *)native_object_raw(as_object(vm, self));
}

static value_t list_of(const vm_t *vm, value_t self)
{
    return as_object(vm, self)->slots[SLOT_ITEMS];
}

size_t deque_length(const vm_t *vm, value_t self)
{
    return as_list(vm, list_of(vm, self))->count - *gone(vm, self);
}

value_t *deque_items(const vm_t *vm, value_t self)
{
    value_t *items = list_items(vm, list_of(vm, self));
    return items ? items + *gone(vm, self) : NULL;
}

static bool is_deque(const vm_t *vm, value_t v)
{
    return value_kind(vm, v) == KIND_OBJECT && native_is(vm, v, &deque_type);
}

/* Cuts off what is gone from the front. */
static void compact(vm_t *vm, value_t self)
{
    list_remove(vm, list_of(vm, self), 0, *gone(vm, self));
    *gone(vm, self) = 0;
}

static void drop_first(vm_t *vm, value_t self)
{
    deque_items(vm, self)[0] = VALUE_NONE;
    ++*gone(vm, self);
    size_t left = deque_length(vm, self);
    if (left == 0 || (*gone(vm, self) > 32 && *gone(vm, self) > left))
        compact(vm, self);
}

static void drop_last(vm_t *vm, value_t self)
{
    size_t count = as_list(vm, list_of(vm, self))->count;
    list_remove(vm, list_of(vm, self), count - 1, count);
    if (deque_length(vm, self) == 0)
        compact(vm, self);
}

static bool is_full(const vm_t *vm, value_t self)
{
    value_t limit = as_object(vm, self)->slots[SLOT_MAXLEN];
    return value_is_small_int(limit) && (int64_t)deque_length(vm, self) >= value_to_int(limit);
}

static bool holds_nothing(const vm_t *vm, value_t self)
{
    return as_object(vm, self)->slots[SLOT_MAXLEN] == value_from_int(0);
}

static void push_last(vm_t *vm, value_t self, value_t item)
{
    if (holds_nothing(vm, self))
        return;
    if (is_full(vm, self))
        drop_first(vm, self);
    list_append(vm, list_of(vm, self), item);
}

/* Makes room at the front for as many as there are, so that pushing there costs O(1) on average. */
static void widen_front(vm_t *vm, value_t self)
{
    size_t length = deque_length(vm, self), room = length < 8 ? 8 : length;
    value_t wide = list_with_capacity(vm, room + length);
    for (size_t i = 0; i < room; i++)
        list_append(vm, wide, VALUE_NONE);
    list_extend(vm, wide, deque_items(vm, self), length);
    as_object(vm, self)->slots[SLOT_ITEMS] = wide;
    *gone(vm, self) = room;
}

static void push_first(vm_t *vm, value_t self, value_t item)
{
    if (holds_nothing(vm, self))
        return;
    if (is_full(vm, self))
        drop_last(vm, self);
    if (*gone(vm, self) == 0)
        widen_front(vm, self);
    --*gone(vm, self);
    deque_items(vm, self)[0] = item;
}

/* ---- making
 * ------------------------------------------------------------------------------------------------- */

static native_status_t max_length(vm_t *vm, value_t v, value_t *limit)
{
    *limit = VALUE_NONE;
    if (value_is_unset(v) || value_is_none(v))
        return NATIVE_OK;
    if (!value_is_int(vm, v))
        return native_raise(vm, EXC_TYPE_ERROR, "an integer is required");
    int64_t number;
    native_status_t status = argument_int64(vm, v, &number);
    if (status == NATIVE_OK && number < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "maxlen must be non-negative");
    *limit = status == NATIVE_OK ? bigint_from_int64(vm, number) : VALUE_NONE;
    return status;
}

static value_t make(vm_t *vm, value_t class, value_t limit)
{
    value_t self = native_object_new(vm, class, SLOT_COUNT, sizeof(uint64_t));
    as_object(vm, self)->slots[SLOT_ITEMS] = list_with_capacity(vm, 0);
    as_object(vm, self)->slots[SLOT_MAXLEN] = limit;
    return self;
}

/* cls, iterable=, maxlen= */
static native_status_t deque_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t limit, items = VALUE_UNSET;
    native_status_t status = max_length(vm, args[2], &limit);
    if (status == NATIVE_OK && is_deque(vm, args[1])) {
        items = list_new(vm, deque_items(vm, args[1]), deque_length(vm, args[1]));
    } else if (status == NATIVE_OK && !value_is_unset(args[1])) {
        status = iterate_list(vm, args[1], &items);
    }
    if (status != NATIVE_OK)
        return status;
    *result = make(vm, args[0], limit);
    for (size_t i = 0; !value_is_unset(items) && i < as_list(vm, items)->count; i++)
        push_last(vm, *result, list_items(vm, items)[i]);
    return NATIVE_OK;
}

static native_status_t deque_copy(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = make(vm, value_class(vm, args[0]), as_object(vm, args[0])->slots[SLOT_MAXLEN]);
    list_extend(vm, list_of(vm, *result), deque_items(vm, args[0]), deque_length(vm, args[0]));
    return NATIVE_OK;
}

/* ---- both ends
 * ---------------------------------------------------------------------------------------------- */

static native_status_t deque_append(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    push_last(vm, args[0], args[1]);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t deque_appendleft(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    push_first(vm, args[0], args[1]);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t deque_pop(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    size_t length = deque_length(vm, args[0]);
    if (length == 0)
        return native_raise(vm, EXC_INDEX_ERROR, "pop from an empty deque");
    *result = deque_items(vm, args[0])[length - 1];
    drop_last(vm, args[0]);
    return NATIVE_OK;
}

static native_status_t deque_popleft(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (deque_length(vm, args[0]) == 0)
        return native_raise(vm, EXC_INDEX_ERROR, "pop from an empty deque");
    *result = deque_items(vm, args[0])[0];
    drop_first(vm, args[0]);
    return NATIVE_OK;
}

/* The items of an iterable as a list of their own. */
static native_status_t new_items(vm_t *vm, value_t iterable, value_t *items)
{
    if (!is_deque(vm, iterable))
        return iterate_list(vm, iterable, items);
    *items = list_new(vm, deque_items(vm, iterable), deque_length(vm, iterable));
    return NATIVE_OK;
}

static native_status_t extend(vm_t *vm, value_t *args, void (*push)(vm_t *, value_t, value_t),
                              value_t *result)
{
    value_t items;
    native_status_t status = new_items(vm, args[1], &items);
    for (size_t i = 0; status == NATIVE_OK && i < as_list(vm, items)->count; i++)
        push(vm, args[0], list_items(vm, items)[i]);
    *result = VALUE_NONE;
    return status;
}

static native_status_t deque_extend(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return extend(vm, args, push_last, result);
}

static native_status_t deque_extendleft(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return extend(vm, args, push_first, result);
}

static native_status_t deque_rotate(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t turns = 1, length = (int64_t)deque_length(vm, args[0]);
    native_status_t status = value_is_unset(args[1]) ? NATIVE_OK : argument_int64(vm, args[1], &turns);
    *result = VALUE_NONE;
    if (status != NATIVE_OK || length < 2)
        return status;
    turns = ((turns % length) + length) % length;
    value_t copy = list_new(vm, deque_items(vm, args[0]), (size_t)length);
    for (int64_t i = 0; i < length; i++)
        deque_items(vm, args[0])[(i + turns) % length] = list_items(vm, copy)[i];
    return NATIVE_OK;
}

static native_status_t deque_clear(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    as_object(vm, args[0])->slots[SLOT_ITEMS] = list_with_capacity(vm, 0);
    *gone(vm, args[0]) = 0;
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t deque_reverse(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t *items = deque_items(vm, args[0]);
    for (size_t low = 0, high = deque_length(vm, args[0]); high > low + 1; low++) {
        value_t swap = items[low];
        items[low] = items[--high];
        items[high] = swap;
    }
    *result = VALUE_NONE;
    return NATIVE_OK;
}

/* ---- by position and value
 * ---------------------------------------------------------------------------------- */

static native_status_t position(vm_t *vm, value_t self, value_t index, int64_t *at)
{
    if (!value_is_int(vm, value_payload(vm, index)))
        return native_raise(vm, EXC_TYPE_ERROR, "sequence index must be integer, not '%s'",
                            value_type_name(vm, index));
    int64_t length = (int64_t)deque_length(vm, self);
    native_status_t status = argument_position(vm, index, at);
    if (status != NATIVE_OK)
        return status;
    if (*at < 0)
        *at += length;
    if (*at < 0 || *at >= length)
        return native_raise(vm, EXC_INDEX_ERROR, "deque index out of range");
    return NATIVE_OK;
}

static native_status_t deque_getitem(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t at;
    native_status_t status = position(vm, args[0], args[1], &at);
    if (status == NATIVE_OK)
        *result = deque_items(vm, args[0])[at];
    return status;
}

static native_status_t deque_setitem(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t at;
    native_status_t status = position(vm, args[0], args[1], &at);
    if (status == NATIVE_OK)
        deque_items(vm, args[0])[at] = args[2];
    *result = VALUE_NONE;
    return status;
}

static void remove_at(vm_t *vm, value_t self, size_t at)
{
    compact(vm, self);
    list_remove(vm, list_of(vm, self), at, at + 1);
}

static native_status_t deque_delitem(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t at;
    native_status_t status = position(vm, args[0], args[1], &at);
    if (status == NATIVE_OK)
        remove_at(vm, args[0], (size_t)at);
    *result = VALUE_NONE;
    return status;
}

/* Number of items that equal `wanted`, and the first of them. */
static native_status_t search(vm_t *vm, value_t self, value_t wanted, size_t *times, size_t *first)
{
    *times = 0;
    for (size_t i = 0; i < deque_length(vm, self); i++) {
        bool equal;
        native_status_t status = value_equal(vm, deque_items(vm, self)[i], wanted, &equal);
        if (status != NATIVE_OK)
            return status;
        if (equal && (*times)++ == 0)
            *first = i;
    }
    return NATIVE_OK;
}

static native_status_t deque_contains(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    size_t times, first;
    native_status_t status = search(vm, args[0], args[1], &times, &first);
    *result = value_from_bool(status == NATIVE_OK && times > 0);
    return status;
}

static native_status_t deque_count(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    size_t times = 0, first;
    native_status_t status = search(vm, args[0], args[1], &times, &first);
    *result = value_from_int((int64_t)times);
    return status;
}

static native_status_t deque_index(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    size_t times, first = 0;
    native_status_t status = search(vm, args[0], args[1], &times, &first);
    if (status == NATIVE_OK && times == 0) {
        value_t text;
        status = value_repr(vm, args[1], &text);
        if (status == NATIVE_OK)
            return native_raise(vm, EXC_VALUE_ERROR, "%s is not in deque", as_str(vm, text)->bytes);
    }
    *result = value_from_int((int64_t)first);
    return status;
}

static native_status_t deque_remove(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    size_t times, first = 0;
    native_status_t status = search(vm, args[0], args[1], &times, &first);
    if (status != NATIVE_OK)
        return status;
    if (times == 0)
        return native_raise(vm, EXC_VALUE_ERROR, "deque.remove(x): x not in deque");
    remove_at(vm, args[0], first);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t deque_insert(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t at, length = (int64_t)deque_length(vm, args[0]);
    native_status_t status = argument_position(vm, args[1], &at);
    if (status != NATIVE_OK)
        return status;
    if (is_full(vm, args[0]))
        return native_raise(vm, EXC_INDEX_ERROR, "deque already at its maximum size");
    if (at < 0)
        at = at < -length ? 0 : at + length;
    compact(vm, args[0]);
    list_insert(vm, list_of(vm, args[0]), (size_t)(at > length ? length : at), args[2]);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

/* ---- as a whole
 * --------------------------------------------------------------------------------------------- */

static native_status_t deque_len(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = value_from_int((int64_t)deque_length(vm, args[0]));
    return NATIVE_OK;
}

static native_status_t deque_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t limit = as_object(vm, args[0])->slots[SLOT_MAXLEN];
    value_t copy = list_new(vm, deque_items(vm, args[0]), deque_length(vm, args[0]));
    text_t text;
    text_init(&text);
    text_addf(&text, "%s(", class_name(vm, value_class(vm, args[0])));
    native_status_t status = value_add_repr(vm, &text, copy);
    if (status == NATIVE_OK && value_is_small_int(limit))
        text_addf(&text, ", maxlen=%lld", (long long)value_to_int(limit));
    text_add_byte(&text, ')');
    return text_finish(vm, &text, status, result);
}

static native_status_t deque_eq(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NOT_IMPLEMENTED;
    if (!is_deque(vm, args[1]))
        return NATIVE_OK;
    bool equal = deque_length(vm, args[0]) == deque_length(vm, args[1]);
    for (size_t i = 0; equal && i < deque_length(vm, args[0]); i++) {
        native_status_t status =
            value_equal(vm, deque_items(vm, args[0])[i], deque_items(vm, args[1])[i], &equal);
        if (status != NATIVE_OK)
            return status;
    }
    *result = value_from_bool(equal);
    return NATIVE_OK;
}

static native_status_t deque_add(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    if (!is_deque(vm, args[1]))
        return native_raise(vm, EXC_TYPE_ERROR, "can only concatenate deque (not \"%s\") to deque",
                            value_type_name(vm, args[1]));
    native_status_t status = deque_copy(vm, args, nargs, result);
    value_t unused, both[2] = {*result, args[1]};
    return status == NATIVE_OK ? extend(vm, both, push_last, &unused) : status;
}

static native_status_t deque_iadd(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    native_status_t status = extend(vm, args, push_last, result);
    *result = args[0];
    return status;
}

static native_status_t deque_mul(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    int64_t times;
    native_status_t status = argument_int64(vm, args[1], &times);
    if (status != NATIVE_OK)
        return status;
    size_t length = deque_length(vm, args[0]);
    if (times > 0 && !heap_room(vm, (uint64_t)times * length * sizeof(value_t)))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    (void)deque_copy(vm, args, nargs, result);
    value_t unused;
    if (times <= 0)
        return deque_clear(vm, result, 1, &unused);
    for (int64_t turn = 1; turn < times; turn++) {
        for (size_t i = 0; i < length; i++)
            push_last(vm, *result, deque_items(vm, args[0])[i]);
    }
    return NATIVE_OK;
}

static native_status_t deque_maxlen(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_object(vm, args[0])->slots[SLOT_MAXLEN];
    return NATIVE_OK;
}

static const native_def_t deque_methods[] = {
    {"__new__", "cls, iterable=, maxlen=", deque_new, NULL, "_deque_new"},
    {"append", "self, item, /", deque_append, NULL, NULL},
    {"appendleft", "self, item, /", deque_appendleft, NULL, NULL},
    {"pop", "self, /", deque_pop, NULL, NULL},
    {"popleft", "self, /", deque_popleft, NULL, NULL},
    {"extend", "self, iterable, /", deque_extend, NULL, "_deque_extend"},
    {"extendleft", "self, iterable, /", deque_extendleft, NULL, "_deque_extendleft"},
    {"rotate", "self, n=, /", deque_rotate, NULL, NULL},
    {"clear", "self, /", deque_clear, NULL, NULL},
    {"copy", "self, /", deque_copy, NULL, NULL},
    {"__copy__", "self, /", deque_copy, NULL, NULL},
    {"reverse", "self, /", deque_reverse, NULL, NULL},
    {"insert", "self, index, item, /", deque_insert, NULL, NULL},
    {"count", "self, value, /", deque_count, NULL, "_deque_count"},
    {"index", "self, value, /", deque_index, NULL, "_deque_index"},
    {"remove", "self, value, /", deque_remove, NULL, "_deque_remove"},
    {"__len__", "self, /", deque_len, NULL, NULL},
    {"__getitem__", "self, index, /", deque_getitem, NULL, NULL},
    {"__setitem__", "self, index, value, /", deque_setitem, NULL, NULL},
    {"__delitem__", "self, index, /", deque_delitem, NULL, NULL},
    {"__contains__", "self, value, /", deque_contains, NULL, "_deque_contains"},
    {"__iter__", "self, /", deque_iter, NULL, NULL},
    {"__reversed__", "self, /", deque_reversed, NULL, NULL},
    {"__repr__", "self, /", deque_repr, NULL, "_deque_repr"},
    {"__eq__", "self, other, /", deque_eq, NULL, "_deque_eq"},
    {"__add__", "self, other, /", deque_add, NULL, NULL},
    {"__iadd__", "self, other, /", deque_iadd, NULL, "_deque_iadd"},
    {"__mul__", "self, n, /", deque_mul, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_property_t deque_properties[] = {
    {"maxlen", deque_maxlen, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t deque_type = {.name = "deque",
                                  .full_name = "collections.deque",
                                  .module = "collections",
                                  .kind = KIND_OBJECT,
                                  .methods = deque_methods,
                                  .properties = deque_properties};

static const native_type_t *const collections_types[] = {&deque_type, &deque_iterator_type,
                                                         &deque_reverse_iterator_type, NULL};

const native_module_t collections_module = {.name = "_collections", .types = collections_types};

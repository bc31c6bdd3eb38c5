#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/dunders.h"
#include "lessons/vm/iterate.h"
#include "lessons/vm/sorting.h"
#include "lessons/vm/types.h"

static value_t self_of(const vm_t *vm, value_t v)
{
    return value_payload(vm, v);
}

static native_status_t list_constructor(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t list;
    native_status_t status = NATIVE_OK;
    if (value_is_unset(args[1]))
        list = list_with_capacity(vm, 0);
    else
        status = iterate_list(vm, args[1], &list);
    if (status == NATIVE_OK)
        *result = builtin_of_class(vm, args[0], &list_type, list);
    return status;
}

/* list.__init__(self, iterable): for subclasses, which are made empty. */
static native_status_t list_init(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]), *items;
    size_t count = 0;
    *result = VALUE_NONE;
    native_status_t status = value_is_unset(args[1]) ? NATIVE_OK : iterate_items(vm, args[1], &items, &count);
    if (status != NATIVE_OK)
        return status;
    list_replace(vm, self, 0, as_list(vm, self)->count, count > 0 ? items : NULL, count);
    return NATIVE_OK;
}

static native_status_t list_append_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    list_append(vm, self_of(vm, args[0]), args[1]);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t list_extend_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]), list;
    *result = VALUE_NONE;
    native_status_t status = iterate_list(vm, args[1], &list);
    if (status == NATIVE_OK)
        list_extend(vm, self, list_items(vm, list), as_list(vm, list)->count);
    return status;
}

static native_status_t list_insert_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]);
    int64_t count = as_list(vm, self)->count, index;
    native_status_t status = argument_position(vm, args[1], &index);
    if (status != NATIVE_OK)
        return status;
    if (index < 0)
        index = index < -count ? 0 : index + count;
    list_insert(vm, self, (size_t)(index > count ? count : index), args[2]);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t list_pop(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]);
    int64_t count = as_list(vm, self)->count, index = -1;
    native_status_t status = value_is_unset(args[1]) ? NATIVE_OK : argument_int64(vm, args[1], &index);
    if (status != NATIVE_OK)
        return status;
    if (count == 0)
        return native_raise(vm, EXC_INDEX_ERROR, "pop from empty list");
    if (index < 0)
        index += count;
    if (index < 0 || index >= count)
        return native_raise(vm, EXC_INDEX_ERROR, "pop index out of range");
    *result = list_items(vm, self)[index];
    list_remove(vm, self, (size_t)index, (size_t)index + 1);
    return NATIVE_OK;
}

/* Index of the first item in [start, stop) that equals `wanted`, -1 for none. */
static native_status_t find_item(vm_t *vm, value_t self, value_t wanted, int64_t start, int64_t stop,
                                 int64_t *found)
{
    *found = -1;
    const value_t *items = list_items(vm, self);
    for (int64_t i = start; i < stop; i++) {
        bool equal = items[i] == wanted && !value_is_double(wanted);
        native_status_t status = equal ? NATIVE_OK : value_equal(vm, items[i], wanted, &equal);
        if (status != NATIVE_OK)
            return status;
        if (equal) {
            *found = i;
            return NATIVE_OK;
        }
    }
    return NATIVE_OK;
}

static native_status_t list_remove_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]);
    int64_t found;
    native_status_t status = find_item(vm, self, args[1], 0, as_list(vm, self)->count, &found);
    if (status != NATIVE_OK)
        return status;
    if (found < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "list.remove(x): x not in list");
    list_remove(vm, self, (size_t)found, (size_t)found + 1);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t list_index(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]);
    int64_t count = as_list(vm, self)->count, start, stop, found;
    native_status_t status = argument_bound(vm, args[2], count, 0, &start);
    if (status == NATIVE_OK)
        status = argument_bound(vm, args[3], count, count, &stop);
    if (status == NATIVE_OK)
        status = find_item(vm, self, args[1], start, stop, &found);
    if (status != NATIVE_OK)
        return status;
    if (found < 0) {
        value_t text;
        status = value_repr(vm, args[1], &text);
        return status == NATIVE_OK
                   ? native_raise(vm, EXC_VALUE_ERROR, "%s is not in list", as_str(vm, text)->bytes)
                   : status;
    }
    *result = value_from_int(found);
    return NATIVE_OK;
}

static native_status_t list_count_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]);
    int64_t times = 0, at = 0, count = as_list(vm, self)->count, found;
    for (;; times++) {
        native_status_t status = find_item(vm, self, args[1], at, count, &found);
        if (status != NATIVE_OK)
            return status;
        if (found < 0)
            break;
        at = found + 1;
    }
    *result = value_from_int(times);
    return NATIVE_OK;
}

static native_status_t list_reverse(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]), *items = list_items(vm, self);
    for (size_t low = 0, high = as_list(vm, self)->count; high > low + 1; low++) {
        value_t swap = items[low];
        items[low] = items[--high];
        items[high] = swap;
    }
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t list_sort(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (!value_is_unset(args[1]) && !value_is_none(args[1]))
        return NATIVE_FALLBACK;
    value_t self = self_of(vm, args[0]), *items = list_items(vm, self);
    bool reverse;
    native_status_t status = argument_truth(vm, args[2], false, &reverse);
    *result = VALUE_NONE;
    return status == NATIVE_OK ? sort_values(vm, items, items, as_list(vm, self)->count, reverse) : status;
}

static native_status_t list_clear(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]);
    list_remove(vm, self, 0, as_list(vm, self)->count);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t list_copy(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t self = self_of(vm, args[0]);
    *result = list_new(vm, list_items(vm, self), as_list(vm, self)->count);
    return NATIVE_OK;
}

static const native_def_t list_methods[] = {
    {"__new__", "cls, iterable=, /", list_constructor, NULL, "_list_new"},
    {"__init__", "self, iterable=, /", list_init, NULL, "_list_init"},
    {"append", "self, object, /", list_append_method, NULL, NULL},
    {"extend", "self, iterable, /", list_extend_method, NULL, "_list_extend"},
    {"insert", "self, index, object, /", list_insert_method, NULL, NULL},
    {"pop", "self, index=, /", list_pop, NULL, NULL},
    {"remove", "self, value, /", list_remove_method, NULL, "_list_remove"},
    {"index", "self, value, start=, stop=, /", list_index, NULL, "_list_index"},
    {"count", "self, value, /", list_count_method, NULL, "_list_count"},
    {"reverse", "self, /", list_reverse, NULL, NULL},
    {"sort", "self, /, *, key=, reverse=", list_sort, NULL, "_list_sort"},
    {"clear", "self, /", list_clear, NULL, NULL},
    {"copy", "self, /", list_copy, NULL, NULL},
    CONTAINER_DUNDERS,
    ORDER_DUNDERS,
    ITEM_DUNDERS,
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t list_type = {.name = "list", .kind = KIND_LIST, .methods = list_methods};

/* ---- tuple
 * -------------------------------------------------------------------------------------------------- */

static native_status_t tuple_constructor(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t tuple = vm->empty_tuple, *items;
    size_t count;
    if (!value_is_unset(args[1])) {
        native_status_t status = iterate_items(vm, args[1], &items, &count);
        if (status != NATIVE_OK)
            return status;
        if (!heap_room(vm, count * sizeof(value_t)))
            return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
        tuple = value_kind(vm, args[1]) == KIND_TUPLE ? args[1]
                : count > 0                           ? tuple_new(vm, items, count)
                                                      : tuple;
    }
    *result = builtin_of_class(vm, args[0], &tuple_type, tuple);
    return NATIVE_OK;
}

static native_status_t tuple_index(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    tuple_t *tuple = as_tuple(vm, self_of(vm, args[0]));
    int64_t count = (int64_t)tuple->count, start, stop;
    native_status_t status = argument_bound(vm, args[2], count, 0, &start);
    if (status == NATIVE_OK)
        status = argument_bound(vm, args[3], count, count, &stop);
    for (int64_t i = start; status == NATIVE_OK && i < stop; i++) {
        bool equal;
        status = value_equal(vm, tuple->items[i], args[1], &equal);
        if (status == NATIVE_OK && equal) {
            *result = value_from_int(i);
            return NATIVE_OK;
        }
    }
    return status == NATIVE_OK ? native_raise(vm, EXC_VALUE_ERROR, "tuple.index(x): x not in tuple") : status;
}

static native_status_t tuple_count_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    tuple_t *tuple = as_tuple(vm, self_of(vm, args[0]));
    int64_t times = 0;
    for (size_t i = 0; i < tuple->count; i++) {
        bool equal;
        native_status_t status = value_equal(vm, tuple->items[i], args[1], &equal);
        if (status != NATIVE_OK)
            return status;
        times += equal;
    }
    *result = value_from_int(times);
    return NATIVE_OK;
}

static const native_def_t tuple_methods[] = {
    {"__new__", "cls, iterable=, /", tuple_constructor, NULL, "_tuple_new"},
    {"index", "self, value, start=, stop=, /", tuple_index, NULL, "_tuple_index"},
    {"count", "self, value, /", tuple_count_method, NULL, "_tuple_count"},
    CONTAINER_DUNDERS,
    ORDER_DUNDERS,
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t tuple_type = {.name = "tuple", .kind = KIND_TUPLE, .methods = tuple_methods};

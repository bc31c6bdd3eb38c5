#include "lessons/vm/iterate.h"

static bool is_pure(const vm_t *vm, value_t v)
{
    if (value_kind(vm, v) == KIND_OBJECT)
        return lazy_is_pure(vm, v);
    if (value_kind(vm, v) != KIND_ITERATOR)
        return false;
    uint16_t kind = as_iterator(vm, v)->header.extra;
    return kind != ITERATE_SEQUENCE && kind != ITERATE_CALLABLE;
}

native_status_t iterate_begin(vm_t *vm, value_t iterable, value_t *iterator)
{
    if (value_kind(vm, iterable) == KIND_OBJECT && lazy_is_pure(vm, iterable)) {
        *iterator = iterable;
        return NATIVE_OK;
    }
    native_status_t status = value_iterate(vm, iterable, iterator);
    if (status != NATIVE_OK)
        return status;
    return is_pure(vm, *iterator) ? NATIVE_OK : NATIVE_FALLBACK;
}

native_status_t iterate_next(vm_t *vm, value_t iterator, value_t *item)
{
    if (value_kind(vm, iterator) == KIND_OBJECT)
        return lazy_next(vm, iterator, item);
    return iterator_next(vm, iterator, item);
}

native_status_t iterate_list(vm_t *vm, value_t iterable, value_t *list)
{
    value_t *items;
    size_t count;
    if (sequence_items(vm, iterable, &items, &count) && value_kind(vm, iterable) != KIND_INSTANCE) {
        if (!heap_room(vm, count * sizeof(value_t)))
            return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
        *list = list_new(vm, items, count);
        return NATIVE_OK;
    }
    value_t iterator, item;
    native_status_t status = iterate_begin(vm, iterable, &iterator);
    if (status != NATIVE_OK)
        return status;
    *list = list_with_capacity(vm, 0);
    for (size_t taken = 0;; taken++) {
        if (taken % 4096 == 0 && !heap_room(vm, taken * sizeof(value_t)))
            return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
        status = iterate_next(vm, iterator, &item);
        if (status != NATIVE_OK || value_is_unset(item))
            return status;
        list_append(vm, *list, item);
    }
}

native_status_t iterate_items(vm_t *vm, value_t iterable, value_t **items, size_t *count)
{
    if (value_kind(vm, iterable) != KIND_INSTANCE && sequence_items(vm, iterable, items, count))
        return NATIVE_OK;
    value_t list;
    native_status_t status = iterate_list(vm, iterable, &list);
    if (status == NATIVE_OK)
        sequence_items(vm, list, items, count);
    return status;
}

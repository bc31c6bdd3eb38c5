/* Tuples and lists. A list's items stand in a values_t with room to grow; the room beyond `count` is UNSET.
 */
#include "lessons/vm/vm.h"

value_t tuple_new(vm_t *vm, const value_t *items, size_t count)
{
    if (count == 0 && !value_is_unset(vm->empty_tuple))
        return vm->empty_tuple;
    tuple_t *tuple = heap_alloc_raw(vm, KIND_TUPLE, sizeof(tuple_t) + count * sizeof(value_t));
    tuple->count = count;
    if (items)
        memcpy(tuple->items, items, count * sizeof(value_t));
    else
        for (size_t i = 0; i < count; i++)
            tuple->items[i] = VALUE_NONE;
    return object_value(vm, tuple);
}

static size_t values_capacity(const values_t *values)
{
    return (values->header.size_bytes - sizeof(values_t)) / sizeof(value_t);
}

values_t *values_new(vm_t *vm, size_t capacity)
{
    values_t *values = heap_alloc_raw(vm, KIND_VALUES, sizeof(values_t) + capacity * sizeof(value_t));
    for (size_t i = 0; i < capacity; i++)
        values->items[i] = VALUE_UNSET;
    return values;
}

static size_t list_capacity(const vm_t *vm, const list_t *list)
{
    return list->items ? values_capacity(heap_at(&vm->heap, list->items)) : 0;
}

static void list_set_capacity(vm_t *vm, list_t *list, size_t capacity)
{
    if (capacity * sizeof(value_t) > vm->heap.limit_bytes)
        vm_out_of_memory(vm);
    values_t *values = heap_alloc_raw(vm, KIND_VALUES, sizeof(values_t) + capacity * sizeof(value_t));
    if (list->items)
        memcpy(values->items, ((values_t *)heap_at(&vm->heap, list->items))->items,
               list->count * sizeof(value_t));
    for (size_t i = list->count; i < capacity; i++)
        values->items[i] = VALUE_UNSET;
    list->items = heap_ref(&vm->heap, values);
}

static void list_grow(vm_t *vm, list_t *list, size_t needed)
{
    size_t capacity = list_capacity(vm, list);
    if (needed <= capacity)
        return;
    size_t wanted = capacity < 4 ? 4 : capacity + capacity / 2 + 4;
    list_set_capacity(vm, list, wanted < needed ? needed : wanted);
}

value_t list_with_capacity(vm_t *vm, size_t capacity)
{
    list_t *list = heap_alloc_raw(vm, KIND_LIST, sizeof(list_t));
    list->count = 0;
    list->items = 0;
    if (capacity > 0)
        list_set_capacity(vm, list, capacity);
    return object_value(vm, list);
}

value_t list_new(vm_t *vm, const value_t *items, size_t count)
{
    value_t value = list_with_capacity(vm, count);
    value_t *to = list_items(vm, value);
    as_list(vm, value)->count = (uint32_t)count;
    if (items && count > 0)
        memcpy(to, items, count * sizeof(value_t));
    for (size_t i = 0; !items && i < count; i++)
        to[i] = VALUE_NONE;
    return value;
}

value_t list_uninitialised(vm_t *vm, size_t count)
{
    value_t value = list_with_capacity(vm, 0);
    if (count == 0)
        return value;
    if (count * sizeof(value_t) > vm->heap.limit_bytes)
        vm_out_of_memory(vm);
    values_t *values = heap_alloc_raw(vm, KIND_VALUES, sizeof(values_t) + count * sizeof(value_t));
    as_list(vm, value)->items = heap_ref(&vm->heap, values);
    as_list(vm, value)->count = (uint32_t)count;
    return value;
}

value_t *list_items(const vm_t *vm, value_t list)
{
    ref_t items = as_list(vm, list)->items;
    return items ? ((values_t *)heap_at(&vm->heap, items))->items : NULL;
}

void list_append(vm_t *vm, value_t value, value_t item)
{
    list_t *list = as_list(vm, value);
    list_grow(vm, list, (size_t)list->count + 1);
    ((values_t *)heap_at(&vm->heap, list->items))->items[list->count++] = item;
}

void list_replace(vm_t *vm, value_t value, size_t start, size_t end, const value_t *items, size_t count)
{
    list_t *list = as_list(vm, value);
    size_t new_count = list->count - (end - start) + count;
    list_grow(vm, list, new_count);
    if (!list->items)
        return;
    value_t *to = list_items(vm, value);
    memmove(to + start + count, to + end, (list->count - end) * sizeof(value_t));
    if (count > 0)
        memcpy(to + start, items, count * sizeof(value_t));
    for (size_t i = new_count; i < list->count; i++)
        to[i] = VALUE_UNSET;
    list->count = (uint32_t)new_count;
}

void list_insert(vm_t *vm, value_t list, size_t index, value_t item)
{
    list_replace(vm, list, index, index, &item, 1);
}

void list_remove(vm_t *vm, value_t list, size_t start, size_t end)
{
    list_replace(vm, list, start, end, NULL, 0);
}

void list_extend(vm_t *vm, value_t value, const value_t *items, size_t count)
{
    list_t *list = as_list(vm, value);
    ref_t before = list->items;
    bool own = before && items == ((values_t *)heap_at(&vm->heap, before))->items;
    list_grow(vm, list, list->count + count);
    if (count == 0)
        return;
    value_t *to = list_items(vm, value);
    memcpy(to + list->count, own ? to : items, count * sizeof(value_t));
    list->count += (uint32_t)count;
}

bool sequence_items(const vm_t *vm, value_t sequence, value_t **items, size_t *count)
{
    sequence = value_payload(vm, sequence);
    kind_t kind = value_kind(vm, sequence);
    if (kind == KIND_LIST) {
        *items = list_items(vm, sequence);
        *count = as_list(vm, sequence)->count;
        return true;
    }
    if (kind == KIND_TUPLE) {
        *items = as_tuple(vm, sequence)->items;
        *count = as_tuple(vm, sequence)->count;
        return true;
    }
    return false;
}

/*
 * What the machine's loop does with objects in place: attributes and globals that a cache remembers, items of
 * lists, steps of builtin iterators. false or NULL: the slow path.
 */
#ifndef LESSONS_VM_FAST_OBJECTS_H
#define LESSONS_VM_FAST_OBJECTS_H

#include "lessons/vm/machine.h"

/* Whether an instance's dictionary certainly has no such name. */
static inline bool instance_lacks(const vm_t *vm, const instance_t *instance, value_t name)
{
    if (value_is_none(instance->dict))
        return true;
    const dict_t *dict = as_dict(vm, instance->dict);
    if (!(dict->header.flags & DICT_PLAIN_KEYS) || dict->index)
        return dict_find_str(vm, instance->dict, name) == UINT32_MAX;
    if (!dict->entries)
        return true;
    const value_t *key = ((values_t *)heap_at(&vm->heap, dict->entries))->items;
    for (uint32_t n = 0; n < dict->filled; n++)
        if (key[2 * n] == name)
            return false;
    return true;
}

/* The value of an entry of a dict, if it has that key. */
static inline value_t *entry_with_key(const vm_t *vm, const dict_t *dict, uint32_t entry, value_t name)
{
    if (entry >= dict->filled)
        return NULL;
    value_t *items = ((values_t *)heap_at(&vm->heap, dict->entries))->items + (size_t)entry * 2;
    return items[0] == name ? items + 1 : NULL;
}

static inline value_t *cached_attribute(const vm_t *vm, value_t object, value_t name,
                                        const inline_cache_t *cache)
{
    if (value_kind(vm, object) != KIND_INSTANCE)
        return NULL;
    const instance_t *instance = as_instance(vm, object);
    if (cache->class != instance->class || cache->epoch != vm->cache_epoch || value_is_none(instance->dict))
        return NULL;
    return entry_with_key(vm, as_dict(vm, instance->dict), cache->entry, name);
}

/* Whether an object of a native type has the class of the cache, and so the property that it remembers. */
static inline bool native_object_of(const vm_t *vm, value_t object, const inline_cache_t *cache)
{
    return value_kind(vm, object) == KIND_OBJECT && as_object(vm, object)->class == cache->class;
}

/* An attribute that an instance of this class got here before as entry `cache->entry`: adds it again, in
 * place. false: the slow way. */
static inline bool add_attribute(vm_t *vm, value_t object, value_t name, value_t value,
                                 const inline_cache_t *cache)
{
    if (value_kind(vm, object) != KIND_INSTANCE)
        return false;
    instance_t *instance = as_instance(vm, object);
    if (cache->class != instance->class || cache->epoch != vm->cache_epoch)
        return false;
    if (value_is_none(instance->dict)) {
        if (cache->entry != 0)
            return false;
        instance->dict = dict_new_small(vm);
    }
    dict_t *dict = as_dict(vm, instance->dict);
    if (dict->filled != cache->entry || dict->index || !dict->entries ||
        !(dict->header.flags & DICT_PLAIN_KEYS))
        return false;
    values_t *entries = heap_at(&vm->heap, dict->entries);
    size_t at = (size_t)dict->filled * 2;
    if (sizeof(values_t) + (at + 2) * sizeof(value_t) > entries->header.size_bytes)
        return false;
    for (size_t n = 0; n < at; n += 2)
        if (entries->items[n] == name)
            return false;
    entries->items[at] = name;
    entries->items[at + 1] = value;
    dict->filled++;
    dict->count++;
    return true;
}

/* Where a global's value stands. Whatever moves it or hides it counts the epoch up: a new or deleted name of
 * any module, a collection. */
static inline value_t *global_slot(const vm_t *vm, const inline_cache_t *cache)
{
    return heap_at(&vm->heap, cache->entry);
}

/* range(…) over small ints as three registers: how many, next, step. */
static inline bool fold_range(const vm_t *vm, value_t *r, uint32_t count)
{
    if (r[0] != vm->classes[KIND_RANGE] || count < 1 || count > 3)
        return false;
    for (uint32_t n = 1; n <= count; n++)
        if (!value_is_small_int(r[n]))
            return false;
    int64_t start = count > 1 ? value_to_int(r[1]) : 0, stop = value_to_int(r[count > 1 ? 2 : 1]);
    int64_t by = count > 2 ? value_to_int(r[3]) : 1, length;
    if (by == 0)
        return false;
    if (by > 0)
        length = stop > start ? (stop - start - 1) / by + 1 : 0;
    else
        length = start > stop ? (start - stop - 1) / -by + 1 : 0;
    if (!value_int_fits(length) || by > VALUE_INT_MAX / 4 || by < VALUE_INT_MIN / 4)
        return false;
    r[0] = value_from_int(length);
    r[1] = value_from_int(start);
    r[2] = value_from_int(by);
    return true;
}

/* A builtin iterator's next item without a call: true and *item, or false for the slow path. */
static inline bool fast_next(const vm_t *vm, value_t iterator, value_t *item)
{
    if (value_kind(vm, iterator) != KIND_ITERATOR)
        return false;
    iterator_t *it = as_iterator(vm, iterator);
    if (it->header.extra == ITERATE_LIST && !value_is_none(it->over)) {
        const list_t *list = as_list(vm, it->over);
        if (it->position >= list->count)
            return false;
        *item = ((values_t *)heap_at(&vm->heap, list->items))->items[it->position++];
        return true;
    }
    if (it->header.extra == ITERATE_RANGE && it->remaining > 0) {
        *item = value_from_int(it->position);
        it->position += it->step;
        it->remaining--;
        return true;
    }
    return false;
}

static inline bool list_index(const vm_t *vm, value_t container, value_t key, value_t **slot)
{
    if (value_kind(vm, container) != KIND_LIST || !value_is_small_int(key))
        return false;
    const list_t *list = as_list(vm, container);
    int64_t index = value_to_int(key);
    if (index < 0)
        index += list->count;
    if (index < 0 || index >= list->count)
        return false;
    *slot = ((values_t *)heap_at(&vm->heap, list->items))->items + index;
    return true;
}

/* What the instruction at pc remembers. A cache is three words long, an instruction one. */
static inline inline_cache_t *cache_of(const vm_code_t *code, const instruction_t *pc)
{
    _Static_assert(sizeof(inline_cache_t) == 3 * sizeof(instruction_t), "the step is taken in bytes");
    size_t at = (size_t)((const char *)pc - (const char *)code->instructions);
    return (inline_cache_t *)(void *)((char *)code->caches + 3 * at);
}

/* A global of a module for a method call: a bound method is taken apart, as LOAD_METHOD leaves a method. */
static inline void put_callable(const vm_t *vm, value_t *window, value_t callable)
{
    if (value_kind(vm, callable) == KIND_METHOD) {
        const method_t *method = as_method(vm, callable);
        window[0] = method->function;
        window[1] = method->self;
    } else {
        window[0] = VALUE_UNSET;
        window[1] = callable;
    }
}

static inline step_t get_item(vm_t *vm, instruction_t i, value_t container, value_t key)
{
    if (value_kind(vm, container) == KIND_DICT) {
        value_t found;
        native_status_t status = dict_get(vm, container, key, &found);
        if (status == NATIVE_OK && !value_is_unset(found)) {
            frame_registers(vm, top_frame(vm))[i.a] = found;
            return STEP_NEXT;
        }
        if (status == NATIVE_RAISE)
            return STEP_RAISE;
    }
    return get_item_slow(vm, i, container, key);
}

static inline step_t set_item(vm_t *vm, instruction_t i, value_t container, value_t key, value_t item)
{
    if (value_kind(vm, container) == KIND_DICT) {
        native_status_t status = dict_put(vm, container, key, item);
        if (status != NATIVE_FALLBACK)
            return status == NATIVE_OK ? STEP_NEXT : STEP_RAISE;
    }
    return set_item_slow(vm, i);
}

#endif

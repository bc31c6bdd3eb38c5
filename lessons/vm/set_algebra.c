/*
 * Union, intersection, difference and symmetric difference of sets, step by step as CPython does them: which
 * set is walked, which is copied and what is taken out leaves its mark in the order of the result.
 */
#include "lessons/vm/vm.h"

/* Keys of `from` that are, or are not, in `in`. */
static native_status_t select(vm_t *vm, value_t into, value_t from, value_t in, bool present)
{
    uint32_t position = 0;
    value_t key;
    int64_t hash;
    while (set_next(vm, from, &position, &key, &hash)) {
        bool found;
        native_status_t status = set_contains(vm, in, key, &found);
        if (status == NATIVE_OK && found == present)
            status = set_add(vm, into, key);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

static native_status_t remove_all(vm_t *vm, value_t set, value_t gone)
{
    uint32_t position = 0;
    value_t key;
    int64_t hash;
    while (set_next(vm, gone, &position, &key, &hash)) {
        bool found;
        native_status_t status = set_discard(vm, set, key, &found);
        if (status != NATIVE_OK)
            return status;
    }
    set_sweep(vm, set);
    return NATIVE_OK;
}

/* Takes out what is there, puts in what is not. */
static native_status_t toggle(vm_t *vm, value_t set, value_t by)
{
    uint32_t position = 0;
    value_t key;
    int64_t hash;
    while (set_next(vm, by, &position, &key, &hash)) {
        bool found;
        native_status_t status = set_discard(vm, set, key, &found);
        if (status == NATIVE_OK && !found)
            status = set_add(vm, set, key);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

static uint32_t size_of(const vm_t *vm, value_t set)
{
    return as_set(vm, set)->count;
}

static native_status_t intersection(vm_t *vm, value_t left, value_t right, kind_t kind, value_t *result)
{
    if (left == right) {
        *result = set_copy(vm, left, kind);
        return NATIVE_OK;
    }
    bool swap = size_of(vm, right) > size_of(vm, left); /* the smaller one is walked */
    *result = set_new(vm, kind);
    return swap ? select(vm, *result, left, right, true) : select(vm, *result, right, left, true);
}

static native_status_t difference_into(vm_t *vm, value_t set, value_t gone)
{
    if (set == gone) {
        set_clear(vm, set);
        return NATIVE_OK;
    }
    if (size_of(vm, gone) >> 3 > size_of(vm, set)) {
        value_t common;
        native_status_t status = intersection(vm, set, gone, value_kind(vm, set), &common);
        return status == NATIVE_OK ? remove_all(vm, set, common) : status;
    }
    return remove_all(vm, set, gone);
}

native_status_t set_combine(vm_t *vm, binary_op_t op, value_t left, value_t right, kind_t kind,
                            value_t *result)
{
    switch (op) {
    case BINARY_OP_OR:
        *result = set_copy(vm, left, kind);
        return left == right ? NATIVE_OK : set_merge(vm, *result, right);
    case BINARY_OP_AND:
        return intersection(vm, left, right, kind, result);
    case BINARY_OP_SUB:
        if (size_of(vm, left) >> 2 > size_of(vm, right)) {
            *result = set_copy(vm, left, kind);
            return difference_into(vm, *result, right);
        }
        *result = set_new(vm, kind);
        return select(vm, *result, left, right, false);
    default:
        *result = set_copy(vm, right, kind);
        return toggle(vm, *result, left);
    }
}

/* On a twin, which the set then takes over: a fallback on the way has changed nothing. */
native_status_t set_combine_into(vm_t *vm, binary_op_t op, value_t set, value_t right)
{
    native_status_t status;
    value_t twin = set_twin(vm, set);
    switch (op) {
    case BINARY_OP_OR:
        status = set_merge(vm, twin, right == set ? twin : right);
        break;
    case BINARY_OP_AND:
        status = intersection(vm, set, right, value_kind(vm, set), &twin);
        break;
    case BINARY_OP_SUB:
        status = difference_into(vm, twin, right == set ? twin : right);
        break;
    default:
        if (right == set)
            set_clear(vm, twin);
        status = right == set ? NATIVE_OK : toggle(vm, twin, right);
        break;
    }
    if (status == NATIVE_OK)
        set_take_over(vm, set, twin);
    return status;
}

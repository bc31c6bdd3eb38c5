#include "lessons/vm/sorting.h"

#include <math.h>
#include <stdlib.h>

#include "lessons/vm/sort.h"

typedef enum { KEYS_INT, KEYS_DOUBLE, KEYS_TEXT, KEYS_MIXED } key_class_t;

/* Which comparison serves all keys. */
static key_class_t classify(const vm_t *vm, const value_t *keys, size_t count)
{
    bool ints = true, doubles = true, texts = true;
    for (size_t i = 0; i < count && (ints || doubles || texts); i++) {
        value_t key = keys[i];
        ints = ints && value_is_small_int(key);
        doubles = doubles && value_is_double(key) && !isnan(value_to_double(key));
        texts = texts && value_is_str(vm, key);
    }
    return ints ? KEYS_INT : doubles ? KEYS_DOUBLE : texts ? KEYS_TEXT : KEYS_MIXED;
}

typedef struct comparer {
    vm_t *vm;
    native_status_t status; /* why it stopped */
} comparer_t;

static int value_comes_before(void *context, value_t left, value_t right)
{
    comparer_t *comparer = context;
    bool less = false;
    comparer->status = value_less(comparer->vm, left, right, &less);
    return comparer->status == NATIVE_OK ? less : -1;
}

static void turn_round(sort_pair_t *pairs, size_t count)
{
    for (size_t low = 0; low + 1 < count - low; low++) {
        sort_pair_t swap = pairs[low];
        pairs[low] = pairs[count - 1 - low];
        pairs[count - 1 - low] = swap;
    }
}

static sort_status_t sort_pairs(vm_t *vm, sort_pair_t *pairs, size_t count, key_class_t class,
                                comparer_t *comparer)
{
    switch (class) {
    case KEYS_INT:
        return sort_by_ints(pairs, count);
    case KEYS_DOUBLE:
        return sort_by_doubles(pairs, count);
    case KEYS_TEXT:
        return sort_by_texts(pairs, count, vm->heap.base);
    default:
        return sort_by(pairs, count, value_comes_before, comparer);
    }
}

native_status_t sort_values(vm_t *vm, value_t *items, const value_t *keys, size_t count, bool reverse)
{
    if (count < 2)
        return NATIVE_OK;
    sort_pair_t *pairs = malloc(count * sizeof *pairs);
    if (!pairs)
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    for (size_t i = 0; i < count; i++)
        pairs[i] = (sort_pair_t){keys[i], items[i]};
    comparer_t comparer = {vm, NATIVE_OK};
    if (reverse)
        turn_round(pairs, count);
    sort_status_t status = sort_pairs(vm, pairs, count, classify(vm, keys, count), &comparer);
    if (reverse)
        turn_round(pairs, count);
    for (size_t i = 0; status == SORT_DONE && i < count; i++)
        items[i] = pairs[i].item;
    free(pairs);
    if (status == SORT_NO_MEMORY)
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    return status == SORT_DONE ? NATIVE_OK : comparer.status;
}

/*
 * The stable sort behind list.sort and sorted: runs that are there already are used, short ones are filled up
 * by insertion, and neighbours are merged. Pure: works on an array outside the heap.
 */
#ifndef LESSONS_VM_SORT_H
#define LESSONS_VM_SORT_H

#include <stdbool.h>
#include <stddef.h>

#include "lessons/vm/value.h"

typedef struct sort_pair {
    value_t key, item; /* sorted by key; without a key function both are the same */
} sort_pair_t;

/* Is left < right? 1 or 0; negative ends the sort. */
typedef int sort_less_fn(void *context, value_t left, value_t right);

typedef enum {
    SORT_DONE,
    SORT_NO_MEMORY, /* nothing was changed */
    SORT_STOPPED    /* the comparison gave up; the order is some permutation */
} sort_status_t;

/* All keys are small ints, all are floats without NaN, or all are str at `heap_base`. */
sort_status_t sort_by_ints(sort_pair_t *pairs, size_t count);
sort_status_t sort_by_doubles(sort_pair_t *pairs, size_t count);
sort_status_t sort_by_texts(sort_pair_t *pairs, size_t count, const void *heap_base);

sort_status_t sort_by(sort_pair_t *pairs, size_t count, sort_less_fn *less, void *context);

#endif

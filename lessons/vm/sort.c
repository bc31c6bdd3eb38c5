#include "lessons/vm/sort.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/vm/object.h"

enum {
    SHORTEST_RUN = 24, /* shorter runs are filled up to this by insertion */
    MOST_RUNS = 64     /* run lengths on the stack grow like Fibonacci's numbers */
};

typedef struct sorter {
    sort_pair_t *pairs;
    sort_pair_t *spare; /* room for half of the pairs */
    sort_less_fn *less;
    void *context;
    struct {
        size_t start, count;
    } runs[MOST_RUNS];
    size_t run_count;
} sorter_t;

/* The functions below are inlined into each kind of sort, so that `less` is a constant there. */
#define INLINED static inline __attribute__((always_inline))

/* Length of the run that begins at `start`; a strictly falling one is turned round. 0: stopped. */
INLINED size_t find_run(sorter_t *sorter, sort_less_fn *less, size_t start, size_t end)
{
    sort_pair_t *pairs = sorter->pairs;
    size_t at = start + 1;
    if (at == end)
        return 1;
    int falling = less(sorter->context, pairs[at].key, pairs[start].key);
    if (falling < 0)
        return 0;
    for (at++; at < end; at++) {
        int below = less(sorter->context, pairs[at].key, pairs[at - 1].key);
        if (below < 0)
            return 0;
        if (below != falling)
            break;
    }
    if (falling) {
        for (size_t low = start, high = at - 1; low < high; low++, high--) {
            sort_pair_t swap = pairs[low];
            pairs[low] = pairs[high];
            pairs[high] = swap;
        }
    }
    return at - start;
}

/* Inserts pairs[sorted…end) into the sorted ones before them. */
INLINED bool insert_rest(sorter_t *sorter, sort_less_fn *less, size_t start, size_t sorted, size_t end)
{
    sort_pair_t *pairs = sorter->pairs;
    for (; sorted < end; sorted++) {
        sort_pair_t pivot = pairs[sorted];
        size_t low = start, high = sorted;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            int before = less(sorter->context, pivot.key, pairs[middle].key);
            if (before < 0)
                return false;
            if (before)
                high = middle;
            else
                low = middle + 1;
        }
        memmove(pairs + low + 1, pairs + low, (sorted - low) * sizeof *pairs);
        pairs[low] = pivot;
    }
    return true;
}

/* Merges two neighbouring runs, the left of which is not longer: it moves to the spare room. */
INLINED bool merge_low(sorter_t *sorter, sort_less_fn *less, sort_pair_t *left, size_t left_count,
                       size_t right_count)
{
    sort_pair_t *out = left, *right = left + left_count, *end = right + right_count;
    memcpy(sorter->spare, left, left_count * sizeof *left);
    left = sorter->spare;
    sort_pair_t *left_end = left + left_count;
    while (left < left_end && right < end) {
        int before = less(sorter->context, right->key, left->key);
        if (before < 0) {
            memcpy(out, left, (size_t)(left_end - left) * sizeof *left);
            return false;
        }
        *out++ = before ? *right++ : *left++;
    }
    memcpy(out, left, (size_t)(left_end - left) * sizeof *left);
    return true;
}

/* The same where the right run is the shorter one: merging goes from the end. */
INLINED bool merge_high(sorter_t *sorter, sort_less_fn *less, sort_pair_t *first, size_t left_count,
                        size_t right_count)
{
    sort_pair_t *left = first + left_count, *out = left + right_count;
    memcpy(sorter->spare, left, right_count * sizeof *left);
    sort_pair_t *right = sorter->spare + right_count;
    while (left > first && right > sorter->spare) {
        int before = less(sorter->context, right[-1].key, left[-1].key);
        if (before < 0)
            break;
        *--out = before ? *--left : *--right;
    }
    size_t rest = (size_t)(right - sorter->spare);
    bool done = rest == 0 || left == first;
    memcpy(out - rest, sorter->spare, rest * sizeof *right);
    return done;
}

INLINED bool merge_at(sorter_t *sorter, sort_less_fn *less, size_t index)
{
    size_t start = sorter->runs[index].start;
    size_t left = sorter->runs[index].count, right = sorter->runs[index + 1].count;
    sorter->runs[index].count = left + right;
    memmove(&sorter->runs[index + 1], &sorter->runs[index + 2],
            (sorter->run_count - index - 2) * sizeof sorter->runs[0]);
    sorter->run_count--;
    /* What stands at its place already need not move: often all of it. */
    sort_pair_t *pairs = sorter->pairs + start;
    int crossed = less(sorter->context, pairs[left].key, pairs[left - 1].key);
    if (crossed <= 0)
        return crossed == 0;
    return left <= right ? merge_low(sorter, less, pairs, left, right)
                         : merge_high(sorter, less, pairs, left, right);
}

/* Each run on the stack is longer than the two above it together; at the end all become one. */
INLINED bool collapse(sorter_t *sorter, sort_less_fn *less, bool all)
{
    while (sorter->run_count > 1) {
        size_t top = sorter->run_count - 1, at = top - 1;
        bool three = top >= 2;
        size_t two_above = sorter->runs[top - 1].count + sorter->runs[top].count;
        bool unbalanced = (three && sorter->runs[top - 2].count <= two_above) ||
                          sorter->runs[top - 1].count <= sorter->runs[top].count;
        if (!unbalanced && !all)
            return true;
        if (three && sorter->runs[top - 2].count < sorter->runs[top].count)
            at--;
        if (!merge_at(sorter, less, at))
            return false;
    }
    return true;
}

INLINED sort_status_t sort_with(sort_pair_t *pairs, size_t count, sort_less_fn *less, void *context)
{
    if (count < 2)
        return SORT_DONE;
    sorter_t sorter = {.pairs = pairs, .less = less, .context = context};
    sorter.spare = malloc((count / 2 + 1) * sizeof *pairs);
    if (!sorter.spare)
        return SORT_NO_MEMORY;
    sort_status_t status = SORT_STOPPED;
    for (size_t start = 0; start < count;) {
        size_t run = find_run(&sorter, less, start, count);
        if (run == 0)
            goto out;
        size_t wanted = count - start < SHORTEST_RUN ? count - start : SHORTEST_RUN;
        if (run < wanted) {
            if (!insert_rest(&sorter, less, start, start + run, start + wanted))
                goto out;
            run = wanted;
        }
        sorter.runs[sorter.run_count].start = start;
        sorter.runs[sorter.run_count++].count = run;
        start += run;
        if (!collapse(&sorter, less, false))
            goto out;
    }
    if (collapse(&sorter, less, true))
        status = SORT_DONE;
out:
    free(sorter.spare);
    return status;
}

static int int_less(void *context, value_t left, value_t right)
{
    (void)context;
    return value_to_int(left) < value_to_int(right);
}

static int double_less(void *context, value_t left, value_t right)
{
    (void)context;
    return value_to_double(left) < value_to_double(right);
}

static int text_less(void *context, value_t left, value_t right)
{
    const char *base = context;
    const str_t *a = (const str_t *)(const void *)(base + value_to_ref(left));
    const str_t *b = (const str_t *)(const void *)(base + value_to_ref(right));
    int order = memcmp(a->bytes, b->bytes, a->size < b->size ? a->size : b->size);
    return order < 0 || (order == 0 && a->size < b->size);
}

sort_status_t sort_by_ints(sort_pair_t *pairs, size_t count)
{
    return sort_with(pairs, count, int_less, NULL);
}

sort_status_t sort_by_doubles(sort_pair_t *pairs, size_t count)
{
    return sort_with(pairs, count, double_less, NULL);
}

sort_status_t sort_by_texts(sort_pair_t *pairs, size_t count, const void *heap_base)
{
    return sort_with(pairs, count, text_less, (void *)(uintptr_t)heap_base);
}

sort_status_t sort_by(sort_pair_t *pairs, size_t count, sort_less_fn *less, void *context)
{
    return sort_with(pairs, count, less, context);
}

/*
 * random: choosing from sequences, shuffling, sampling.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/iterate.h"
#include "lessons/vm/random_state.h"

/* Length of a builtin sequence; NATIVE_FALLBACK for one in the lesson language. */
static native_status_t length_of(vm_t *vm, value_t sequence, int64_t *length)
{
    return value_length(vm, sequence, length);
}

static native_status_t item_at(vm_t *vm, value_t sequence, int64_t index, value_t *item)
{
    return value_get_item(vm, sequence, value_from_int(index), item);
}

static native_status_t choice(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    int64_t length;
    native_status_t status = length_of(vm, args[1], &length);
    if (status != NATIVE_OK)
        return status;
    if (length == 0)
        return native_raise(vm, EXC_INDEX_ERROR, "Cannot choose from an empty sequence");
    mersenne_t before = random->generator;
    status = item_at(vm, args[1], (int64_t)mersenne_below(&random->generator, (uint64_t)length), result);
    if (status == NATIVE_FALLBACK)
        random->generator = before;
    return status;
}
RANDOM_DEF(choice)

static native_status_t shuffle(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    value_t v = value_payload(vm, args[1]);
    if (value_kind(vm, v) == KIND_INSTANCE || value_kind(vm, v) == KIND_OBJECT)
        return NATIVE_FALLBACK;
    if (value_kind(vm, v) != KIND_LIST)
        return native_raise(vm, EXC_TYPE_ERROR, "'%s' object does not support item assignment",
                            value_type_name(vm, v));
    value_t *items = list_items(vm, v);
    for (int64_t i = (int64_t)as_list(vm, v)->count - 1; i > 0; i--) {
        uint64_t j = mersenne_below(&random->generator, (uint64_t)i + 1);
        value_t swap = items[i];
        items[i] = items[j];
        items[j] = swap;
    }
    *result = VALUE_NONE;
    return NATIVE_OK;
}
RANDOM_DEF(shuffle)

/* ---- choices
 * ------------------------------------------------------------------------------------------------ */

enum { CHOICES_SELF, CHOICES_POPULATION, CHOICES_WEIGHTS, CHOICES_CUMULATIVE, CHOICES_K };

static native_status_t weights_differ(vm_t *vm)
{
    return native_raise(vm, EXC_VALUE_ERROR, "The number of weights does not match the population");
}

/* The running sums of the weights, as a list of numbers. */
static native_status_t running_sums(vm_t *vm, value_t weights, value_t *sums)
{
    value_t *items, total = VALUE_UNSET;
    size_t count;
    if (value_is_small_int(weights))
        return native_raise(vm, EXC_TYPE_ERROR, "The number of choices must be a keyword argument: k=%lld",
                            (long long)value_to_int(weights));
    native_status_t status = iterate_items(vm, weights, &items, &count);
    if (status != NATIVE_OK)
        return status;
    *sums = list_with_capacity(vm, count);
    for (size_t i = 0; i < count && status == NATIVE_OK; i++) {
        if (i == 0)
            total = items[0];
        else
            status = value_binary(vm, BINARY_OP_ADD, false, total, items[i], &total);
        if (status == NATIVE_OK)
            list_append(vm, *sums, total);
    }
    return status;
}

/* First index whose sum is greater than `point`, at most the last one. */
static size_t locate(const double *sums, size_t count, double point)
{
    size_t low = 0, high = count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (point < sums[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static native_status_t weighted(vm_t *vm, random_state_t *random, value_t population, int64_t length,
                                value_t sums, int64_t k, value_t *result)
{
    value_t *items;
    size_t count;
    if (!sequence_items(vm, sums, &items, &count))
        return NATIVE_FALLBACK;
    if ((int64_t)count != length)
        return weights_differ(vm);
    double *bounds = malloc((count + 1) * sizeof *bounds);
    if (!bounds)
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    native_status_t status = NATIVE_OK;
    for (size_t i = 0; i < count && status == NATIVE_OK; i++)
        status = argument_double(vm, items[i], &bounds[i]);
    double total = count > 0 && status == NATIVE_OK ? bounds[count - 1] : 0;
    if (status == NATIVE_OK && count == 0)
        status = native_raise(vm, EXC_INDEX_ERROR, "list index out of range");
    else if (status == NATIVE_OK && total <= 0)
        status = native_raise(vm, EXC_VALUE_ERROR, "Total of weights must be greater than zero");
    else if (status == NATIVE_OK && !isfinite(total))
        status = native_raise(vm, EXC_VALUE_ERROR, "Total of weights must be finite");
    for (int64_t i = 0; i < k && status == NATIVE_OK; i++) {
        value_t item;
        size_t index = locate(bounds, count, mersenne_random(&random->generator) * total);
        status = item_at(vm, population, (int64_t)index, &item);
        if (status == NATIVE_OK)
            list_append(vm, *result, item);
    }
    free(bounds);
    return status;
}

static native_status_t unweighted(vm_t *vm, random_state_t *random, value_t population, int64_t length,
                                  int64_t k, value_t *result)
{
    if (length == 0 && k > 0) {
        (void)mersenne_random(&random->generator); /* CPython draws first */
        return native_raise(vm, EXC_INDEX_ERROR, "list index out of range");
    }
    for (int64_t i = 0; i < k; i++) {
        value_t item;
        double point = floor(mersenne_random(&random->generator) * (double)length);
        native_status_t status = item_at(vm, population, (int64_t)point, &item);
        if (status != NATIVE_OK)
            return status;
        list_append(vm, *result, item);
    }
    return NATIVE_OK;
}

static native_status_t choices(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    value_t population = args[CHOICES_POPULATION], sums = args[CHOICES_CUMULATIVE];
    bool has_weights = !value_is_unset(args[CHOICES_WEIGHTS]) && !value_is_none(args[CHOICES_WEIGHTS]);
    bool has_sums = !value_is_unset(sums) && !value_is_none(sums);
    int64_t length, k = 1;
    native_status_t status = length_of(vm, population, &length);
    if (status == NATIVE_OK && !value_is_unset(args[CHOICES_K]))
        status = argument_int64(vm, args[CHOICES_K], &k);
    if (status != NATIVE_OK)
        return status;
    if (has_weights && has_sums)
        return native_raise(vm, EXC_TYPE_ERROR, "Cannot specify both weights and cumulative weights");
    if (k > 0 && !heap_room(vm, (uint64_t)k * 8))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    if (has_weights)
        status = running_sums(vm, args[CHOICES_WEIGHTS], &sums);
    if (status != NATIVE_OK)
        return status;
    mersenne_t before = random->generator;
    *result = list_with_capacity(vm, k > 0 ? (size_t)k : 0);
    status = has_weights || has_sums ? weighted(vm, random, population, length, sums, k, result)
                                     : unweighted(vm, random, population, length, k, result);
    if (status == NATIVE_FALLBACK)
        random->generator = before;
    return status;
}
RANDOM_DEF(choices)

/* ---- sample
 * ------------------------------------------------------------------------------------------------- */

/* Takes from a copy of the population, filling each hole with the last one. */
static native_status_t sample_from_pool(vm_t *vm, random_state_t *random, value_t population, int64_t length,
                                        int64_t k, value_t *result)
{
    value_t pool;
    native_status_t status = iterate_list(vm, population, &pool);
    if (status != NATIVE_OK)
        return status;
    value_t *items = list_items(vm, pool);
    for (int64_t i = 0; i < k; i++) {
        uint64_t j = mersenne_below(&random->generator, (uint64_t)(length - i));
        list_append(vm, *result, items[j]);
        items[j] = items[length - i - 1];
    }
    return NATIVE_OK;
}

/* Draws indexes, again for those that were drawn already. */
static native_status_t sample_by_index(vm_t *vm, random_state_t *random, value_t population, int64_t length,
                                       int64_t k, value_t *result)
{
    value_t selected = set_new(vm, KIND_SET);
    for (int64_t i = 0; i < k; i++) {
        bool taken;
        value_t index, item;
        do {
            index = value_from_int((int64_t)mersenne_below(&random->generator, (uint64_t)length));
            native_status_t status = set_contains(vm, selected, index, &taken);
            if (status != NATIVE_OK)
                return status;
        } while (taken);
        native_status_t status = set_add(vm, selected, index);
        if (status == NATIVE_OK)
            status = item_at(vm, population, value_to_int(index), &item);
        if (status != NATIVE_OK)
            return status;
        list_append(vm, *result, item);
    }
    return NATIVE_OK;
}

static bool is_sequence(const vm_t *vm, value_t v)
{
    kind_t kind = value_kind(vm, v);
    return kind == KIND_LIST || kind == KIND_TUPLE || kind == KIND_STR || kind == KIND_RANGE ||
           kind == KIND_BYTES;
}

/* self, population, k, counts= */
static native_status_t sample(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    value_t population = value_payload(vm, args[1]);
    kind_t kind = value_kind(vm, population);
    bool counted = !value_is_unset(args[3]) && !value_is_none(args[3]);
    if (counted || kind == KIND_INSTANCE || kind == KIND_OBJECT)
        return NATIVE_FALLBACK;
    if (!is_sequence(vm, population))
        return native_raise(vm, EXC_TYPE_ERROR,
                            "Population must be a sequence.  For dicts or sets, use sorted(d).");
    int64_t length, k;
    native_status_t status = length_of(vm, population, &length);
    if (status == NATIVE_OK)
        status = argument_int64(vm, args[2], &k);
    if (status != NATIVE_OK)
        return status;
    if (k < 0 || k > length)
        return native_raise(vm, EXC_VALUE_ERROR, "Sample larger than population or is negative");
    *result = list_with_capacity(vm, (size_t)k);
    double set_size = 21; /* what a small set costs beside a list of the whole population */
    if (k > 5)
        set_size += pow(4, ceil(log((double)(k * 3)) / log(4)));
    return (double)length <= set_size ? sample_from_pool(vm, random, population, length, k, result)
                                      : sample_by_index(vm, random, population, length, k, result);
}
RANDOM_DEF(sample)

const native_def_t random_choose_methods[] = {
    {"choice", "self, seq", choice_call, choice_finish, "_random_choice"},
    {"shuffle", "self, x", shuffle_call, shuffle_finish, "_random_shuffle"},
    {"choices", "self, population, weights=, *, cum_weights=, k=", choices_call, choices_finish,
     "_random_choices"},
    {"sample", "self, population, k, *, counts=", sample_call, sample_finish, "_random_sample"},
    {NULL, NULL, NULL, NULL, NULL},
};

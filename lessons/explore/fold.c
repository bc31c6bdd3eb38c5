#include "lessons/explore/fold.h"

#include <string.h>

bool fold_init(fold_t *fold, const model_t *model)
{
    *fold = (fold_t){.model = model, .tuples = intern_new()};
    return fold->tuples != NULL;
}

void fold_destroy(fold_t *fold)
{
    intern_free(fold->tuples);
    fold->tuples = NULL;
}

static bool is_steady(fold_t *fold, size_t column)
{
    while (fold->known <= column) {
        fold->steady[fold->known] = model_column_is_steady(fold->model, (uint16_t)fold->known);
        fold->known++;
    }
    return fold->steady[column];
}

size_t fold_vector(fold_t *fold, const model_vector_t *vector, uint32_t *folded)
{
    uint32_t tuple[STORE_MAX_COLUMNS];
    size_t steady = 0, count = 1, last = 0;
    for (size_t i = 0; i < vector->count; i++) {
        if (is_steady(fold, i)) {
            tuple[steady++] = vector->columns[i];
            last = vector->columns[i] ? steady : last;
        } else {
            folded[count++] = vector->columns[i];
        }
    }
    folded[0] = intern_put(fold->tuples, tuple, last * sizeof *tuple, NULL);
    return folded[0] ? count : 0;
}

const uint32_t *fold_steady(const fold_t *fold, uint32_t number, size_t *count)
{
    size_t size;
    const uint32_t *tuple = (const uint32_t *)(const void *)intern_get(fold->tuples, number, &size);
    *count = size / sizeof *tuple;
    return tuple;
}

void unfold_vector(fold_t *fold, const uint32_t *folded, size_t count, model_vector_t *vector)
{
    size_t steady, taken = 0, next = 1;
    const uint32_t *tuple = fold_steady(fold, folded[0], &steady);
    vector->count = 0;
    while (next < count || taken < steady) {
        bool from_tuple = is_steady(fold, vector->count);
        uint32_t value = from_tuple ? (taken < steady ? tuple[taken] : 0) : (next < count ? folded[next] : 0);
        taken += from_tuple;
        next += !from_tuple;
        vector->columns[vector->count++] = value;
    }
}

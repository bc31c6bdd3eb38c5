/*
 * Folding a state before it is stored: its steady columns become one number.
 *
 * Most steps change an image and a value; what was printed and which processes live stays. The tuple of these
 * columns is interned, and a stored state is that number followed by the other columns, so it takes little
 * more than half the room. Columns are only ever added at the end, so a folded state stays what it was.
 */
#ifndef LESSONS_EXPLORE_FOLD_H
#define LESSONS_EXPLORE_FOLD_H

#include "lessons/explore/intern.h"
#include "lessons/explore/model.h"

typedef struct fold {
    const model_t *model;
    intern_t *tuples;
    bool steady[STORE_MAX_COLUMNS]; /* of the first `known` columns */
    size_t known;
} fold_t;

bool fold_init(fold_t *fold, const model_t *model); /* false: out of memory */
void fold_destroy(fold_t *fold);

/* Writes the folded columns (room for STORE_MAX_COLUMNS + 1) and their number. 0: out of memory. */
size_t fold_vector(fold_t *fold, const model_vector_t *vector, uint32_t *folded);

/* The steady columns behind a number. */
const uint32_t *fold_steady(const fold_t *fold, uint32_t number, size_t *count);

/* The way back. */
void unfold_vector(fold_t *fold, const uint32_t *folded, size_t count, model_vector_t *vector);

#endif

/*
 * Steps in words: the cell of the steps table ("r100", "w99", "+lock") and the sentence ("P1 reads balance =
 * 100").
 *
 * Used by the live session and by the search, so that a witness reads as the run that replays it. The caller
 * resolves names and values; everything here is text.
 */
#ifndef LESSONS_RUN_WORDS_H
#define LESSONS_RUN_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/op.h"

enum { WORDS_CELL = 24, WORDS_SENTENCE = 200 };

typedef struct words_step {
    const char *path; /* who: "P1" */
    mp_op_t op;
    mp_result_t result;
    bool again;         /* it has only begun to wait */
    bool timed_out;     /* its time-out fired */
    const char *object; /* name of the object: "balance", "lock", a process's path; "" without */
    const char *value;  /* the value read or written, the item put or gotten, the text printed; "" unknown */
} words_step_t;

/* Both write a terminated text, cut off at `size`, and return it. */
char *words_cell(const words_step_t *step, char *text, size_t size);
char *words_sentence(const words_step_t *step, char *text, size_t size);

/* What it waits for, after "waits for ": "the end of P1", "lock, held by P2", "an item from q". `holder` may
 * be NULL. */
char *words_waits_for(const mp_op_t *op, const char *object, const char *holder, char *text, size_t size);

#endif

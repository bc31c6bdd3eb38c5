/*
 * Conditions on shared values: invariants of the search, "pause when" of a held run.
 *
 * The text is a Python expression over numbers and the names of shared things: `balance >= 0`,
 * `0 <= bal.value <= 100`, `slots[2] + slots[3] == 5 and not stopped.value`. `NAME` and `NAME.value` are the
 * same; `NAME[i]` is an item of an Array. Operators are those of Python on ints and floats (int results that
 * leave 64 bits become floats); `and`, `or`, `not`, comparisons (chained), `if … else`, and the functions
 * abs, min, max.
 *
 *     condition_parse → any number of condition_holds, with changing values → condition_free
 */
#ifndef LESSONS_RUN_CONDITION_H
#define LESSONS_RUN_CONDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct condition condition_t;

typedef struct condition_number {
    bool is_float;
    int64_t integer;
    double real;
} condition_number_t;

/* The value of a shared thing, or of item `index` (-1: the thing itself). false: there is none (yet). */
typedef bool condition_lookup_fn(void *context, const char *name, int64_t index, condition_number_t *number);

/* NULL: message (size bytes) holds one line that says where and why. */
condition_t *condition_parse(const char *text, char *message, size_t message_size);
void condition_free(condition_t *condition);

const char *condition_text(const condition_t *condition);

/* The i-th name that it speaks of; NULL beyond the last. */
const char *condition_name(const condition_t *condition, size_t i);

typedef enum condition_truth {
    CONDITION_FALSE,
    CONDITION_TRUE,
    CONDITION_UNKNOWN /* a name has no value yet, an index is out of range, a division by zero */
} condition_truth_t;

condition_truth_t condition_holds(const condition_t *condition, condition_lookup_fn *lookup, void *context);

#endif

/*
 * What a command works on: the FILE or LESSON of the command line, as a program text with the knobs set.
 *
 * A word with a slash or the ending .py is a program, one that ends in .yaml a lesson file; any other word is
 * the id of a lesson, and if there is none of that name, a file.
 */
#ifndef APP_CLI_TARGET_H
#define APP_CLI_TARGET_H

#include "lessons/load/catalogue.h"

#include <stddef.h>

typedef enum target_knobs { TARGET_HELD, TARGET_FREE, TARGET_SEARCH } target_knobs_t;

typedef struct target {
    char *file; /* name for messages and tracebacks: the path, or "atm.bare.py" */
    char *text; /* the program, NUL-terminated; not checked yet */
    size_t size;
    const lesson_t *lesson; /* NULL: a program of the reader's */
    const lesson_variant_t *variant;
    catalogue_t catalogue;
    lesson_t *own; /* of a lesson file */
} target_t;

/* Opens `word`. `variant` NULL: the first; it is refused for a program. On failure one line is on standard
 * error, the result is 2 and nothing needs freeing; else 0 and target_close() frees it. */
int target_open(target_t *target, const char *word, const char *variant, target_knobs_t knobs);
void target_close(target_t *target);

#endif

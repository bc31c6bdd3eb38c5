/*
 * What is wrong with a file, and where: a growing list of messages.
 */
#ifndef LESSONS_LOAD_PROBLEM_H
#define LESSONS_LOAD_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct problem {
    char *file;
    uint32_t line; /* 1-based; 0: the file as a whole */
    uint32_t column;
    char *message; /* one line, without a full stop at the end */
} problem_t;

/* Zero-initialise before use. At most PROBLEMS_MAX are kept; `dropped` counts the rest. */
enum { PROBLEMS_MAX = 50 };

typedef struct problems {
    problem_t *items;
    size_t count;
    size_t capacity;
    size_t dropped;
} problems_t;

void problems_destroy(problems_t *problems);

void problems_add(problems_t *problems, const char *file, uint32_t line, uint32_t column, const char *format,
                  ...) __attribute__((format(printf, 5, 6)));

/* "file:line:column: message" (or "file: message") as a new string that the caller frees. */
char *problem_text(const problem_t *problem);

#endif

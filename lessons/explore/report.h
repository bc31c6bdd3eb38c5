/*
 * A report while it is being made: explore_report_t and the memory that all of its texts live in.
 */
#ifndef LESSONS_EXPLORE_REPORT_H
#define LESSONS_EXPLORE_REPORT_H

#include "lessons/explore/explore.h"

typedef struct report {
    explore_report_t report; /* first: what the caller gets */
    struct report_chunk *chunks;
    bool failed; /* out of memory at some point */
} report_t;

report_t *report_new(void);

/* Zeroed memory that lives as long as the report. Never NULL: when memory runs out, `failed` is set and a
 * place that nobody reads comes back. Up to 64 KB, or any size when none failed. */
void *report_alloc(report_t *report, size_t bytes);

/* A formatted text of the report. */
const char *report_text(report_t *report, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A copy of a malloc'ed text, which is freed; NULL stays NULL. */
const char *report_take(report_t *report, char *text);

#endif

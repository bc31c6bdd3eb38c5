/*
 * The ends of many free runs as rows of a histogram: arithmetic, no terminal.
 *
 * Few different ends are a row each. Many that differ only in a number ("balance 98", "balance -31846") are
 * gathered into ranges of it, and a right one keeps a row of its own.
 */
#ifndef APP_TUI_RUN_HISTOGRAM_H
#define APP_TUI_RUN_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum run_judged { RUN_UNJUDGED, RUN_RIGHT, RUN_WRONG } run_judged_t;

typedef struct run_end {
    const char *text;
    uint32_t count;
    run_judged_t judged;
} run_end_t;

enum { RUN_END_LABEL = 64, RUN_END_ROWS = 24 };

typedef struct run_end_row {
    char label[RUN_END_LABEL];
    uint32_t count;
    run_judged_t judged; /* of all that are in the row; RUN_UNJUDGED if they differ */
} run_end_row_t;

/* At most `room` rows (at least 3, at most RUN_END_ROWS) into `rows`; gives their number. */
size_t run_end_rows(const run_end_t *ends, size_t count, size_t room, run_end_row_t rows[RUN_END_ROWS]);

#endif

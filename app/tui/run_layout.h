/*
 * Where things stand on Run, as arithmetic: no terminal, no session.
 *
 * The body of the view is a head row, the program on the left with a stack of panes on its right, and the
 * steps across the whole width below. What does not fit is left out from the stack's end; a pane that has
 * the focus and no place of its own takes the whole right half, so every pane can be seen on every terminal.
 * Too narrow for two halves: the pane with the focus stands alone above the steps. Zoomed: it stands alone.
 *
 * The other half of this file is folding: which lines of a program are shown when not all of them fit.
 */
#ifndef APP_TUI_RUN_LAYOUT_H
#define APP_TUI_RUN_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/tui/paint.h"

/* In the order of Tab. */
typedef enum run_pane {
    RUN_PROGRAM,
    RUN_PROCESSES,
    RUN_SHARED,
    RUN_OUTPUT,
    RUN_STEPS, /* of a held run; of a free one the lanes */
    RUN_HOOD,
    RUN_MEMORY,
    RUN_WAITS,
    RUN_ENDS,
    RUN_TOUR,
    RUN_PANES,
} run_pane_t;

typedef struct run_wants {
    int lines, columns;    /* of the body */
    int wanted[RUN_PANES]; /* lines of content; 0: there is no such pane now */
    run_pane_t focus;
    bool zoom;
} run_wants_t;

/* Areas are relative to the body; `lines` 0: not shown. */
typedef struct run_layout {
    area_t head;
    area_t headings[RUN_PANES]; /* one line above the content */
    area_t panes[RUN_PANES];
    bool ruled; /* headings are rules across; else plain words */
    int bar;    /* column of the line between the halves, -1 none; from line 1 to bar_to - 1 */
    int bar_to; /* the line of the joint at its foot */
} run_layout_t;

run_layout_t run_layout(const run_wants_t *wants);

/* Whether the words of a tour stand across the foot of a body of that size, where they are whole; else they
 * share the right half. */
bool run_tour_is_across(int lines, int columns);

/* How broad the right half is on a body of so many columns. */
int run_right_columns(int columns);

/* The pane at (line, column) of the body, its heading included; RUN_PANES: none. */
run_pane_t run_pane_at(const run_layout_t *layout, int line, int column);

/* The next pane that exists, for Tab (by = 1) and Shift-Tab (by = -1). */
run_pane_t run_next_pane(const run_wants_t *wants, run_pane_t from, int by);

/* ---- folding ---- */

enum {
    RUN_NOBODY = -1, /* nobody stands there: may be folded */
    RUN_NICE = -2,   /* shown before others of these: the line that begins the function someone stands in */
};

/* One row of the program pane. */
typedef struct run_row {
    uint32_t line; /* 1-based; of a fold its first line */
    uint32_t last; /* of a fold; else equal to line */
    bool fold;
    int extra; /* 0: the line itself; n: the n-th row beneath it */
} run_row_t;

/* Lays the lines out in at most `height` rows: those with marks[i] >= 0 (the number of rows beneath them), as
 * much as fits around them, and a row for each fold but one at the very top. marks[i] is about line i + 1.
 * Gives the number of rows; at most `height`, and no more than rows has room for. */
size_t run_fold(const int *marks, uint32_t lines, int height, run_row_t *rows);

#endif

/*
 * Read: the pages of a lesson; on a wide screen the program beside them, and a line of it in the machine.
 *
 * read_view.c is the view, read_program.c the right half.
 */
#ifndef APP_TUI_READ_H
#define APP_TUI_READ_H

#include "app/tui/app.h"
#include "app/tui/prose.h"
#include "lessons/lang/disassemble.h"
#include "lessons/vm/program.h"

enum { READ_STEPS = 24, READ_WIDE = 100, READ_LEFT = 60 };

typedef struct read_state {
    prose_t *prose; /* of `page`, for `columns` */
    uint32_t page;
    int columns;
    size_t top;   /* first line shown */
    size_t shown; /* lines that fitted last time */

    char *text; /* the program as it runs now */
    program_t *program;
    uint32_t line; /* the chosen line of it */
    micro_step_t steps[READ_STEPS];
    size_t step_count;
} read_state_t;

/* Takes the program's present text; true: it changed. */
bool read_take_program(read_state_t *read, const app_t *app);
/* Chooses a line; the nearest that does something in the machine, in the direction `by` (-1, 1; 0: itself).
 */
void read_choose_line(read_state_t *read, int by);
void read_draw_program(const app_t *app, const read_state_t *read, area_t area);

#endif

/* Under the hood: which system calls each step made, the newest last. */
#include <stdio.h>
#include <string.h>

#include "app/tui/run_inner.h"

static const char *without_calls(const session_cell_t *cell)
{
    switch (cell->kind) {
    case SESSION_CELL_READ:
        return "none: a load from shared memory";
    case SESSION_CELL_WRITE:
        return "none: a store to shared memory";
    case SESSION_CELL_TAKE:
        return "none: a free lock, one atomic write";
    case SESSION_CELL_GIVE:
        return "none: nobody waited for it";
    case SESSION_CELL_TIME:
        return "none: the held clock is moved on";
    default:
        return "none";
    }
}

/* Of a free run only what made system calls is kept, and of that the newest. */
static int draw_free(const run_picture_t *picture, area_t area, int scroll)
{
    session_call_t calls[SESSION_HOOD_MAX];
    size_t count = picture->app->session ? session_hood(picture->app->session, calls) : 0;
    if (count == 0) {
        paint_text(area, 0, 2, ROLE_DIM, "(no system call yet)");
        return 1;
    }
    size_t back = scroll < 0 ? (size_t)-scroll : 0, end = count > back ? count - back : 0;
    size_t room = area.lines > 0 ? (size_t)area.lines : 0, first = end > room ? end - room : 0;
    for (size_t i = first; i < end; i++) {
        int row = (int)(i - first);
        int column = calls[i].line ? paint_format(area, row, 1, ROLE_DIM, "line %-4u", calls[i].line)
                                   : paint_text(area, row, 1, ROLE_DIM, "its end  ");
        column = column < 10 ? 10 : column;
        paint_cut(area, row, column + 1, 6, role_of_process(calls[i].process),
                  run_path(picture->view, calls[i].process));
        column = paint_cut(area, row, column + 7, area.columns - column - 7, ROLE_TEXT, calls[i].calls);
        paint_cut(area, row, column + 2, area.columns - column - 2, ROLE_DIM, calls[i].what);
    }
    return (int)count;
}

int run_hood_draw(const run_picture_t *picture, area_t area, int scroll)
{
    const session_view_t *view = picture->view;
    if (run_is_free(view)) {
        return draw_free(picture, area, scroll);
    }
    size_t done = 0;
    while (done < view->cell_count && !view->cells[done].undone) {
        done++;
    }
    if (done == 0) {
        paint_text(area, 0, 2, ROLE_DIM, "(no step yet)");
        return 1;
    }
    /* From the end, so that the newest is seen without scrolling. */
    size_t room = area.lines > 0 ? (size_t)area.lines : done;
    size_t end = done > (size_t)(scroll < 0 ? -scroll : 0) ? done - (size_t)(scroll < 0 ? -scroll : 0) : 0;
    size_t first = end > room ? end - room : 0;
    for (size_t i = first; i < end && area.lines > 0; i++) {
        const session_cell_t *cell = &view->cells[i];
        int row = (int)(i - first);
        int column = paint_format(area, row, 1, ROLE_DIM, "%4llu  ", (unsigned long long)cell->number);
        paint_cut(area, row, column, 6, role_of_process(cell->process), run_path(view, cell->process));
        const char *calls = cell->calls[0] ? cell->calls : without_calls(cell);
        paint_cut(area, row, column + 6, area.columns - column - 6, cell->calls[0] ? ROLE_TEXT : ROLE_DIM,
                  calls);
    }
    return (int)done;
}

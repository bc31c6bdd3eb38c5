/* The steps as a teacher writes them on the board: a column a step, a row a process, and what comes next. */
#include <stdio.h>
#include <string.h>

#include "app/tui/run_inner.h"

enum {
    PITCH_LEAST = 7,
    PITCH_MOST = 14,
    NEXT_LEAST = 16,
    NEXT_MOST = 34,
    SHOWN_AHEAD = 2,
    COLUMNS_MOST = 64
};

/* One step, or a run of automatic ones folded together. */
typedef struct column {
    size_t first, count;
} column_t;

typedef struct table {
    const run_picture_t *picture;
    area_t area;
    int names; /* columns of the row names, with margins */
    int pitch; /* columns of a step */
    int next;  /* column of the line before "next" */
    column_t columns[COLUMNS_MOST];
    size_t count;
} table_t;

static size_t done_count(const session_view_t *view)
{
    size_t done = 0;
    while (done < view->cell_count && !view->cells[done].undone) {
        done++;
    }
    return done;
}

static int cell_columns(const session_cell_t *cell)
{
    return text_columns(cell->cell, strlen(cell->cell)) + (cell->lost_update ? 1 : 0) + 1;
}

/* How many cells before `end` go by themselves one after another; 1 where the last is a chosen one. */
static size_t run_before(const session_view_t *view, size_t end)
{
    size_t count = 0;
    while (count < end && view->cells[end - count - 1].automatic && !view->cells[end - count - 1].undone) {
        count++;
    }
    return count > 0 ? count : 1;
}

/* The steps that are shown: up to the present one, a few of those that were taken back, and as many before
 * as fit. Where not all fit, runs of automatic steps are folded, so that chosen ones stay in sight; who
 * scrolls sees each. */
static void choose_columns(table_t *table, int scroll)
{
    const session_view_t *view = table->picture->view;
    size_t room = table->next > table->names ? (size_t)((table->next - table->names) / table->pitch) : 0;
    room = room < COLUMNS_MOST ? room : COLUMNS_MOST;
    size_t done = done_count(view);
    size_t end = done + SHOWN_AHEAD < view->cell_count ? done + SHOWN_AHEAD : view->cell_count;
    if (scroll < 0) {
        end = end > (size_t)-scroll ? end - (size_t)-scroll : 0;
    } else {
        end = end + (size_t)scroll < view->cell_count ? end + (size_t)scroll : view->cell_count;
    }
    bool folds = scroll == 0 && end > room;
    end = end < room ? (room < view->cell_count ? room : view->cell_count) : end;
    size_t free = room;
    while (end > 0 && free > 0) {
        size_t count = folds ? run_before(view, end) : 1;
        end -= count;
        table->columns[--free] = (column_t){end, count};
    }
    table->count = room - free;
    memmove(table->columns, table->columns + free, table->count * sizeof *table->columns);
}

static table_t table_of(const run_picture_t *picture, area_t area, int scroll)
{
    const session_view_t *view = picture->view;
    table_t table = {.picture = picture, .area = area, .names = 7, .pitch = PITCH_LEAST};
    for (size_t i = 0; i < view->process_count; i++) {
        int columns = text_columns(view->processes[i].path, strlen(view->processes[i].path)) + 3;
        table.names = columns > table.names ? columns : table.names;
    }
    int next = area.columns * 28 / 100;
    next = next < NEXT_LEAST ? NEXT_LEAST : next > NEXT_MOST ? NEXT_MOST : next;
    table.next = area.columns - next;
    choose_columns(&table, scroll);
    /* Wide cells make all columns wide, then fewer fit: once more with what is shown. */
    for (size_t i = 0; i < table.count; i++) {
        int columns = cell_columns(&view->cells[table.columns[i].first]);
        table.pitch = columns > table.pitch ? columns : table.pitch;
    }
    table.pitch = table.pitch < PITCH_MOST ? table.pitch : PITCH_MOST;
    choose_columns(&table, scroll);
    return table;
}

static int column_of(const table_t *table, size_t i)
{
    return table->names + (int)i * table->pitch;
}

static void draw_head(const table_t *table)
{
    const session_view_t *view = table->picture->view;
    size_t done = done_count(view);
    paint_text(table->area, 0, 2, ROLE_DIM, "step");
    for (size_t i = 0; i < table->count; i++) {
        const column_t *column = &table->columns[i];
        char text[48];
        int used = snprintf(text, sizeof text, "%llu", (unsigned long long)view->cells[column->first].number);
        if (column->count > 1) {
            snprintf(text + used, sizeof text - (size_t)used, "–%llu",
                     (unsigned long long)view->cells[column->first + column->count - 1].number);
        }
        role_t role = column->first + column->count == done ? ROLE_HERE : ROLE_DIM;
        paint_cut(table->area, 0, column_of(table, i) + 1, table->pitch - 1, role, text);
    }
    paint_text(table->area, 0, table->next + 2, ROLE_DIM, "next");
}

static role_t cell_role(const table_t *table, size_t i)
{
    const session_cell_t *cell = &table->picture->view->cells[i];
    if (cell->lost_update) {
        return ROLE_BAD;
    }
    if (cell->undone || cell->automatic) {
        return ROLE_DIM;
    }
    return i + 1 == done_count(table->picture->view) ? ROLE_CHANGED : role_of_process(cell->process);
}

static void draw_cell(const table_t *table, size_t i, int row)
{
    size_t at = table->columns[i].first;
    const session_cell_t *cell = &table->picture->view->cells[at];
    char text[80];
    snprintf(text, sizeof text, "%s%.60s%s", cell->undone ? "(" : "", cell->cell,
             cell->undone        ? ")"
             : cell->lost_update ? "!"
                                 : "");
    paint_cut(table->area, row, column_of(table, i), table->pitch - 1, cell_role(table, at), text);
}

static void draw_next(const table_t *table, const session_process_t *process, int row)
{
    int column = table->next + 2, room = table->area.columns - column;
    if (process->warning[0]) {
        char text[80];
        snprintf(text, sizeof text, "%.40s  ! %s", process->next_cell, room > 18 ? "out of date" : "old");
        paint_cut(table->area, row, column, room, ROLE_WARNING, text);
        return;
    }
    role_t role = process->can_step ? role_of_process((int)process->index) : ROLE_DIM;
    const char *text = process->doing == SESSION_ENDED ? "" : process->next_cell;
    paint_cut(table->area, row, column, room, role, text);
}

/* Rows scroll with the selected process, so that its row is always there. */
static size_t first_row(const run_picture_t *picture, area_t area)
{
    size_t rows = area.lines > 1 ? (size_t)area.lines - 1 : 1;
    size_t place = run_place(picture, picture->state->selected);
    return place >= rows ? place - rows + 1 : 0;
}

static bool has_time(const session_view_t *view)
{
    for (size_t i = 0; i < view->cell_count; i++) {
        if (view->cells[i].process < 0) {
            return true;
        }
    }
    return false;
}

static void draw_row(const table_t *table, int process, int row)
{
    const session_view_t *view = table->picture->view;
    for (size_t i = 0; i < table->count; i++) {
        const column_t *column = &table->columns[i];
        bool takes_part = false;
        for (size_t at = column->first; at < column->first + column->count; at++) {
            takes_part |= view->cells[at].process == process;
        }
        if (takes_part && column->count == 1) {
            draw_cell(table, i, row);
        } else if (takes_part) {
            paint_text(table->area, row, column_of(table, i), ROLE_DIM, "…");
        }
    }
}

int run_steps_draw(const run_picture_t *picture, area_t area, int scroll)
{
    const session_view_t *view = picture->view;
    int wanted = 1 + (int)view->process_count + (has_time(view) ? 1 : 0);
    if (area.lines <= 0) {
        return wanted;
    }
    table_t table = table_of(picture, area, scroll);
    draw_head(&table);
    size_t first = first_row(picture, area);
    int row = 1;
    for (size_t i = first; i < view->process_count && row < area.lines; i++, row++) {
        uint32_t process = run_shown(picture, i);
        role_t role = process == picture->state->selected ? ROLE_HERE : role_of_process((int)process);
        paint_cut(area, row, 2, table.names - 3, role, view->processes[process].path);
        draw_row(&table, (int)process, row);
        draw_next(&table, &view->processes[process], row);
    }
    if (row < area.lines && has_time(view)) {
        paint_text(area, row, 2, ROLE_DIM, "time");
        draw_row(&table, -1, row);
    }
    paint_bar(area, table.next, 0, area.lines - 1);
    return wanted;
}

int run_process_in_steps(const run_picture_t *picture, area_t area, int line)
{
    size_t place = first_row(picture, area) + (size_t)(line - 1);
    return line >= 1 && place < picture->view->process_count ? (int)run_shown(picture, place) : -1;
}

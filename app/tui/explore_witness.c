#include "app/tui/explore_inner.h"

#include <stdio.h>
#include <string.h>

enum { TABLE_ROWS = 12 };

typedef struct table {
    const char *rows[TABLE_ROWS];
    int row_count;
} table_t;

static int row_of(table_t *table, const char *process)
{
    for (int i = 0; i < table->row_count; i++) {
        if (strcmp(table->rows[i], process) == 0) {
            return i;
        }
    }
    if (table->row_count < TABLE_ROWS) {
        table->rows[table->row_count++] = process;
        return table->row_count - 1;
    }
    return -1;
}

/* Processes by name: main first, then P1, P2 … */
static void sort_rows(table_t *table)
{
    for (int i = 1; i < table->row_count; i++) {
        for (int j = i; j > 0; j--) {
            const char *a = table->rows[j - 1], *b = table->rows[j];
            bool swap = strcmp(b, "main") == 0 || (strcmp(a, "main") != 0 && strverscmp(a, b) > 0);
            if (!swap) {
                break;
            }
            table->rows[j - 1] = b;
            table->rows[j] = a;
        }
    }
}

static table_t make_table(const explore_outcome_t *outcome)
{
    table_t table = {.row_count = 0};
    for (size_t i = 0; i < outcome->step_count; i++) {
        if (!outcome->steps[i].quiet) {
            row_of(&table, outcome->steps[i].process);
        }
    }
    sort_rows(&table);
    return table;
}

int explore_table_rows(const explore_outcome_t *outcome)
{
    return 1 + make_table(outcome).row_count;
}

static int cell_columns(const explore_step_t *step)
{
    int columns = text_columns(step->cell, strlen(step->cell));
    return columns < 4 ? 6 : columns + 2;
}

/* The steps that fit, the last ones if there are too many: the end is where it goes wrong. */
static size_t first_shown(const explore_outcome_t *outcome, int columns)
{
    size_t first = outcome->step_count;
    while (first > 0) {
        const explore_step_t *step = &outcome->steps[first - 1];
        columns -= step->quiet ? 0 : cell_columns(step);
        if (columns < 0) {
            break;
        }
        first--;
    }
    return first;
}

static void paint_cell(area_t area, int line, int column, int columns, role_t role, const char *text)
{
    paint_text(area, line, column + columns - text_columns(text, strlen(text)), role, text);
}

void explore_draw_table(const explore_outcome_t *outcome, area_t area)
{
    table_t table = make_table(outcome);
    int column = 7;
    size_t first = first_shown(outcome, area.columns - column - 2);
    paint_text(area, 0, 2, ROLE_DIM, "step");
    for (int row = 0; row < table.row_count; row++) {
        paint_text(area, row + 1, 2, role_of_process(row), table.rows[row]);
    }
    for (size_t i = 0; i < first; i++) {
        if (!outcome->steps[i].quiet) {
            paint_text(area, 0, column, ROLE_DIM, "…");
            break;
        }
    }
    for (size_t i = first; i < outcome->step_count; i++) {
        const explore_step_t *step = &outcome->steps[i];
        if (step->quiet) {
            continue;
        }
        char number[16];
        int columns = cell_columns(step), row = row_of(&table, step->process);
        snprintf(number, sizeof number, "%u", step->number);
        paint_cell(area, 0, column, columns, ROLE_DIM, number);
        if (row >= 0) {
            paint_cell(area, row + 1, column, columns, role_of_process(row), step->cell);
        }
        column += columns;
    }
}

void explore_draw_why(const explore_outcome_t *outcome, area_t area)
{
    int line = 0;
    area.columns--;
    for (size_t i = 0; i < outcome->why_count && line < area.lines; i++) {
        line = paint_wrapped(area, line, 2, ROLE_TEXT, outcome->why[i]);
    }
}

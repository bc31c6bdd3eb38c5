#include "app/tui/run_layout.h"

#include <stdlib.h>

enum { TWO_HALVES = 56, WIDE = 100, LOW = 9, BARE = 5, RIGHT_MAX = 64, TOUR_ROOM = 17, TOUR_MAX = 4 };

static int at_most(int number, int most)
{
    return number < most ? number : most;
}

static int at_least(int number, int least)
{
    return number > least ? number : least;
}

/* ---- the stack on the right ---- */

typedef struct stack {
    const run_wants_t *wants;
    run_layout_t *layout;
    area_t area;
    run_pane_t panes[RUN_PANES];
    int got[RUN_PANES]; /* content lines of panes[i] */
    size_t count;
} right_stack_t;

static bool is_wanted(const run_wants_t *wants, run_pane_t pane)
{
    return wants->wanted[pane] > 0;
}

/* Takes the pane in if its heading and a little of it still fit. */
static void consider(right_stack_t *stack, run_pane_t pane, int *left)
{
    int least = at_most(at_most(stack->wants->wanted[pane], 2), *left - 1);
    if (least > 0) {
        stack->panes[stack->count] = pane;
        stack->got[stack->count++] = least;
        *left -= 1 + least;
    }
}

static void grow(right_stack_t *stack, int *left)
{
    for (size_t i = 0; i < stack->count; i++) {
        int more = at_most(stack->wants->wanted[stack->panes[i]] - stack->got[i], *left);
        stack->got[i] += more;
        *left -= more;
    }
}

static void place(right_stack_t *stack, int left)
{
    bool gaps = !stack->layout->ruled && left >= (int)stack->count - 1;
    int line = stack->area.line;
    for (size_t i = 0; i < stack->count; i++) {
        run_pane_t pane = stack->panes[i];
        bool last = i + 1 == stack->count;
        int lines = last ? stack->area.line + stack->area.lines - line - 1 : stack->got[i];
        stack->layout->headings[pane] = (area_t){line, stack->area.column, 1, stack->area.columns};
        stack->layout->panes[pane] = (area_t){line + 1, stack->area.column, lines, stack->area.columns};
        line += 1 + lines + (gaps ? 1 : 0);
    }
}

static bool is_stacked(const right_stack_t *stack, run_pane_t pane)
{
    for (size_t i = 0; i < stack->count; i++) {
        if (stack->panes[i] == pane) {
            return true;
        }
    }
    return false;
}

/* Which panes stand on the right as a rule, most important first; then in the order in which they stand. */
static void choose_stack(right_stack_t *stack, bool wide)
{
    static const run_pane_t held[] = {RUN_PROCESSES, RUN_SHARED, RUN_OUTPUT, RUN_MEMORY, RUN_HOOD};
    static const run_pane_t ended[] = {RUN_ENDS, RUN_PROCESSES, RUN_OUTPUT};
    static const run_pane_t toured[] = {RUN_PROCESSES, RUN_SHARED, RUN_TOUR, RUN_OUTPUT};
    bool ends = is_wanted(stack->wants, RUN_ENDS);
    bool tour =
        is_wanted(stack->wants, RUN_TOUR) && !run_tour_is_across(stack->wants->lines, stack->wants->columns);
    const run_pane_t *order = ends ? ended : tour ? toured : held;
    size_t count = ends ? (wide ? 3 : 1) : tour ? 4 : wide ? 5 : 3;
    int left = stack->area.lines;
    for (size_t i = 0; i < count; i++) {
        consider(stack, order[i], &left);
    }
    run_pane_t focus = stack->wants->focus;
    if (focus != RUN_PROGRAM && focus != RUN_STEPS && is_wanted(stack->wants, focus) &&
        !is_stacked(stack, focus)) {
        stack->count = 0;
        left = stack->area.lines;
        consider(stack, focus, &left);
    }
    grow(stack, &left);
    place(stack, left);
}

/* ---- the whole ---- */

static void alone(run_layout_t *layout, run_pane_t pane, area_t area)
{
    layout->ruled = true;
    layout->headings[pane] = (area_t){area.line, area.column, area.lines > 0 ? 1 : 0, area.columns};
    layout->panes[pane] = (area_t){area.line + 1, area.column, at_least(area.lines - 1, 0), area.columns};
}

/* Takes lines off the foot of `area` for a pane with its heading. */
static void foot(run_layout_t *layout, area_t *area, run_pane_t pane, int lines)
{
    area->lines -= lines + 1;
    int line = area->line + area->lines;
    layout->headings[pane] = (area_t){line, area->column, 1, area->columns};
    layout->panes[pane] = (area_t){line + 1, area->column, lines, area->columns};
}

bool run_tour_is_across(int lines, int columns)
{
    return columns >= TWO_HALVES && lines >= TOUR_ROOM;
}

int run_right_columns(int columns)
{
    return columns < TWO_HALVES ? columns : at_most(columns * 46 / 100, RIGHT_MAX);
}

run_layout_t run_layout(const run_wants_t *wants)
{
    run_layout_t layout = {.bar = -1, .ruled = wants->columns >= WIDE};
    run_pane_t focus = is_wanted(wants, wants->focus) ? wants->focus : RUN_PROGRAM;
    area_t area = {0, 0, wants->lines, wants->columns};
    if (wants->lines >= BARE) {
        layout.head = (area_t){0, 0, 1, wants->columns};
        area = (area_t){1, 0, wants->lines - 1, wants->columns};
    }
    if (wants->zoom || wants->lines < LOW) {
        alone(&layout, focus, area);
        return layout;
    }
    if (is_wanted(wants, RUN_TOUR) && run_tour_is_across(wants->lines, wants->columns)) {
        foot(&layout, &area, RUN_TOUR, at_most(wants->wanted[RUN_TOUR], TOUR_MAX));
    }
    int steps = at_most(wants->wanted[RUN_STEPS], at_least((wants->lines - 1) / 3, 3));
    bool two = wants->columns >= TWO_HALVES;
    if (two || focus != RUN_STEPS) {
        foot(&layout, &area, RUN_STEPS, at_least(steps, 2));
        layout.bar_to = area.line + area.lines;
    }
    if (!two) {
        alone(&layout, focus, area);
        return layout;
    }
    int right = run_right_columns(wants->columns);
    layout.bar = wants->columns - right - 1;
    layout.panes[RUN_PROGRAM] = (area_t){area.line, 0, area.lines, layout.bar};
    right_stack_t stack = {
        .wants = wants, .layout = &layout, .area = {area.line, layout.bar + 1, area.lines, right}};
    choose_stack(&stack, wants->columns >= WIDE);
    return layout;
}

static bool within(area_t area, int line, int column)
{
    return line >= area.line && line < area.line + area.lines && column >= area.column &&
           column < area.column + area.columns;
}

run_pane_t run_pane_at(const run_layout_t *layout, int line, int column)
{
    run_pane_t pane = RUN_PROGRAM;
    while (pane < RUN_PANES && !within(layout->panes[pane], line, column) &&
           !within(layout->headings[pane], line, column)) {
        pane++;
    }
    return pane;
}

run_pane_t run_next_pane(const run_wants_t *wants, run_pane_t from, int by)
{
    int pane = (int)from;
    do {
        pane = (pane + by + RUN_PANES) % RUN_PANES;
    } while (!is_wanted(wants, (run_pane_t)pane) && pane != (int)from);
    return (run_pane_t)pane;
}

/* ---- folding ---- */

/* Rows that the chosen lines need, folds included. */
static int rows_of(const int *marks, const bool *shown, uint32_t lines)
{
    int rows = 0;
    for (uint32_t i = 0; i < lines; i++) {
        if (shown[i]) {
            rows += 1 + at_least(marks[i], 0);
        } else if (i > 0 && shown[i - 1]) {
            rows++;
        }
    }
    return rows;
}

static void try_line(const int *marks, bool *shown, uint32_t lines, int height, int64_t line)
{
    if (line < 0 || line >= (int64_t)lines || shown[line]) {
        return;
    }
    shown[line] = true;
    if (rows_of(marks, shown, lines) > height) {
        shown[line] = false;
    }
}

static void show_around(const int *marks, bool *shown, uint32_t lines, int height)
{
    for (uint32_t i = 0; i < lines; i++) {
        if (marks[i] == RUN_NICE) {
            try_line(marks, shown, lines, height, i);
        }
    }
    for (int away = 1; away <= height; away++) {
        for (uint32_t i = 0; i < lines; i++) {
            if (marks[i] >= 0) {
                try_line(marks, shown, lines, height, (int64_t)i - away);
                try_line(marks, shown, lines, height, (int64_t)i + away);
            }
        }
    }
    for (int i = 0; i < height; i++) { /* nobody stands anywhere: from the top */
        try_line(marks, shown, lines, height, i);
    }
}

static size_t write_rows(const int *marks, const bool *shown, uint32_t lines, int height, run_row_t *rows)
{
    size_t count = 0;
    uint32_t first = 0;
    while (first < lines && !shown[first]) {
        first++;
    }
    for (uint32_t i = first; i < lines && count < (size_t)height;) {
        uint32_t end = i;
        while (end < lines && !shown[end]) {
            end++;
        }
        if (end > i + 1) {
            rows[count++] = (run_row_t){.line = i + 1, .last = end, .fold = true};
            i = end;
            continue;
        }
        /* A fold of one line would take as much room as the line. */
        for (int extra = 0; extra <= at_least(marks[i], 0) && count < (size_t)height; extra++) {
            rows[count++] = (run_row_t){.line = i + 1, .last = i + 1, .extra = extra};
        }
        i++;
    }
    return count;
}

size_t run_fold(const int *marks, uint32_t lines, int height, run_row_t *rows)
{
    if (height <= 0 || lines == 0) {
        return 0;
    }
    bool *shown = calloc(lines, sizeof *shown);
    if (!shown) {
        return 0;
    }
    int all = (int)lines;
    for (uint32_t i = 0; i < lines; i++) {
        all += at_least(marks[i], 0);
        shown[i] = marks[i] >= 0;
    }
    if (all <= height) {
        for (uint32_t i = 0; i < lines; i++) {
            shown[i] = true;
        }
    } else {
        show_around(marks, shown, lines, height);
    }
    size_t count = write_rows(marks, shown, lines, height, rows);
    free(shown);
    return count;
}

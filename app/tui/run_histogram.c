#include "app/tui/run_histogram.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/run_inner.h"

/* ---- rows ---- */

/* The number at the end of a text, and the size of what stands before it. */
static bool split_number(const char *text, long long *number, size_t *before)
{
    size_t size = strlen(text), at = size;
    while (at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9') {
        at--;
    }
    if (at == size || size - at > 15) {
        return false;
    }
    if (at > 0 && text[at - 1] == '-') {
        at--;
    }
    *number = strtoll(text + at, NULL, 10);
    *before = at;
    return true;
}

static bool are_numbers(const run_end_t *ends, size_t count)
{
    long long number;
    size_t before, first = 0;
    for (size_t i = 0; i < count; i++) {
        if (!split_number(ends[i].text, &number, &before)) {
            return false;
        }
        first = i == 0 ? before : first;
        if (before != first || strncmp(ends[0].text, ends[i].text, before) != 0) {
            return false;
        }
    }
    return count > 0;
}

static int by_text(const void *a, const void *b)
{
    const run_end_t *left = a, *right = b;
    long long left_number, right_number;
    size_t before;
    if (split_number(left->text, &left_number, &before) &&
        split_number(right->text, &right_number, &before) && left_number != right_number) {
        return left_number < right_number ? -1 : 1;
    }
    return strcmp(left->text, right->text);
}

static void count_in(run_end_row_t *row, const run_end_t *end)
{
    row->judged = row->count == 0 || row->judged == end->judged ? end->judged : RUN_UNJUDGED;
    row->count += end->count;
}

static size_t single_rows(const run_end_t *ends, size_t count, size_t room, run_end_row_t *rows)
{
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        if (filled == room) {
            run_end_row_t *rest = &rows[room - 1];
            snprintf(rest->label, sizeof rest->label, "others");
            count_in(rest, &ends[i]);
            continue;
        }
        rows[filled] = (run_end_row_t){.count = 0};
        snprintf(rows[filled].label, sizeof rows[filled].label, "%.*s", RUN_END_LABEL - 1, ends[i].text);
        count_in(&rows[filled++], &ends[i]);
    }
    return filled;
}

/* 1, 2 or 5 times a power of ten, at least `least`. */
static long long round_width(long long least)
{
    long long width = 1;
    for (int i = 0; width < least; i++) {
        width = i % 3 == 1 ? width / 2 * 5 : width * 2;
    }
    return width;
}

static long long floor_to(long long number, long long width)
{
    long long down = number / width * width;
    return down > number ? down - width : down;
}

/* The range of a number: where it begins and ends, none of them reaching over a right number. */
static void range_of(long long number, long long width, const long long *right, long long *from,
                     long long *to)
{
    *from = floor_to(number, width);
    *to = *from + width - 1;
    if (!right) {
        return;
    }
    if (number > *right && *from <= *right) {
        *from = *right + 1;
    }
    if (number < *right && *to >= *right) {
        *to = *right - 1;
    }
}

static size_t range_rows(const run_end_t *ends, size_t count, long long width, const long long *right,
                         size_t room, run_end_row_t *rows)
{
    size_t filled = 0;
    long long number, from, to, last = LLONG_MIN;
    size_t before;
    for (size_t i = 0; i < count; i++) {
        split_number(ends[i].text, &number, &before);
        bool is_right = right && number == *right;
        range_of(number, width, right, &from, &to);
        if (is_right) {
            from = to = number;
        }
        if (filled == 0 || from != last) {
            if (filled == room) {
                return room + 1;
            }
            rows[filled] = (run_end_row_t){.count = 0};
            if (from == to) {
                snprintf(rows[filled].label, sizeof rows[filled].label, "%lld", from);
            } else {
                snprintf(rows[filled].label, sizeof rows[filled].label, "%lld … %lld", from, to);
            }
            filled++;
            last = from;
        }
        count_in(&rows[filled - 1], &ends[i]);
    }
    return filled;
}

size_t run_end_rows(const run_end_t *ends, size_t count, size_t room, run_end_row_t rows[RUN_END_ROWS])
{
    room = room < 3 ? 3 : room > RUN_END_ROWS ? RUN_END_ROWS : room;
    run_end_t *sorted = calloc(count + 1, sizeof *sorted);
    if (!sorted || count == 0) {
        free(sorted);
        return 0;
    }
    memcpy(sorted, ends, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_text);
    size_t filled = room + 1;
    if (count > room && are_numbers(sorted, count)) {
        long long least, most, right = 0;
        size_t before;
        bool has_right = false;
        split_number(sorted[0].text, &least, &before);
        split_number(sorted[count - 1].text, &most, &before);
        for (size_t i = 0; i < count && !has_right; i++) {
            has_right = sorted[i].judged == RUN_RIGHT && split_number(sorted[i].text, &right, &before);
        }
        long long width = round_width((most - least) / (long long)room + 1);
        for (int i = 0; i < 64 && filled > room; i++, width = round_width(width + 1)) {
            filled = range_rows(sorted, count, width, has_right ? &right : NULL, room, rows);
        }
    }
    if (filled > room) {
        filled = single_rows(sorted, count, room, rows);
    }
    free(sorted);
    return filled;
}

/* ---- the pane ---- */

static bool same_show(const char *show, const char *text)
{
    size_t size = strlen(show);
    while (size > 0 && show[size - 1] == '\n') {
        size--;
    }
    return strlen(text) == size && memcmp(show, text, size) == 0;
}

/* Only what the lesson says of last lines can be held beside the last line of a free run. */
static run_judged_t judge(const app_t *app, const char *text)
{
    const lesson_variant_t *variant = app_variant(app);
    if (variant->ends.list_count == 0 ||
        (variant->ends.see != SEE_LAST_LINE && variant->ends.see != SEE_LINES)) {
        return RUN_UNJUDGED;
    }
    for (uint32_t i = 0; i < variant->ends.list_count; i++) {
        const lesson_end_t *end = &variant->ends.list[i];
        bool same = same_show(end->show, text) || (end->how == HOW_DEADLOCK && strcmp(text, "deadlock") == 0);
        if (same) {
            return end->good ? RUN_RIGHT : RUN_WRONG;
        }
    }
    bool promised = variant->free.runs > 0;
    return promised || (variant->ends.complete && !app->free_numbers) ? RUN_WRONG : RUN_UNJUDGED;
}

static void draw_end_row(area_t area, int row, const run_end_row_t *end, int labels, uint32_t most)
{
    int column = paint_cut(area, row, 3, labels, ROLE_TEXT, end->label);
    column = 3 + labels + 2;
    int room = area.columns - column - 14;
    int bar = room > 0 ? (int)((uint64_t)end->count * (uint64_t)room / (most ? most : 1)) : 0;
    bar = bar == 0 && end->count > 0 ? 1 : bar;
    const char *sign = end->judged == RUN_RIGHT ? "█" : "▒";
    role_t role = end->judged == RUN_RIGHT ? ROLE_GOOD : end->judged == RUN_WRONG ? ROLE_BAD : ROLE_TEXT;
    for (int i = 0; i < bar; i++) {
        column = paint_text(area, row, column, role, sign);
    }
    column = paint_format(area, row, column + (bar > 0), ROLE_TEXT, "%u", end->count);
    paint_text(area, row, column + 2, role,
               end->judged == RUN_RIGHT   ? "right"
               : end->judged == RUN_WRONG ? "wrong"
                                          : "");
}

static int label_columns(const run_end_row_t *rows, size_t count, int columns)
{
    int most = 6;
    for (size_t i = 0; i < count; i++) {
        int label = text_columns(rows[i].label, strlen(rows[i].label));
        most = label > most ? label : most;
    }
    return most < columns / 2 ? most : columns / 2;
}

int run_ends_draw(const run_picture_t *picture, area_t area, int scroll)
{
    const session_view_t *view = picture->view;
    run_end_t *ends = calloc(view->end_count + 1, sizeof *ends);
    run_end_row_t rows[RUN_END_ROWS];
    uint32_t right = 0, judged = 0, most = 0;
    for (size_t i = 0; ends && i < view->end_count; i++) {
        ends[i] =
            (run_end_t){view->ends[i].text, view->ends[i].count, judge(picture->app, view->ends[i].text)};
        right += ends[i].judged == RUN_RIGHT ? ends[i].count : 0;
        judged += ends[i].judged != RUN_UNJUDGED ? ends[i].count : 0;
    }
    size_t room = area.lines > 6 ? (size_t)area.lines - 3 : 8;
    size_t count = ends ? run_end_rows(ends, view->end_count, room, rows) : 0;
    for (size_t i = 0; i < count; i++) {
        most = rows[i].count > most ? rows[i].count : most;
    }
    bool covered = picture->app->covered;
    for (size_t i = 0; i < count && !covered; i++) {
        draw_end_row(area, (int)i - scroll, &rows[i], label_columns(rows, count, area.columns), most);
    }
    if (covered) {
        paint_text(area, 1, 3, ROLE_DIM, "░░░░░░░░░░░░  covered: . shows them");
    }
    int line = (int)count + 1 - scroll;
    if (judged > 0 && judged == view->trials_done && !covered) {
        paint_format(area, line, 1, ROLE_TEXT, "right in %u of %u", right, judged);
    } else if (view->trials_done < view->trials_wanted) {
        paint_format(area, line, 1, ROLE_DIM, "%u still to come", view->trials_wanted - view->trials_done);
    }
    free(ends);
    return (int)count + 2;
}

#include "app/tui/run_histogram.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* 250000 as "250k": ranges of numbers as large as that begin and end at thousands. */
static const char *short_number(long long number, char text[RUN_END_LABEL / 2])
{
    bool thousands = number % 1000 == 0 && (number >= 10000 || number <= -10000);
    snprintf(text, RUN_END_LABEL / 2, thousands ? "%lldk" : "%lld", thousands ? number / 1000 : number);
    return text;
}

static void label_range(run_end_row_t *row, long long from, long long to, const long long *right)
{
    char first[RUN_END_LABEL / 2], last[RUN_END_LABEL / 2];
    bool round = to - from >= 5000 && !(right && to + 1 == *right);
    if (from == to) {
        snprintf(row->label, sizeof row->label, "%lld", from);
    } else {
        snprintf(row->label, sizeof row->label, "%.24s … %.24s", short_number(from, first),
                 short_number(round ? to + 1 : to, last));
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
            label_range(&rows[filled], from, to, right);
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

/* The ends of many free runs: how often each came, and whether the lesson calls it right. */
#include <stdlib.h>
#include <string.h>

#include "app/tui/run_histogram.h"
#include "app/tui/run_inner.h"

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
    paint_cut(area, row, 3, labels, ROLE_TEXT, end->label);
    int column = 3 + labels + 2;
    int room = area.columns - column - 12;
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
    } else if (view->trials_running) {
        paint_format(area, line, 1, ROLE_DIM, "%u still to come", view->trials_wanted - view->trials_done);
    }
    free(ends);
    return (int)count + 2;
}

/* The head row of Run: the variant and its knobs on the left; mode, step, tour, clock and scheduler on the right. */
#include <stdio.h>
#include <string.h>

#include "app/tui/run_inner.h"

static const char *mode_text(const session_view_t *view, char *text, size_t size)
{
    static const char *const modes[] = {
        [SESSION_STARTING] = "STARTS",  [SESSION_HELD] = "HELD",      [SESSION_PLAYING] = "PLAYS",
        [SESSION_FREE] = "FREE",        [SESSION_PAUSING] = "PAUSES", [SESSION_DONE] = "ENDED",
        [SESSION_FAILED] = "CANNOT RUN"};
    if (view->mode == SESSION_PLAYING) {
        snprintf(text, size, "PLAYS %g/s", view->pace);
    } else if (view->mode == SESSION_DONE && view->exit_code >= 0) {
        snprintf(text, size, "ENDED %d", view->exit_code);
    } else {
        snprintf(text, size, "%s", modes[view->mode]);
    }
    return text;
}

/* Joins parts as long as they fit into `columns`. */
static void add_part(char *text, size_t size, int columns, const char *part)
{
    size_t used = strlen(text);
    const char *gap = used > 0 ? "  " : "";
    if (used + strlen(part) + 3 < size &&
        (used == 0 || text_columns(text, used) + 2 + text_columns(part, strlen(part)) <= columns)) {
        snprintf(text + used, size - used, "%s%s", gap, part);
    }
}

static const char *pick_text(const session_view_t *view, char *text, size_t size)
{
    if (view->pick == SESSION_PICK_TURN) {
        snprintf(text, size, "picks: in turn");
    } else if (view->pick == SESSION_PICK_SCHEDULE) {
        snprintf(text, size, "picks: schedule %llu/%llu%s", (unsigned long long)view->guide_at,
                 (unsigned long long)view->guide_steps, view->guide_left ? ", left" : "");
    } else {
        snprintf(text, size, "picks: seed %llu", (unsigned long long)view->seed);
    }
    return text;
}

/* Mode, step, tour, clock, picks: in this order as far as there is room. */
static void right_text(const run_picture_t *picture, int columns, char *text, size_t size)
{
    const session_view_t *view = picture->view;
    char part[80];
    bool is_free = run_is_free(view);
    text[0] = '\0';
    add_part(text, size, columns, mode_text(view, part, sizeof part));
    if (view->trials_wanted > 0 && !picture->state->ends_away) {
        snprintf(part, sizeof part, "run %u of %u%s", view->trials_done, view->trials_wanted,
                 view->trials_running   ? ""
                 : view->trials_stopped ? " · stopped"
                                        : " · ended");
        add_part(text, size, columns, part);
    } else if (!is_free && view->mode != SESSION_FAILED) {
        snprintf(part, sizeof part, view->step_newest > view->step ? "step %llu of %llu" : "step %llu",
                 (unsigned long long)view->step, (unsigned long long)view->step_newest);
        add_part(text, size, columns, part);
    }
    if (run_tour_stop(picture->app)) {
        snprintf(part, sizeof part, "tour %d/%u", picture->state->tour_at + 1,
                 picture->app->lesson->tour->stops_count);
        add_part(text, size, columns, part);
    }
    bool ended = is_free && view->mode == SESSION_DONE;
    if (view->mode == SESSION_FAILED) {
        return;
    }
    snprintf(part, sizeof part, "%.2f s", (double)(ended ? view->lanes_to_ns : view->clock_ns) / 1e9);
    add_part(text, size, columns, part);
    if (!is_free && columns >= 50) {
        add_part(text, size, columns, pick_text(view, part, sizeof part));
    }
}

static void left_text(const run_picture_t *picture, char *text, size_t size)
{
    const app_t *app = picture->app;
    size_t used = (size_t)snprintf(text, size, " %.80s ", app_program_title(app));
    for (uint32_t i = 0; i < app->lesson->knobs_count && i < APP_KNOBS && used + 80 < size; i++) {
        if (strstr(app_variant(app)->program, app->lesson->knobs[i].name)) {
            used += (size_t)snprintf(text + used, size - used, "─ %.40s = %lld ", app->lesson->knobs[i].name,
                                     (long long)(app->free_numbers ? app->free[i] : app->held[i]));
        }
    }
}

void run_head_draw(const run_picture_t *picture, const run_layout_t *layout, area_t head)
{
    char left[APP_SENTENCE], right[APP_SENTENCE];
    int middle = layout->bar >= 0 ? layout->bar : head.columns / 2;
    paint_rule(head, 0, NULL, NULL);
    if (layout->bar >= 0) {
        paint_joint(head, 0, layout->bar, "┬");
    }
    left_text(picture, left, sizeof left);
    right_text(picture, head.columns - middle - 5, right, sizeof right);
    paint_cut(head, 0, 1, middle - 2, picture->state->focus == RUN_PROGRAM ? ROLE_TAB : ROLE_TITLE, left);
    int column = paint_text(head, 0, middle + 2, ROLE_TITLE, " ");
    role_t role = run_is_free(picture->view) ? ROLE_FREE : ROLE_HELD;
    column = paint_cut(head, 0, column, head.columns - column - 2, role, right);
    paint_text(head, 0, column, ROLE_TITLE, " ");
}

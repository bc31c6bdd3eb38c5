#include "app/tui/explore_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LABEL = 40, WIDE_BAR = 32, SMALL_BAR = 16 };

static const char *last_line(const char *text, size_t *size)
{
    size_t end = strlen(text);
    while (end > 0 && text[end - 1] == '\n') {
        end--;
    }
    size_t start = end;
    while (start > 0 && text[start - 1] != '\n') {
        start--;
    }
    *size = end - start;
    return text + start;
}

/* How many of the free runs ended so. */
static uint32_t seen_in_trials(const session_view_t *view, const explore_outcome_t *outcome)
{
    size_t size;
    const char *line = last_line(outcome->kind == EXPLORE_END_DEADLOCK ? "deadlock" : outcome->show, &size);
    for (size_t i = 0; i < view->end_count; i++) {
        if (strncmp(view->ends[i].text, line, size) == 0 && view->ends[i].text[size] == '\0') {
            return view->ends[i].count;
        }
    }
    return 0;
}

static void paint_bar_of(area_t area, int line, int column, int columns, bool wrong, double part)
{
    int filled = (int)(part * columns + 0.5);
    filled = part > 0 && filled == 0 ? 1 : filled;
    for (int i = 0; i < filled && i < columns; i++) {
        paint_text(area, line, column + i, wrong ? ROLE_BAD : ROLE_GOOD, wrong ? "▒" : "█");
    }
}

static void draw_trials(const app_t *app, const explore_outcome_t *outcome, area_t area, int line)
{
    const explore_state_t *state = explore_state(app);
    if (!state->trials || !app->session) {
        return;
    }
    const session_view_t *view = session_view(app->session);
    uint32_t seen = seen_in_trials(view, outcome);
    if (seen == 0) {
        paint_text(area, line, 2, ROLE_DIM, view->trials_running ? "not yet" : "never seen");
        return;
    }
    char text[32];
    int columns = area.columns > 40 ? 22 : area.columns - 12;
    double part = view->trials_done ? (double)seen / view->trials_done : 0;
    paint_bar_of(area, line, 2, columns, outcome->wrong, part);
    paint_text(area, line, 4 + (int)(part * columns + 0.5), ROLE_TEXT, explore_commas(seen, text));
}

static int label_columns(const explore_report_t *report, int most)
{
    int widest = 8;
    for (size_t i = 0; i < report->outcome_count; i++) {
        char label[200];
        explore_label(&report->outcomes[i], label, sizeof label);
        int columns = text_columns(label, strlen(label));
        widest = columns > widest ? columns : widest;
    }
    return widest < most ? widest : most;
}

static double most_orders(const explore_report_t *report)
{
    double most = 0;
    for (size_t i = 0; i < report->outcome_count; i++) {
        double orders = report->outcomes[i].orders ? strtod(report->outcomes[i].orders, NULL) : 0;
        most = orders > most ? orders : most;
    }
    return most;
}

void explore_draw_ends(const app_t *app, const explore_state_t *state, area_t area, area_t trials)
{
    const explore_report_t *report = state->report;
    bool wide = area.columns >= 70, hidden = app->projector && app->covered;
    int room = area.columns - (wide ? 36 : 19), most_label = room - 8 < MOST_LABEL ? room - 8 : MOST_LABEL;
    int labels = label_columns(report, most_label > 8 ? most_label : 8);
    int bar = room - labels < (wide ? WIDE_BAR : SMALL_BAR) ? room - labels : wide ? WIDE_BAR : SMALL_BAR;
    double most = most_orders(report);
    for (int line = 0; line < area.lines && state->top + (size_t)line < report->outcome_count; line++) {
        size_t number = state->top + (size_t)line;
        const explore_outcome_t *outcome = &report->outcomes[number];
        char label[200];
        explore_label(outcome, label, sizeof label);
        paint_text(area, line, 1, ROLE_HERE, number == state->at ? "▶" : " ");
        if (hidden) {
            paint_text(area, line, 3, ROLE_DIM,
                       number == 0 ? "░░░░░░░░░░░░░░  covered: . shows them" : "░░░░░░░░░░░░░░");
            continue;
        }
        paint_cut(area, line, 3, labels, number == state->at ? ROLE_HERE : ROLE_TEXT, label);
        if (most > 0 && outcome->orders) {
            paint_bar_of(area, line, labels + 4, bar, outcome->wrong, strtod(outcome->orders, NULL) / most);
        }
        int column = labels + 5 + bar;
        paint_format(area, line, column, ROLE_TEXT, "%5s",
                     outcome->orders ? strlen(outcome->orders) > 8 ? "many" : outcome->orders : "–");
        paint_text(area, line, column + 7, outcome->wrong ? ROLE_BAD : ROLE_GOOD,
                   explore_verdict(state, outcome));
        if (wide) {
            paint_format(area, line, column + 14, ROLE_DIM, "%u switch%s", outcome->switches,
                         outcome->switches == 1 ? "" : "es");
        }
        draw_trials(app, outcome, trials, line);
    }
}

/* A free run in time: a lane for each process, from its first moment to its last. */
#include <stdio.h>
#include <string.h>

#include "app/tui/run_inner.h"

enum { NAME_LEAST = 7, SPAN_TEXT = 40, LANE_MOST = 512 };

typedef struct scale {
    uint64_t from_ns, to_ns;
    int column, columns;
    bool seconds;
} scale_t;

/* What a process did during the time of one column. */
typedef struct share {
    float runs, ready, waits, sleeps, ended; /* parts of the column */
} share_t;

static const char *sign_of(const share_t *share)
{
    float all = share->runs + share->ready + share->waits + share->sleeps;
    if (all <= share->ended) {
        return share->ended > 0 ? "z" : " ";
    }
    if (share->runs >= all / 2) {
        return "▓";
    }
    if (share->runs >= all / 50) {
        return "▒";
    }
    if (share->ready > share->waits && share->ready > share->sleeps) {
        return "░";
    }
    return share->sleeps > share->waits ? "·" : "─";
}

static void add_share(share_t *share, session_doing_t doing, double part)
{
    if (doing == SESSION_RUNS) {
        share->runs += (float)part;
    } else if (doing == SESSION_READY) {
        share->ready += (float)part;
    } else if (doing == SESSION_SLEEPS) {
        share->sleeps += (float)part;
    } else if (doing == SESSION_ENDED) {
        share->ended += (float)part;
    } else {
        share->waits += (float)part;
    }
}

static double at_column(const scale_t *scale, uint64_t ns)
{
    uint64_t span = scale->to_ns > scale->from_ns ? scale->to_ns - scale->from_ns : 1;
    if (ns <= scale->from_ns) {
        return 0;
    }
    double at = (double)(ns - scale->from_ns) / (double)span * scale->columns;
    return at > scale->columns ? scale->columns : at;
}

static void draw_lane(const run_picture_t *picture, size_t process, area_t area, int row,
                      const scale_t *scale)
{
    share_t shares[LANE_MOST] = {{0}};
    int columns = scale->columns < LANE_MOST ? scale->columns : LANE_MOST;
    for (size_t i = 0; i < picture->view->lane_count; i++) {
        const session_lane_t *lane = &picture->view->lanes[i];
        if (lane->process != process || lane->to_ns < scale->from_ns || lane->from_ns > scale->to_ns) {
            continue;
        }
        double from = at_column(scale, lane->from_ns), to = at_column(scale, lane->to_ns);
        for (int column = (int)from; column < columns && column <= (int)to; column++) {
            double begin = from > column ? from : column, end = to < column + 1 ? to : column + 1;
            add_share(&shares[column], lane->doing, end > begin ? end - begin : 0.0001);
        }
    }
    for (int column = 0; column < columns; column++) {
        const char *sign = sign_of(&shares[column]);
        if (sign[0] != ' ') {
            paint_text(area, row, scale->column + column, role_of_process((int)process), sign);
        }
    }
}

static void span_of(const session_view_t *view, size_t process, uint64_t *from_ns, uint64_t *to_ns)
{
    bool first = true;
    *from_ns = *to_ns = 0;
    for (size_t i = 0; i < view->lane_count; i++) {
        const session_lane_t *lane = &view->lanes[i];
        if (lane->process == process) {
            *from_ns = first || lane->from_ns < *from_ns ? lane->from_ns : *from_ns;
            *to_ns = lane->to_ns > *to_ns ? lane->to_ns : *to_ns;
            first = false;
        }
    }
}

/* In milliseconds, parts of one where the run is short; in seconds where it is long. */
static const char *time_text(const scale_t *scale, uint64_t ns, char text[SPAN_TEXT])
{
    if (scale->seconds) {
        snprintf(text, SPAN_TEXT, "%.1f", (double)ns / 1e9);
    } else {
        snprintf(text, SPAN_TEXT, ns < 10000000 && ns > 0 ? "%.1f" : "%.0f", (double)ns / 1e6);
    }
    return text;
}

static void draw_axis(area_t area, const scale_t *scale)
{
    char text[SPAN_TEXT];
    paint_text(area, 0, 2, ROLE_DIM, scale->seconds ? "s" : "ms");
    for (int column = 0; column + 8 < scale->columns; column += 12) {
        uint64_t ns =
            scale->from_ns + (uint64_t)((double)(scale->to_ns - scale->from_ns) * column / scale->columns);
        paint_text(area, 0, scale->column + column, ROLE_DIM, time_text(scale, ns, text));
    }
}

/* 4000009 as "4,000,009". */
static const char *grouped(uint64_t number, char text[SPAN_TEXT])
{
    char digits[24];
    int count = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number), used = 0;
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) {
            text[used++] = ',';
        }
        text[used++] = digits[i];
    }
    text[used] = '\0';
    return text;
}

static void draw_sums(const run_picture_t *picture, area_t area, int row)
{
    const session_view_t *view = picture->view;
    char steps[SPAN_TEXT], lost[SPAN_TEXT];
    int column = 2;
    if (view->together_ns > 0) {
        column = paint_format(area, row, column, ROLE_TEXT, "together at least %.*f ms   ",
                              view->together_ns < 10000000 ? 1 : 0, (double)view->together_ns / 1e6);
    }
    column = paint_format(area, row, column, ROLE_TEXT, "%s steps", grouped(view->operations, steps));
    if (view->events_lost > 0) {
        bool wide = area.columns >= 100;
        paint_format(area, row, column, ROLE_TEXT,
                     wide ? ", of which %s were counted, not kept one by one" : ", %s of them only counted",
                     grouped(view->events_lost, lost));
    }
}

int run_lanes_draw(const run_picture_t *picture, area_t area, int scroll)
{
    const session_view_t *view = picture->view;
    int wanted = 2 + (int)view->process_count;
    if (area.lines <= 0) {
        return wanted;
    }
    double zoom = picture->state->lane_zoom >= 1 ? picture->state->lane_zoom : 1;
    uint64_t begin = view->lanes_from_ns;
    uint64_t whole = view->lanes_to_ns > begin ? view->lanes_to_ns - begin : 1;
    uint64_t part = (uint64_t)((double)whole / zoom);
    uint64_t from = scroll > 0 ? (uint64_t)scroll * part / 4 : 0;
    from = from > whole - part ? whole - part : from;
    scale_t scale = {.from_ns = begin + from,
                     .to_ns = begin + from + part,
                     .column = 20,
                     .seconds = view->lanes_to_ns >= 10000000000};
    scale.columns = area.columns - scale.column - 2;
    draw_axis(area, &scale);
    size_t rows = area.lines > 2 ? (size_t)area.lines - 2 : 0;
    size_t place = run_place(picture, picture->state->selected);
    size_t first = place >= rows && rows > 0 ? place - rows + 1 : 0;
    int row = 1;
    for (size_t i = first; i < view->process_count && row < area.lines - 1; i++, row++) {
        uint32_t process = run_shown(picture, i);
        uint64_t from_ns, to_ns;
        char text[SPAN_TEXT], other[SPAN_TEXT];
        span_of(view, process, &from_ns, &to_ns);
        paint_cut(area, row, 2, NAME_LEAST, role_of_process((int)process), view->processes[process].path);
        paint_format(area, row, 9, ROLE_DIM, "%s–%s", time_text(&scale, from_ns, text),
                     time_text(&scale, to_ns, other));
        draw_lane(picture, process, area, row, &scale);
    }
    draw_sums(picture, area, row);
    return wanted;
}

/* Run for a hall: a line for each process, one shared value in tall digits, the steps, the last key. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "app/tui/run_inner.h"
#include "lessons/load/place.h"

enum { GLYPH_ROWS = 5, GLYPH_COLUMNS = 3, TEXT = 300 };

/* Digits in three by five, a bit for each point, the left one highest. */
static const struct {
    char sign;
    unsigned char rows[GLYPH_ROWS];
} glyphs[] = {
    {'0', {7, 5, 5, 5, 7}}, {'1', {2, 6, 2, 2, 7}}, {'2', {7, 1, 7, 4, 7}}, {'3', {7, 1, 7, 1, 7}},
    {'4', {5, 5, 7, 1, 1}}, {'5', {7, 4, 7, 1, 7}}, {'6', {7, 4, 7, 5, 7}}, {'7', {7, 1, 2, 2, 2}},
    {'8', {7, 5, 7, 5, 7}}, {'9', {7, 5, 7, 1, 7}}, {'-', {0, 0, 7, 0, 0}}, {'.', {0, 0, 0, 0, 2}},
};

static const unsigned char *glyph_of(char sign)
{
    for (size_t i = 0; i < sizeof glyphs / sizeof *glyphs; i++) {
        if (glyphs[i].sign == sign) {
            return glyphs[i].rows;
        }
    }
    return NULL;
}

static bool has_glyphs(const char *text)
{
    size_t i = 0;
    while (text[i] && glyph_of(text[i])) {
        i++;
    }
    return i > 0 && text[i] == '\0' && i <= 12;
}

/* Large: a point is two columns by one line; else two points stand above each other in one character. */
static int glyph_columns(bool large)
{
    return large ? 2 * GLYPH_COLUMNS + 2 : GLYPH_COLUMNS + 2;
}

static bool point_at(const unsigned char *rows, int row, int column)
{
    return row < GLYPH_ROWS && (rows[row] >> (GLYPH_COLUMNS - 1 - column) & 1);
}

static void draw_glyph(area_t area, int line, int column, role_t role, const unsigned char *rows, bool large)
{
    for (int row = 0; row < GLYPH_ROWS; row += large ? 1 : 2) {
        for (int at = 0; at < GLYPH_COLUMNS; at++) {
            bool upper = point_at(rows, row, at), lower = point_at(rows, row + 1, at);
            const char *sign = upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
            if (large) {
                paint_text(area, line + row, column + 2 * at, role, upper ? "██" : "  ");
            } else {
                paint_text(area, line + row / 2, column + at, role, sign);
            }
        }
    }
}

static int draw_tall(area_t area, int line, int column, role_t role, const char *text, bool large)
{
    if (!has_glyphs(text)) {
        return paint_cut(area, line + 1, column, area.columns - column, role, text);
    }
    for (; *text; text++) {
        draw_glyph(area, line, column, role, glyph_of(*text), large);
        column += glyph_columns(large);
    }
    return column;
}

/* ---- processes ---- */

static void draw_process(const run_picture_t *picture, const session_process_t *process, area_t area,
                         int line)
{
    role_t role = role_of_process((int)process->index);
    paint_format(area, line, 2, role, "%s%s", process->can_step ? "▸" : " ", process->path);
    const char *start = NULL;
    size_t size = process->line ? place_text_of_line(picture->state->text, process->line, &start) : 0;
    while (start && size > 0 && *start == ' ') {
        start++;
        size--;
    }
    int code = 13, does = area.columns * 46 / 100;
    if (start) {
        char text[TEXT];
        snprintf(text, sizeof text, "%.*s", (int)(size < TEXT - 1 ? size : TEXT - 1), start);
        paint_format(area, line, code - 5, ROLE_DIM, "%3u", process->line);
        paint_cut(area, line, code, does - code - 1, ROLE_HERE, text);
    }
    if (process->micro_count == 0 || !process->can_step) {
        paint_cut(area, line, does, area.columns - does - 1, ROLE_DIM, process->does);
        return;
    }
    int column = does;
    for (size_t i = 0; i < process->micro_count; i++) {
        const session_micro_t *micro = &process->micro[i];
        column = micro->next ? paint_text(area, line, column, role, "▸ ") : column;
        column = paint_cut(area, line, column, area.columns - column - 1,
                           micro->next   ? ROLE_HERE
                           : micro->done ? ROLE_TEXT
                                         : ROLE_DIM,
                           micro->text) +
                 3;
    }
}

/* Those who can go or wait come before those that have ended. */
static int draw_processes(const run_picture_t *picture, area_t area, int line, int rows, int pitch)
{
    const session_view_t *view = picture->view;
    int drawn = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < view->process_count && drawn < rows; i++) {
            const session_process_t *process = &view->processes[run_shown(picture, i)];
            bool can = process->can_step, ended = process->doing == SESSION_ENDED;
            if ((pass == 0) == can && !(ended && view->mode != SESSION_DONE)) {
                draw_process(picture, process, area, line + drawn * pitch);
                drawn++;
            }
        }
    }
    return line + drawn * pitch;
}

/* ---- the value ---- */

static const session_shared_t *main_value(const session_view_t *view)
{
    for (size_t i = 0; i < view->shared_count; i++) {
        if (view->shared[i].watched) {
            return &view->shared[i];
        }
    }
    for (size_t i = 0; i < view->shared_count; i++) {
        if (view->shared[i].has_number && !view->shared[i].library) {
            return &view->shared[i];
        }
    }
    return view->shared_count > 0 && !view->shared[0].library ? &view->shared[0] : NULL;
}

static void draw_value(const run_picture_t *picture, area_t area, int line, bool large)
{
    const session_view_t *view = picture->view;
    const session_shared_t *shared = main_value(view);
    if (!shared) {
        paint_text(area, line + 1, 3, ROLE_DIM, "nothing is shared yet");
        return;
    }
    paint_cut(area, line + (large ? 2 : 1), 3, 14, ROLE_TITLE, shared->name);
    int column = draw_tall(area, line, 20, ROLE_HERE, shared->text, large) + 3;
    int row = line;
    for (size_t i = 0; i < shared->reader_count && row < line + 3; i++) {
        const session_reader_t *reader = &shared->readers[i];
        char text[TEXT];
        snprintf(text, sizeof text, "%s read %.40s at step %llu%s", run_path(view, (int)reader->process),
                 reader->text, (unsigned long long)reader->step,
                 reader->out_of_date ? "   ! out of date" : "");
        paint_cut(area, row++, column, area.columns - column - 1,
                  reader->out_of_date ? ROLE_WARNING : ROLE_TEXT, text);
    }
    bool is_value = shared->has_number || shared->cell_count > 0;
    for (size_t i = 0; i < shared->waiter_count && row < line + 3; i++) {
        paint_format(area, row++, column, ROLE_WARNING, "%s waits for it",
                     run_path(view, (int)shared->waiters[i]));
    }
    if (is_value && shared->writer_step > 0 && row < line + 3) {
        paint_format(area, row, column, ROLE_TEXT, "%s stored %.40s at step %llu",
                     run_path(view, shared->writer), shared->text, (unsigned long long)shared->writer_step);
    }
}

/* ---- the whole ---- */

static void thick_rule(area_t area, int line)
{
    for (int column = 0; column < area.columns; column++) {
        paint_text(area, line, column, ROLE_LINE, "━");
    }
}

static void draw_head(const run_picture_t *picture, area_t area)
{
    const session_view_t *view = picture->view;
    char title[TEXT], mode[TEXT];
    snprintf(title, sizeof title, "%s", picture->app->lesson->name);
    for (char *at = title; *at; at++) {
        *at = (char)toupper((unsigned char)*at);
    }
    if (run_is_free(view)) {
        snprintf(mode, sizeof mode, view->mode == SESSION_DONE ? "FREE  ended" : "FREE");
    } else {
        snprintf(mode, sizeof mode, "%s  %llu",
                 view->mode == SESSION_DONE      ? "ENDED"
                 : view->mode == SESSION_PLAYING ? "PLAYS"
                                                 : "HELD",
                 (unsigned long long)view->step);
    }
    paint_format(area, 0, 1, ROLE_TITLE, "%s · %s", title, app_program_title(picture->app));
    paint_right(area, 0, 2, ROLE_HELD, mode);
}

static int draw_steps(const run_picture_t *picture, area_t area, int line, int lines)
{
    area_t steps = {area.line + line, area.column, lines, area.columns};
    if (run_is_free(picture->view)) {
        run_lanes_draw(picture, steps, 0);
    } else {
        run_steps_draw(picture, steps, 0);
    }
    return line + lines;
}

void run_projector_draw(const run_picture_t *picture, area_t body)
{
    const session_view_t *view = picture->view;
    bool large = body.columns >= 100 && body.lines >= 28;
    bool counting = view->trials_wanted > 0 && !picture->state->ends_away;
    int count = (int)view->process_count, digits = large ? GLYPH_ROWS : (GLYPH_ROWS + 1) / 2;
    /* What is left beside the head, four rules, the digits and the last key: processes first, then steps. */
    int spare = body.lines - 6 - digits - (run_tour_stop(picture->app) ? 2 : 0);
    int rows = count < spare - 3 ? count : spare - 3;
    rows = rows < 1 ? 1 : rows;
    int steps = 1 + count < spare - rows ? 1 + count : spare - rows;
    steps = steps < body.lines / 3 ? steps : body.lines / 3;
    int rest = spare - rows - steps;
    int pitch = rest >= rows + 2 ? 2 : 1;
    int margin = rest - (pitch - 1) * rows >= 8 ? 1 : 0;
    draw_head(picture, body);
    thick_rule(body, 1);
    int line = draw_processes(picture, body, 2 + margin, rows, pitch) + (pitch == 1 ? margin : 0);
    thick_rule(body, line++);
    if (counting) {
        area_t ends = {body.line + line, body.column, body.lines - line - 2, body.columns};
        run_ends_draw(picture, ends, 0);
    } else {
        draw_value(picture, body, line + margin, large);
        line += digits + 2 * margin;
        thick_rule(body, line++);
        line = draw_steps(picture, body, line + margin, steps) + margin;
        thick_rule(body, line++);
        line += margin;
        area_t words = {body.line + line, body.column + 1, body.lines - line - 1, body.columns - 2};
        if (words.lines > 0 && run_tour_stop(picture->app)) {
            run_tour_draw(picture, words, 0);
        }
    }
    if (picture->app->last_key[0]) {
        paint_format(body, body.lines - 1, 2, ROLE_KEY, "key ▸ %s", picture->app->last_key);
    }
}

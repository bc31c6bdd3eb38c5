/* The program with the processes that stand in it: folded where nobody is, the line of each opened into its
 * steps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/run_inner.h"
#include "lessons/load/knobs.h"
#include "lessons/load/place.h"

enum { NAMES = 2, MARK_TEXT = 40, GUTTER_LEAST = 6, GUTTER_MOST = 14 };

typedef struct source {
    const char *text;
    const char **starts;
    uint32_t lines;
    int *marks; /* for run_fold */
} source_t;

static bool stands_in(const session_process_t *process, uint32_t line)
{
    return process->line == line && process->doing != SESSION_ENDED;
}

static bool shows_micro(const run_picture_t *picture, const session_process_t *process)
{
    return process->micro_count > 1 && picture->view->mode != SESSION_FREE;
}

static uint32_t tour_line(const run_picture_t *picture)
{
    const lesson_stop_t *stop = run_tour_stop(picture->app);
    return stop && stop->point[0] ? place_line(picture->state->text, stop->point, NULL) : 0;
}

static int indentation(const char *line)
{
    int columns = 0;
    while (line[columns] == ' ') {
        columns++;
    }
    return line[columns] == '\n' || line[columns] == '\0' ? 1000 : columns;
}

/* The head of the function around a line is worth a row. */
static void mark_head(source_t *source, uint32_t line)
{
    int inner = indentation(source->starts[line - 1]);
    for (uint32_t i = line - 1; i-- > 0 && inner > 0;) {
        int here = indentation(source->starts[i]);
        if (here < inner) {
            inner = here;
            /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): every line has a start */
            if (strncmp(source->starts[i] + here, "def ", 4) == 0 && source->marks[i] == RUN_NOBODY) {
                source->marks[i] = RUN_NICE;
                return;
            }
        }
    }
}

static void mark_lines(const run_picture_t *picture, source_t *source)
{
    const session_view_t *view = picture->view;
    for (uint32_t i = 0; i < source->lines; i++) {
        source->marks[i] = RUN_NOBODY;
    }
    for (size_t i = 0; i < view->process_count; i++) {
        const session_process_t *process = &view->processes[i];
        if (process->line == 0 || process->line > source->lines || process->doing == SESSION_ENDED) {
            continue;
        }
        int *mark = &source->marks[process->line - 1];
        *mark = *mark < 0 ? 0 : *mark;
        *mark += shows_micro(picture, process) && *mark < 3;
    }
    uint32_t point = tour_line(picture);
    if (point && point <= source->lines && source->marks[point - 1] < 0) {
        source->marks[point - 1] = 0;
    }
    for (uint32_t i = 0; i < source->lines; i++) {
        if (source->marks[i] >= 0) {
            mark_head(source, i + 1);
        }
    }
}

static void source_destroy(source_t *source)
{
    free(source->starts);
    free(source->marks);
}

static bool source_init(const run_picture_t *picture, source_t *source)
{
    *source = (source_t){.text = picture->state->text ? picture->state->text : ""};
    for (const char *at = source->text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        source->lines++;
    }
    source->starts = calloc(source->lines + 1, sizeof *source->starts);
    source->marks = calloc(source->lines + 1, sizeof *source->marks);
    if (!source->starts || !source->marks) {
        source_destroy(source);
        return false;
    }
    uint32_t line = 0;
    for (const char *at = source->text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        source->starts[line++] = at;
    }
    mark_lines(picture, source);
    return true;
}

/* ---- one row ---- */

/* "▸P1", "▸P1,P2", "▸P1+7"; the first process that stands in the line, or -1. */
static int mark_text(const run_picture_t *picture, uint32_t line, char text[MARK_TEXT])
{
    int first = -1, count = 0;
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < picture->view->process_count; i++) {
        const session_process_t *process = &picture->view->processes[i];
        if (!stands_in(process, line)) {
            continue;
        }
        first = first < 0 || i == picture->state->selected ? (int)i : first;
        if (count++ < NAMES) {
            const char *path = strcmp(process->path, "main") == 0 ? "m" : process->path;
            used += (size_t)snprintf(text + used, MARK_TEXT - used, "%s%.12s", used ? "," : "▸", path);
        }
    }
    if (count > NAMES) {
        snprintf(text, MARK_TEXT, "▸%.12s+%d", picture->view->processes[first].path, count - 1);
    }
    return first;
}

static bool is_busy(const run_picture_t *picture, uint32_t line)
{
    return run_is_free(picture->view) && line < RUN_BUSY_LINES &&
           (picture->state->busy[line / 8] & 1U << line % 8);
}

static const char *note_of(const run_picture_t *picture, uint32_t line)
{
    const lesson_t *lesson = picture->app->lesson;
    for (uint32_t i = 0; i < lesson->knobs_count; i++) {
        if (knob_line(picture->state->text, lesson->knobs[i].name, NULL) == line) {
            return "◂ knob";
        }
    }
    return line == tour_line(picture) ? "◂ here" : "";
}

static int gutter_of(const run_picture_t *picture, const source_t *source)
{
    int gutter = GUTTER_LEAST;
    char mark[MARK_TEXT];
    for (uint32_t i = 0; i < source->lines; i++) {
        if (source->marks[i] >= 0 && mark_text(picture, i + 1, mark) >= 0) {
            int columns = text_columns(mark, strlen(mark)) + 1 + (i + 1 < 10 ? 1 : i + 1 < 100 ? 2 : 3) + 1;
            gutter = columns > gutter ? columns : gutter;
        }
    }
    return gutter < GUTTER_MOST ? gutter : GUTTER_MOST;
}

static void draw_code(const run_picture_t *picture, const source_t *source, area_t area, int row,
                      uint32_t line, int gutter)
{
    char mark[MARK_TEXT];
    int process = mark_text(picture, line, mark);
    const char *start = source->starts[line - 1];
    size_t size = strcspn(start, "\n");
    role_t role = process >= 0 ? ROLE_HERE : ROLE_CODE;
    if (process >= 0) {
        int column = paint_text(area, row, 0, role_of_process(process), mark);
        paint_format(area, row, column + 1, ROLE_HERE, "%u", line);
    } else {
        paint_format(area, row, 0, ROLE_DIM, "%*u", source->lines < 100 ? 3 : 4, line);
    }
    if (is_busy(picture, line)) {
        paint_text(area, row, gutter - 1, ROLE_FREE, "≈");
    }
    int room = area.columns - gutter;
    size_t fitting = text_fitting(start, size, room);
    int end = paint_bytes(area, row, gutter, role, start, fitting);
    if (fitting < size) {
        paint_text(area, row, area.columns - 1, ROLE_DIM, "…");
        return;
    }
    const char *note = note_of(picture, line);
    if (note[0] && end + text_columns(note, strlen(note)) + 2 <= area.columns) {
        paint_right(area, row, 1, ROLE_DIM, note);
    }
}

/* "load 100 → 100-1 = 99 → ▸store 99" */
static void draw_micro(const run_picture_t *picture, area_t area, int row, const session_process_t *process,
                       int column, bool named)
{
    if (named) {
        column = paint_format(area, row, column, role_of_process((int)process->index), "%s ", process->path);
    }
    for (size_t i = 0; i < process->micro_count; i++) {
        const session_micro_t *micro = &process->micro[i];
        if (i > 0) {
            column = paint_text(area, row, column, ROLE_DIM, " → ");
        }
        if (micro->next) {
            column = paint_text(area, row, column, role_of_process((int)process->index), "▸");
        }
        role_t role = micro->next ? ROLE_HERE : micro->done ? ROLE_TEXT : ROLE_DIM;
        column = paint_cut(area, row, column, area.columns - column, role, micro->text);
    }
    (void)picture;
}

/* The n-th process (from 1) with micro-steps in the line. */
static const session_process_t *micro_process(const run_picture_t *picture, uint32_t line, int number)
{
    for (size_t i = 0; i < picture->view->process_count; i++) {
        const session_process_t *process = &picture->view->processes[i];
        if (stands_in(process, line) && shows_micro(picture, process) && --number == 0) {
            return process;
        }
    }
    return NULL;
}

static void draw_extra(const run_picture_t *picture, const source_t *source, area_t area, int row,
                       const run_row_t *at, int gutter)
{
    const session_process_t *process = micro_process(picture, at->line, at->extra);
    bool named = source->marks[at->line - 1] > 1;
    if (process) {
        draw_micro(picture, area, row, process, gutter + (named ? 0 : 1), named);
    }
}

static size_t rows_of(const run_picture_t *picture, const source_t *source, area_t area, int scroll,
                      run_row_t *rows)
{
    if (!picture->state->program_scrolled) {
        return run_fold(source->marks, source->lines, area.lines, rows);
    }
    size_t count = 0;
    for (uint32_t i = (uint32_t)(scroll < 0 ? 0 : scroll); i < source->lines && count < (size_t)area.lines;
         i++) {
        int beneath = source->marks[i] > 0 ? source->marks[i] : 0;
        for (int extra = 0; extra <= beneath && count < (size_t)area.lines; extra++) {
            rows[count++] = (run_row_t){.line = i + 1, .last = i + 1, .extra = extra};
        }
    }
    return count;
}

/* ---- failure ---- */

static int draw_failure(const run_picture_t *picture, area_t area, int scroll)
{
    paint_text(area, -scroll, 1, ROLE_BAD, "This program cannot run:");
    return paint_wrapped(area, 2 - scroll, 1, ROLE_TEXT, picture->view->failure) + scroll;
}

int run_program_draw(const run_picture_t *picture, area_t area, int scroll)
{
    source_t source;
    if (picture->view->mode == SESSION_FAILED) {
        return draw_failure(picture, area, scroll);
    }
    if (!source_init(picture, &source)) {
        return 1;
    }
    int lines = (int)source.lines;
    run_row_t *rows = area.lines > 0 ? calloc((size_t)area.lines, sizeof *rows) : NULL;
    if (rows) {
        int gutter = gutter_of(picture, &source);
        size_t count = rows_of(picture, &source, area, scroll, rows);
        for (size_t i = 0; i < count; i++) {
            int row = (int)i;
            if (rows[i].fold) {
                paint_format(area, row, gutter - 1, ROLE_DIM, "⋯ %u–%u", rows[i].line, rows[i].last);
            } else if (rows[i].extra > 0) {
                draw_extra(picture, &source, area, row, &rows[i], gutter);
            } else {
                draw_code(picture, &source, area, row, rows[i].line, gutter);
            }
        }
    }
    free(rows);
    source_destroy(&source);
    return lines > 0 ? lines : 1;
}

int run_process_in_program(const run_picture_t *picture, area_t area, int line)
{
    source_t source;
    int process = -1;
    char mark[MARK_TEXT];
    if (picture->view->mode == SESSION_FAILED || line < 0 || line >= area.lines ||
        !source_init(picture, &source)) {
        return -1;
    }
    run_row_t *rows = calloc((size_t)area.lines, sizeof *rows);
    size_t count = rows ? rows_of(picture, &source, area, picture->state->scroll[RUN_PROGRAM], rows) : 0;
    if ((size_t)line < count && !rows[line].fold) {
        process = mark_text(picture, rows[line].line, mark);
    }
    free(rows);
    source_destroy(&source);
    return process;
}

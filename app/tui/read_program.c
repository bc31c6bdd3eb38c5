#include "app/tui/read.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/lang/diagnostic.h"
#include "lessons/load/place.h"

static uint32_t line_count(const char *text)
{
    uint32_t lines = 0;
    for (const char *at = text; *at; at++) {
        lines += *at == '\n' || at[1] == '\0';
    }
    return lines;
}

static void take_steps(read_state_t *read)
{
    read->step_count = 0;
    if (read->program && read->line > 0) {
        size_t count = disassemble_line(program_unit(read->program), read->line, read->steps, READ_STEPS);
        read->step_count = count < READ_STEPS ? count : READ_STEPS;
    }
}

static bool is_interesting(const read_state_t *read)
{
    for (size_t i = 0; i < read->step_count; i++) {
        if (read->steps[i].may_be_visible && read->steps[i].kind != MICRO_CALL) {
            return true;
        }
    }
    return false;
}

/* The line to begin with: one inside a function that others may notice, else the first that does anything. */
static void choose_first(read_state_t *read)
{
    uint32_t lines = line_count(read->text), any = 0;
    for (uint32_t line = 1; line <= lines; line++) {
        const char *start;
        size_t size = place_text_of_line(read->text, line, &start);
        read->line = line;
        take_steps(read);
        any = any == 0 && read->step_count > 0 ? line : any;
        if (size > 4 && start && start[0] == ' ' && is_interesting(read) && read->step_count > 1) {
            return;
        }
    }
    read->line = any;
    take_steps(read);
}

bool read_take_program(read_state_t *read, const app_t *app)
{
    char *text = app_program_text(app, false);
    if (!text || (read->text && strcmp(read->text, text) == 0)) {
        free(text);
        return false;
    }
    free(read->text);
    program_free(read->program);
    read->text = text;
    diagnostics_t found;
    diagnostics_init(&found, "program.py");
    read->program = program_compile("program.py", text, strlen(text), &found);
    diagnostics_destroy(&found);
    choose_first(read);
    return true;
}

void read_choose_line(read_state_t *read, int by)
{
    uint32_t lines = read->text ? line_count(read->text) : 0, line = read->line;
    do {
        line = (uint32_t)((int)line + by);
        if (line < 1 || line > lines) {
            return;
        }
        read->line = line;
        take_steps(read);
    } while (by != 0 && read->step_count == 0 && line > 1 && line < lines);
}

static int draw_steps(const read_state_t *read, area_t area, int line)
{
    if (read->step_count == 0) {
        return line;
    }
    paint_format(area, line++, 2, ROLE_TITLE, "line %u in the machine", read->line);
    for (size_t i = 0; i < read->step_count; i++) {
        const micro_step_t *step = &read->steps[i];
        paint_cut(area, line, 5, 32, step->may_be_visible ? ROLE_HERE : ROLE_TEXT, step->text);
        paint_cut(area, line++, 38, area.columns - 39, ROLE_DIM,
                  step->may_be_visible ? "others may see it" : "private");
    }
    return line;
}

/* The program's lines around the chosen one, then that line's steps below. */
void read_draw_program(const app_t *app, const read_state_t *read, area_t area)
{
    if (!read->text) {
        return;
    }
    int steps = read->step_count > 0 ? (int)read->step_count + 2 : 0;
    steps = steps > area.lines / 2 ? area.lines / 2 : steps;
    uint32_t lines = line_count(read->text), rows = (uint32_t)(area.lines - steps - 2), top = 1;
    if (lines > rows && read->line > rows / 2) {
        top = read->line - rows / 2;
        top = top + rows > lines + 1 ? lines + 1 - rows : top;
    }
    paint_format(area, 0, 2, ROLE_DIM, app_is_program(app) ? "the program" : "the program, variant %s",
                 app_variant(app)->title);
    int row = 2;
    for (uint32_t line = top; line <= lines && line < top + rows; line++, row++) {
        const char *start;
        size_t size = place_text_of_line(read->text, line, &start);
        bool here = line == read->line;
        paint_format(area, row, 1, ROLE_DIM, "%3u", line);
        int column = paint_bytes(area, row, 5, here ? ROLE_HERE : ROLE_CODE, start ? start : "", size);
        if (here) {
            paint_text(area, row, column + 2 < area.columns - 12 ? area.columns - 12 : column + 2, ROLE_DIM,
                       "◂ this line");
        }
    }
    area_t below = {area.line + row + 1, area.column, area.lines - row - 1, area.columns};
    draw_steps(read, below, 0);
}

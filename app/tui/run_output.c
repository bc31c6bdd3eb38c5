/* What the processes printed, in the order in which it came, each line with its process. */
#include <stdlib.h>
#include <string.h>

#include "app/tui/run_inner.h"

enum { NAME_COLUMNS = 6 };

/* The last output piece from which `lines` lines are still seen. */
static int count_lines(const session_view_t *view)
{
    int lines = 0;
    for (size_t i = 0; i < view->output_count; i++) {
        const session_output_t *output = &view->output[i];
        for (size_t at = 0; at < output->size_bytes; at++) {
            lines += output->text[at] == '\n' || at + 1 == output->size_bytes;
        }
    }
    return lines;
}

static void draw_line(const run_picture_t *picture, area_t area, int row, const session_output_t *output,
                      const char *text, size_t size)
{
    role_t role = role_of_process(output->process);
    if (picture->view->process_count > 1) {
        paint_cut(area, row, 1, NAME_COLUMNS - 1, role, run_path(picture->view, output->process));
    }
    int column = picture->view->process_count > 1 ? 1 + NAME_COLUMNS : 2;
    size_t fitting = text_fitting(text, size, area.columns - column);
    paint_bytes(area, row, column, output->stream == 2 ? ROLE_BAD : ROLE_TEXT, text, fitting);
}

int run_output_draw(const run_picture_t *picture, area_t area, int scroll)
{
    const session_view_t *view = picture->view;
    int lines = count_lines(view);
    if (lines == 0) {
        paint_text(area, 0, 2, ROLE_DIM, "(nothing yet)");
        return 1;
    }
    if (area.lines <= 0) {
        return lines;
    }
    /* The end is what one wants to see; scrolling goes back from there. */
    int first = lines - area.lines + (scroll < 0 ? scroll : 0);
    first = first < 0 ? 0 : first;
    int line = 0;
    for (size_t i = 0; i < view->output_count; i++) {
        const session_output_t *output = &view->output[i];
        for (size_t at = 0; at < output->size_bytes; line++) {
            const char *start = output->text + at;
            const char *end = memchr(start, '\n', output->size_bytes - at);
            size_t size = end ? (size_t)(end - start) : output->size_bytes - at;
            if (line >= first && line - first < area.lines) {
                draw_line(picture, area, line - first, output, start, size);
            }
            at += size + (end != NULL);
        }
    }
    return lines;
}

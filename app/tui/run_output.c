/* What the processes printed, in the order in which it came, each line with its process. */
#include <string.h>

#include "app/tui/run_inner.h"

enum { NAME_COLUMNS = 6 };

/* Rows of the pane, one after another: a line that is too long goes on in the next row, for the end of an error
 * message is what one wants to read. */
typedef struct rows {
    const session_view_t *view;
    int room;      /* columns of text in a row */
    size_t output; /* where the next row begins */
    size_t at;
    bool begins; /* the row just taken is the first of its line */
    const session_output_t *from;
    const char *text;
    size_t size;
} rows_t;

static int column_of_text(const session_view_t *view)
{
    return view->process_count > 1 ? 1 + NAME_COLUMNS : 2;
}

static bool next_row(rows_t *rows)
{
    const session_view_t *view = rows->view;
    while (rows->output < view->output_count && rows->at >= view->output[rows->output].size_bytes) {
        rows->output++;
        rows->at = 0;
    }
    if (rows->output >= view->output_count) {
        return false;
    }
    const session_output_t *from = &view->output[rows->output];
    const char *start = from->text + rows->at;
    size_t left = from->size_bytes - rows->at;
    const char *end = memchr(start, '\n', left);
    size_t line = end ? (size_t)(end - start) : left;
    size_t fitting = text_fitting(start, line, rows->room);
    rows->begins = rows->at == 0 || start[-1] == '\n';
    rows->from = from;
    rows->text = start;
    rows->size = fitting > 0 ? fitting : line;
    rows->at += rows->size + (rows->size == line && end != NULL);
    return true;
}

static void draw_row(const run_picture_t *picture, area_t area, int line, const rows_t *rows)
{
    int column = column_of_text(picture->view);
    if (picture->view->process_count > 1 && rows->begins) {
        paint_cut(area, line, 1, NAME_COLUMNS - 1, role_of_process(rows->from->process),
                  run_path(picture->view, rows->from->process));
    }
    size_t fitting = text_fitting(rows->text, rows->size, area.columns - column);
    paint_bytes(area, line, column, rows->from->stream == 2 ? ROLE_BAD : ROLE_TEXT, rows->text, fitting);
}

int run_output_draw(const run_picture_t *picture, area_t area, int scroll)
{
    rows_t rows = {.view = picture->view, .room = area.columns - column_of_text(picture->view)};
    rows_t again = rows;
    int count = 0;
    while (next_row(&rows)) {
        count++;
    }
    if (count == 0) {
        paint_text(area, 0, 2, ROLE_DIM, "(nothing yet)");
        return 1;
    }
    /* The end is what one wants to see; scrolling goes back from there. */
    int first = count - area.lines + (scroll < 0 ? scroll : 0);
    first = first < 0 ? 0 : first;
    for (int line = 0; next_row(&again); line++) {
        if (line >= first && line - first < area.lines) {
            draw_row(picture, area, line - first, &again);
        }
    }
    return count;
}

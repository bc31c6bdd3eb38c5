/* What the processes share: values with who wrote last and who still has an old one, locks with owner and
 * waiters, queues with what is under way. */
#include <stdio.h>
#include <string.h>

#include "app/tui/run_inner.h"

enum { NAME_MOST = 16, PHRASE = 400 };

/* Where the next line goes. */
typedef struct pen {
    const run_picture_t *picture;
    area_t area;
    int line, scroll;
    int name;   /* columns of the widest name */
    bool brief; /* there is no room for all: who has read what comes last, after owners and waiters */
} pen_t;

static int row_of(const pen_t *pen)
{
    return pen->line - pen->scroll;
}

/* A phrase under the line of the thing, broken where it must be. */
static void add_phrase(pen_t *pen, role_t role, int indent, const char *text)
{
    size_t size = strlen(text), at = 0;
    int room = pen->area.columns - indent;
    while (at < size && room > 4) {
        size_t skip, length = text_break(text + at, size - at, room, &skip);
        paint_bytes(pen->area, row_of(pen), indent, role, text + at, length);
        at += length + skip;
        pen->line++;
    }
}

/* A lock that belongs to a value and that nobody uses only takes room. */
static bool is_idle(const session_shared_t *shared)
{
    return shared->lock_of >= 0 && shared->owner < 0 && !shared->owner_dead && shared->waiter_count == 0;
}

static int name_columns(const session_view_t *view)
{
    int most = 4;
    for (size_t i = 0; i < view->shared_count; i++) {
        const char *name = view->shared[i].name;
        int columns = text_columns(name, strlen(name));
        bool counts = !view->shared[i].library && !is_idle(&view->shared[i]);
        most = columns > most && counts ? columns : most;
    }
    return most < NAME_MOST ? most : NAME_MOST;
}

/* ---- values ---- */

static void was_text(const pen_t *pen, const session_shared_t *shared, char *text, size_t size)
{
    const char *path = run_path(pen->picture->view, shared->writer);
    text[0] = '\0';
    if (shared->writer_step == 0) {
        return;
    }
    if (run_is_wide(pen->area)) {
        snprintf(text, size, "%s%.40s%s%s, line %u, step %llu", shared->was[0] ? "was " : "", shared->was,
                 shared->was[0] ? " · " : "", path, shared->writer_line,
                 (unsigned long long)shared->writer_step);
    } else {
        snprintf(text, size, "%s%.40s%s%s, step %llu", shared->was[0] ? "was " : "", shared->was,
                 shared->was[0] ? "; " : "", path, (unsigned long long)shared->writer_step);
    }
}

static void add_readers(pen_t *pen, const session_shared_t *shared)
{
    char text[PHRASE];
    for (size_t i = 0; i < shared->reader_count; i++) {
        const session_reader_t *reader = &shared->readers[i];
        snprintf(text, sizeof text, "%s read %.60s at step %llu%s",
                 run_path(pen->picture->view, (int)reader->process), reader->text,
                 (unsigned long long)reader->step, reader->out_of_date ? ": out of date" : "");
        add_phrase(pen, reader->out_of_date ? ROLE_WARNING : ROLE_DIM, 2, text);
    }
}

static bool changed_now(const pen_t *pen, const session_shared_t *shared)
{
    return shared->writer_step > 0 && shared->writer_step == pen->picture->view->step;
}

/* An array in rows of items, the one written last marked. */
static void add_cells(pen_t *pen, const session_shared_t *shared, int column)
{
    int from = column;
    for (size_t i = 0; i < shared->cell_count; i++) {
        int columns = text_columns(shared->cells[i], strlen(shared->cells[i]));
        if (column > from && column + columns + 1 > pen->area.columns) {
            pen->line++;
            column = from;
        }
        bool changed = (int)i == shared->changed_cell && shared->writer_step > 0;
        column =
            paint_text(pen->area, row_of(pen), column, changed ? ROLE_CHANGED : ROLE_TEXT, shared->cells[i]) +
            1;
    }
    pen->line++;
}

static void add_value(pen_t *pen, const session_shared_t *shared, int column)
{
    char was[PHRASE];
    was_text(pen, shared, was, sizeof was);
    if (shared->cell_count > 0) {
        add_cells(pen, shared, column);
        if (was[0]) {
            char text[PHRASE + 40];
            snprintf(text, sizeof text, "item %d: %s", shared->changed_cell, was);
            add_phrase(pen, ROLE_DIM, 2, text);
        }
    } else {
        column = paint_cut(pen->area, row_of(pen), column, pen->area.columns - column,
                           changed_now(pen, shared) ? ROLE_CHANGED : ROLE_HERE, shared->text);
        column += 2;
        if (column + text_columns(was, strlen(was)) <= pen->area.columns) {
            paint_text(pen->area, row_of(pen), column, ROLE_DIM, was);
            pen->line++;
        } else {
            pen->line++;
            add_phrase(pen, ROLE_DIM, 2, was);
        }
    }
    if (!pen->brief) {
        add_readers(pen, shared);
    }
}

/* ---- locks, queues and the rest ---- */

static void add_waiters(pen_t *pen, const session_shared_t *shared)
{
    char text[PHRASE];
    size_t used = 0;
    for (size_t i = 0; i < shared->waiter_count && used + 60 < sizeof text; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? ", " : "",
                                 run_path(pen->picture->view, (int)shared->waiters[i]));
    }
    if (used > 0) {
        char phrase[PHRASE + 20];
        snprintf(phrase, sizeof phrase, "wait%s for it: %s", shared->waiter_count == 1 ? "s" : "", text);
        add_phrase(pen, ROLE_WARNING, 2, phrase);
    }
}

static void add_items(pen_t *pen, const session_shared_t *shared)
{
    char text[PHRASE];
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < shared->item_count && used + 80 < sizeof text; i++) {
        if (shared->items[i].delivered) {
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%.60s",
                                     used ? ", " : "first: ", shared->items[i].text);
        }
    }
    if (used > 0) {
        add_phrase(pen, ROLE_TEXT, 2, text);
    }
    for (size_t i = 0; i < shared->item_count; i++) {
        const session_item_t *item = &shared->items[i];
        if (!item->delivered) {
            snprintf(text, sizeof text, "%.60s still in the buffer of %s", item->text,
                     run_path(pen->picture->view, item->process));
            add_phrase(pen, ROLE_DIM, 2, text);
        }
    }
    if (shared->item_total > shared->item_count) {
        snprintf(text, sizeof text, "and %zu more", shared->item_total - shared->item_count);
        add_phrase(pen, ROLE_DIM, 2, text);
    }
}

static void add_state(pen_t *pen, const session_shared_t *shared, int column)
{
    char text[PHRASE];
    role_t role = shared->owner_dead ? ROLE_BAD : shared->owner >= 0 ? ROLE_HERE : ROLE_TEXT;
    column = paint_cut(pen->area, row_of(pen), column, pen->area.columns - column, role, shared->text);
    if (shared->owner >= 0 && shared->owner_step > 0 && !pen->brief) {
        snprintf(text, sizeof text, "since step %llu", (unsigned long long)shared->owner_step);
        paint_cut(pen->area, row_of(pen), column + 2, pen->area.columns - column - 2, ROLE_DIM, text);
    }
    pen->line++;
    if (shared->owner_dead) {
        add_phrase(pen, ROLE_BAD, 2, "nobody will give it back");
    }
    add_items(pen, shared);
    add_waiters(pen, shared);
}

/* ---- one thing, and all ---- */

static bool is_value(const session_shared_t *shared)
{
    return strcmp(shared->kind, "Value") == 0 || strcmp(shared->kind, "Array") == 0;
}

static void add_thing(pen_t *pen, const session_shared_t *shared)
{
    char name[80];
    const session_view_t *view = pen->picture->view;
    if (shared->lock_of >= 0 && (size_t)shared->lock_of < view->shared_count) {
        snprintf(name, sizeof name, "%.40s's lock", view->shared[shared->lock_of].name);
    } else {
        snprintf(name, sizeof name, "%.60s", shared->name);
    }
    int columns = text_columns(name, strlen(name));
    int room = columns > pen->name ? columns : pen->name;
    room = room < pen->area.columns - 8 ? room : pen->area.columns - 8;
    int column = paint_cut(pen->area, row_of(pen), 1, room, shared->library ? ROLE_DIM : ROLE_TITLE, name);
    column = column < 1 + pen->name ? 1 + pen->name : column;
    column += 2;
    if (run_is_wide(pen->area)) {
        const char *kind = is_value(shared) ? shared->type : shared->kind;
        paint_cut(pen->area, row_of(pen), column, 9, ROLE_DIM, kind);
        column += 10;
    }
    if (is_value(shared)) {
        add_value(pen, shared, column);
    } else {
        add_state(pen, shared, column);
    }
}

static void add_all(pen_t *pen)
{
    const session_view_t *view = pen->picture->view;
    bool all = pen->picture->state->zoom;
    size_t hidden = 0;
    for (size_t i = 0; i < view->shared_count; i++) {
        if (!all && (view->shared[i].library || is_idle(&view->shared[i]))) {
            hidden += view->shared[i].library;
        } else {
            add_thing(pen, &view->shared[i]);
        }
    }
    for (size_t i = 0; i < view->shared_count && pen->brief; i++) {
        if (all || !view->shared[i].library) {
            add_readers(pen, &view->shared[i]);
        }
    }
    if (pen->line == 0) {
        add_phrase(pen, ROLE_DIM, 2,
                   view->process_count > 0 && view->mode != SESSION_DONE ? "(nothing yet)" : "(nothing)");
    }
    if (hidden > 0) {
        char text[PHRASE];
        snprintf(text, sizeof text, "and %zu of the library (z shows them)", hidden);
        add_phrase(pen, ROLE_DIM, 2, text);
    }
}

int run_shared_draw(const run_picture_t *picture, area_t area, int scroll)
{
    const session_view_t *view = picture->view;
    pen_t pen = {.picture = picture, .area = area, .scroll = scroll, .name = name_columns(view)};
    pen_t measure = pen;
    measure.area.lines = 0;
    add_all(&measure);
    int hidden = measure.line - area.lines;
    bool cut = area.lines > 1 && scroll == 0 && hidden > 0 && !picture->state->zoom;
    pen.brief = cut;
    add_all(&pen);
    if (cut) {
        char text[40];
        snprintf(text, sizeof text, " +%d, z", hidden);
        paint_right(area, area.lines - 1, 0, ROLE_DIM, text);
    }
    return pen.line;
}

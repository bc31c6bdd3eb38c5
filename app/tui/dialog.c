#include "app/tui/dialog.h"

#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/lang/utf8.h"

typedef enum dialog_kind { DIALOG_LIST, DIALOG_LINE, DIALOG_ASK, DIALOG_SHOW } dialog_kind_t;

enum { LINE_BYTES = 256 };

typedef struct dialog {
    dialog_kind_t kind;
    char *title;
    char **items; /* LIST */
    int count, at;
    char line[LINE_BYTES]; /* LINE */
    char *text;            /* SHOW */
    int scroll;
    dialog_choice_fn *choose;
    dialog_text_fn *enter;
    dialog_yes_fn *yes;
} dialog_t;

static void dialog_free(dialog_t *dialog)
{
    if (!dialog) {
        return;
    }
    for (int i = 0; dialog->items && i < dialog->count; i++) {
        free(dialog->items[i]);
    }
    free(dialog->items);
    free(dialog->title);
    free(dialog->text);
    free(dialog);
}

bool dialog_is_open(const app_t *app)
{
    return app->dialog != NULL;
}

void dialog_close(app_t *app)
{
    dialog_free(app->dialog);
    app->dialog = NULL;
    app->dirty = true;
}

static dialog_t *begin(app_t *app, dialog_kind_t kind, const char *title)
{
    dialog_close(app);
    dialog_t *dialog = calloc(1, sizeof *dialog);
    if (dialog) {
        dialog->kind = kind;
        dialog->title = strdup(title);
        app->dialog = dialog;
    }
    if (!dialog || !dialog->title) {
        dialog_close(app);
        return NULL;
    }
    return dialog;
}

bool dialog_list(app_t *app, const char *title, const char *const *items, int count, int at,
                 dialog_choice_fn *choose)
{
    dialog_t *dialog = begin(app, DIALOG_LIST, title);
    if (!dialog || count <= 0 || !(dialog->items = calloc((size_t)count, sizeof *dialog->items))) {
        dialog_close(app);
        return false;
    }
    dialog->count = count;
    dialog->at = at >= 0 && at < count ? at : 0;
    dialog->choose = choose;
    for (int i = 0; i < count; i++) {
        if (!(dialog->items[i] = strdup(items[i]))) {
            dialog_close(app);
            return false;
        }
    }
    return true;
}

bool dialog_line(app_t *app, const char *title, const char *text, dialog_text_fn *enter)
{
    dialog_t *dialog = begin(app, DIALOG_LINE, title);
    if (!dialog) {
        return false;
    }
    snprintf(dialog->line, sizeof dialog->line, "%s", text);
    dialog->enter = enter;
    return true;
}

bool dialog_ask(app_t *app, const char *question, dialog_yes_fn *yes)
{
    dialog_t *dialog = begin(app, DIALOG_ASK, question);
    if (dialog) {
        dialog->yes = yes;
    }
    return dialog != NULL;
}

bool dialog_show(app_t *app, const char *title, const char *text)
{
    dialog_t *dialog = begin(app, DIALOG_SHOW, title);
    if (!dialog || !(dialog->text = strdup(text))) {
        dialog_close(app);
        return false;
    }
    return true;
}

/* ---- drawing ---- */

static area_t centred(area_t screen, int lines, int columns)
{
    lines = lines > screen.lines ? screen.lines : lines;
    columns = columns > screen.columns ? screen.columns : columns;
    return (area_t){.line = screen.line + (screen.lines - lines) / 2,
                    .column = screen.column + (screen.columns - columns) / 2,
                    .lines = lines,
                    .columns = columns};
}

static void draw_list(const dialog_t *dialog, area_t screen)
{
    int widest = text_columns(dialog->title, strlen(dialog->title)) + 2;
    for (int i = 0; i < dialog->count; i++) {
        int columns = text_columns(dialog->items[i], strlen(dialog->items[i]));
        widest = columns > widest ? columns : widest;
    }
    area_t area = centred(screen, dialog->count + 3, widest + 8);
    int shown = area.lines - 3 > 0 ? area.lines - 3 : 0;
    int first = dialog->at >= shown ? dialog->at - shown + 1 : 0;
    paint_box(area, dialog->title);
    area_t inner = {area.line + 1, area.column + 1, area.lines - 2, area.columns - 2};
    for (int i = 0; i < shown; i++) {
        paint_cut(inner, i, 1, inner.columns - 2, ROLE_TEXT, first + i == dialog->at ? "▶" : " ");
        paint_cut(inner, i, 3, inner.columns - 4, ROLE_TEXT, dialog->items[first + i]);
        if (first + i == dialog->at) {
            paint_over(inner, i, ROLE_SELECTED);
        }
    }
    paint_cut(inner, inner.lines - 1, 1, inner.columns - 1, ROLE_DIM, "↑↓ choose  ⏎ take  Esc leave");
}

static void draw_line(const dialog_t *dialog, area_t screen)
{
    area_t area = centred(screen, 4, screen.columns < 70 ? screen.columns : 70);
    paint_box(area, dialog->title);
    area_t inner = {area.line + 1, area.column + 1, area.lines - 2, area.columns - 2};
    size_t size = strlen(dialog->line), from = 0;
    while (text_columns(dialog->line + from, size - from) > inner.columns - 3) {
        from += text_fitting(dialog->line + from, size - from, 1);
    }
    int column = paint_text(inner, 0, 1, ROLE_TEXT, dialog->line + from);
    paint_text(inner, 0, column, ROLE_SELECTED, " ");
    paint_cut(inner, 1, 1, inner.columns - 1, ROLE_DIM, "⏎ take  Esc leave");
}

/* Paints the text from its line `scroll` on; gives the number of lines that the whole has. */
static int draw_text(area_t area, const char *text, int scroll)
{
    size_t size = strlen(text);
    int line = 0;
    for (size_t at = 0; at < size; line++) {
        size_t skip, length = text_break(text + at, size - at, area.columns, &skip);
        if (line >= scroll) {
            paint_bytes(area, line - scroll, 0, ROLE_TEXT, text + at, length);
        }
        at += length + skip;
    }
    return line;
}

static void draw_show(const dialog_t *dialog, area_t screen)
{
    area_t area = centred(screen, screen.lines - 2, screen.columns < 100 ? screen.columns - 4 : 96);
    paint_box(area, dialog->title);
    area_t inner = {area.line + 1, area.column + 2, area.lines - 3, area.columns - 4};
    int lines = draw_text(inner, dialog->text, dialog->scroll);
    area_t foot = {area.line + area.lines - 2, area.column + 2, 1, area.columns - 4};
    paint_cut(foot, 0, 0, foot.columns, ROLE_DIM,
              lines > inner.lines ? "↑↓ PgUp PgDn scroll, any other key closes" : "any key closes");
}

void dialog_draw(const app_t *app, area_t screen)
{
    const dialog_t *dialog = app->dialog;
    if (!dialog || screen.lines < 4 || screen.columns < 12) {
        return;
    }
    switch (dialog->kind) {
    case DIALOG_LIST:
        draw_list(dialog, screen);
        break;
    case DIALOG_LINE:
        draw_line(dialog, screen);
        break;
    case DIALOG_ASK: {
        int columns = text_columns(dialog->title, strlen(dialog->title));
        area_t area = centred(screen, 4, columns + 6 < 24 ? 24 : columns + 6);
        paint_box(area, NULL);
        area_t inner = {area.line + 1, area.column + 2, 2, area.columns - 4};
        paint_cut(inner, 0, 0, inner.columns, ROLE_TITLE, dialog->title);
        paint_cut(inner, 1, 0, inner.columns, ROLE_DIM, "y yes  any other key: no");
        break;
    }
    case DIALOG_SHOW:
        draw_show(dialog, screen);
        break;
    }
}

/* ---- keys ---- */

static void erase_last(char *line)
{
    size_t size = strlen(line);
    while (size > 0 && ((unsigned char)line[size - 1] & 0xC0) == 0x80) {
        size--;
    }
    line[size > 0 ? size - 1 : 0] = '\0';
}

static void type(dialog_t *dialog, const terminal_key_t *key)
{
    size_t size = strlen(dialog->line);
    if (key->special && key->code == KEY_BACKSPACE) {
        erase_last(dialog->line);
    } else if (!key->special && (key->code == 127 || key->code == 8)) {
        erase_last(dialog->line);
    } else if (!key->special && key->code == 21) { /* Ctrl-U, as in every shell */
        dialog->line[0] = '\0';
    } else if (!key->special && key->code >= ' ' && size + 5 < sizeof dialog->line) {
        size_t bytes = utf8_write(key->code, dialog->line + size);
        dialog->line[size + bytes] = '\0';
    }
}

static void enter_line(app_t *app)
{
    dialog_t *dialog = app->dialog;
    char line[LINE_BYTES];
    dialog_text_fn *enter = dialog->enter;
    memcpy(line, dialog->line, sizeof line);
    dialog_close(app);
    enter(app, line);
}

static void take_item(app_t *app)
{
    int at = app->dialog->at;
    dialog_choice_fn *choose = app->dialog->choose;
    dialog_close(app);
    choose(app, at);
}

static bool is_enter(const terminal_key_t *key)
{
    return key->special ? key->code == KEY_ENTER : key->code == '\r' || key->code == '\n';
}

static void key_in_list(app_t *app, const terminal_key_t *key)
{
    dialog_t *dialog = app->dialog;
    bool up = key->special ? key->code == KEY_UP : key->code == 'k';
    bool down = key->special ? key->code == KEY_DOWN : key->code == 'j';
    if (is_enter(key)) {
        take_item(app);
    } else if (up) {
        dialog->at = (dialog->at + dialog->count - 1) % dialog->count;
    } else if (down) {
        dialog->at = (dialog->at + 1) % dialog->count;
    } else if (!key->special && key->code >= '1' && key->code <= '9' &&
               (int)key->code - '1' < dialog->count) {
        dialog->at = (int)key->code - '1';
        take_item(app);
    } else if (!key->special) {
        dialog_close(app);
    }
}

static void key_in_show(app_t *app, const terminal_key_t *key)
{
    dialog_t *dialog = app->dialog;
    int step = !key->special            ? 0
               : key->code == KEY_UP    ? -1
               : key->code == KEY_DOWN  ? 1
               : key->code == KEY_PPAGE ? -10
               : key->code == KEY_NPAGE ? 10
                                        : 0;
    if (step == 0) {
        dialog_close(app);
        return;
    }
    int lines = 1;
    for (const char *at = dialog->text; *at; at++) {
        lines += *at == '\n';
    }
    dialog->scroll += step;
    dialog->scroll = dialog->scroll > lines - 1 ? lines - 1 : dialog->scroll;
    dialog->scroll = dialog->scroll < 0 ? 0 : dialog->scroll;
}

void dialog_key(app_t *app, const terminal_key_t *key)
{
    app->dirty = true;
    if (!key->special && key->code == 27) {
        dialog_close(app);
        return;
    }
    switch (app->dialog->kind) {
    case DIALOG_LIST:
        key_in_list(app, key);
        break;
    case DIALOG_LINE:
        if (is_enter(key)) {
            enter_line(app);
        } else {
            type(app->dialog, key);
        }
        break;
    case DIALOG_ASK: {
        dialog_yes_fn *yes = app->dialog->yes;
        bool agreed = !key->special && (key->code == 'y' || key->code == 'Y');
        dialog_close(app);
        if (agreed) {
            yes(app);
        }
        break;
    }
    case DIALOG_SHOW:
        key_in_show(app, key);
        break;
    }
}

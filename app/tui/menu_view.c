#include "app/tui/menu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/dialog.h"
#include "app/tui/view.h"

enum { WIDE_LIST = 47, SMALL_LIST = 43, LEAST_FOR_DETAIL = 64 };

static menu_t *state(const app_t *app)
{
    return app->states[VIEW_MENU];
}

/* ---- drawing ---- */

static int list_columns(area_t body)
{
    return body.columns < LEAST_FOR_DETAIL ? body.columns : body.columns >= 100 ? WIDE_LIST : SMALL_LIST;
}

static void draw_group_row(const app_t *app, const menu_t *menu, int group, area_t list, int line)
{
    size_t done, size = menu_group_size(app, group, &done);
    const char *sign = menu->folded[group] ? "▸" : "▾";
    char count[32];
    if (group < CHAPTER_COUNT) {
        paint_format(list, line, 1, ROLE_TITLE, "%s %s %s", sign, chapter_letter((lesson_chapter_t)group),
                     chapter_title((lesson_chapter_t)group));
        snprintf(count, sizeof count, "%zu/%zu", done, size);
    } else {
        paint_format(list, line, 1, ROLE_TITLE, "%s %s", sign,
                     group == MENU_PROGRAMS ? "My programs" : "Cannot be read");
        snprintf(count, sizeof count, "%zu", size);
    }
    paint_right(list, line, 1, ROLE_DIM, count);
}

static void draw_lesson_row(const app_t *app, const lesson_t *lesson, area_t list, int line)
{
    static const char *const marks[] = {[MENU_NEW] = "·", [MENU_BEGUN] = "◐", [MENU_DONE] = "✓"};
    uint32_t answered;
    menu_mark_t mark = menu_mark_of(app, lesson, &answered);
    char text[48];
    paint_text(list, line, 4, mark == MENU_DONE ? ROLE_GOOD : ROLE_TEXT, marks[mark]);
    paint_cut(list, line, 6, list.columns - 22, ROLE_TEXT, lesson->name);
    if (mark == MENU_BEGUN && lesson->questions_count) {
        snprintf(text, sizeof text, "%u/%u", answered, lesson->questions_count);
        paint_right(list, line, 9, ROLE_DIM, text);
    }
    snprintf(text, sizeof text, "%u min", lesson->minutes);
    paint_right(list, line, 1, ROLE_DIM, text);
}

static void draw_row(const app_t *app, const menu_t *menu, size_t number, area_t list, int line)
{
    const menu_row_t *row = &menu->rows[number];
    const char *path = NULL;
    switch (row->kind) {
    case MENU_GROUP:
        draw_group_row(app, menu, row->group, list, line);
        break;
    case MENU_LESSON:
        draw_lesson_row(app, app->catalogue.entries[row->number].lesson, list, line);
        break;
    case MENU_PROGRAM:
        path = app->progress->data->recent[row->number];
        break;
    case MENU_BROKEN_LESSON:
        path = app->catalogue.entries[row->number].path;
        paint_text(list, line, 4, ROLE_WARNING, "!");
        break;
    }
    if (path) {
        const char *slash = strrchr(path, '/');
        paint_cut(list, line, 6, list.columns - 8, ROLE_TEXT, slash ? slash + 1 : path);
    }
    if (number == menu->at) {
        paint_over(list, line, ROLE_SELECTED);
        paint_text(list, line, row->kind == MENU_GROUP ? 0 : 2, ROLE_SELECTED, "▶");
    }
}

static void draw_head(const app_t *app, area_t body)
{
    size_t all = 0, done = 0;
    for (int group = 0; group < CHAPTER_COUNT; group++) {
        size_t group_done;
        all += menu_group_size(app, group, &group_done);
        done += group_done;
    }
    area_t title = {body.line - 1, 0, 1, body.columns};
    const lesson_t *next = menu_next(app);
    char text[200];
    snprintf(text, sizeof text,
             body.columns >= 100 ? "%zu of %zu lessons done%s%s" : "%zu of %zu lessons%s%s", done, all,
             next ? body.columns >= 100 ? " · n goes on: " : " · next: n" : "",
             next && body.columns >= 100 ? next->name : "");
    if (!app->projector) {
        paint_right(title, 0, 2, ROLE_DIM, text);
    }
}

static void draw(app_t *app, area_t body)
{
    menu_t *menu = state(app);
    int columns = list_columns(body);
    area_t list = {body.line + 1, 0, body.lines - 1, columns};
    paint_rule(body, 0, NULL, NULL);
    draw_head(app, body);
    if (menu->count == 0) {
        paint_text(list, 1, 2, ROLE_WARNING, "No lesson was found.");
        paint_text(list, 2, 2, ROLE_TEXT, "`lockstep --lessons DIR` names a folder with some.");
        return;
    }
    size_t rows = list.lines > 0 ? (size_t)list.lines : 1;
    menu->top = menu->at < menu->top ? menu->at : menu->top;
    menu->top = menu->at >= menu->top + rows ? menu->at - rows + 1 : menu->top;
    menu->top = menu->top + rows > menu->count ? menu->count > rows ? menu->count - rows : 0 : menu->top;
    for (size_t i = 0; i < rows && menu->top + i < menu->count; i++) {
        draw_row(app, menu, menu->top + i, list, (int)i);
    }
    if (columns < body.columns) {
        area_t detail = {body.line + 1, columns + 1, body.lines - 1, body.columns - columns - 1};
        paint_bar(body, columns, 1, body.lines - 1);
        paint_joint(body, 0, columns, "┬");
        menu_draw_detail(app, &menu->rows[menu->at], detail);
    }
}

/* ---- what keys do ---- */

static void remake(app_t *app)
{
    if (!menu_make_rows(state(app), app)) {
        app_refuse(app, "There is not enough memory for the list.");
    }
}

static void fold(app_t *app, bool folded)
{
    menu_t *menu = state(app);
    if (menu->count == 0) {
        return;
    }
    const menu_row_t *row = &menu->rows[menu->at];
    if (folded || row->kind == MENU_GROUP) {
        menu->folded[row->group] = folded;
        remake(app);
    }
}

static void open_row(app_t *app)
{
    menu_t *menu = state(app);
    if (menu->count == 0) {
        return;
    }
    const menu_row_t row = menu->rows[menu->at];
    switch (row.kind) {
    case MENU_GROUP:
        fold(app, !menu->folded[row.group]);
        break;
    case MENU_LESSON:
        app_open_lesson(app, app->catalogue.entries[row.number].lesson->id, VIEW_READ);
        break;
    case MENU_PROGRAM: {
        char *path = strdup(app->progress->data->recent[row.number]); /* opening moves the list */
        if (path) {
            app_open_program(app, path, VIEW_RUN);
        }
        free(path);
        break;
    }
    case MENU_BROKEN_LESSON:
        app_refuse(app, "This lesson cannot be read: its file says why on the right.");
        break;
    }
}

/* ---- forgetting ---- */

static void forgotten(app_t *app, bool done, const char *what)
{
    remake(app);
    if (done) {
        app_say(app, "%s forgotten. Your files are as they were.", what);
    } else {
        app_refuse(app, "%s", app->progress->notice);
    }
}

static void forget_lesson(app_t *app)
{
    const menu_t *menu = state(app);
    const lesson_t *lesson = app->catalogue.entries[menu->rows[menu->at].number].lesson;
    forgotten(app, progress_reset(app->progress, lesson->id), "What you had done of this lesson is");
}

static void forget_all(app_t *app)
{
    forgotten(app, progress_reset(app->progress, NULL), "All that you had done is");
}

static void choose_what_to_forget(app_t *app, int index)
{
    const menu_t *menu = state(app);
    bool lesson = menu->count > 0 && menu->rows[menu->at].kind == MENU_LESSON;
    if (lesson && index == 0) {
        dialog_ask(app, "Forget what you have done of this lesson?", forget_lesson);
    } else {
        dialog_ask(app, "Forget what you have done of ALL lessons?", forget_all);
    }
}

static void ask_what_to_forget(app_t *app)
{
    const menu_t *menu = state(app);
    bool lesson = menu->count > 0 && menu->rows[menu->at].kind == MENU_LESSON;
    char this_one[120];
    const char *items[2];
    int count = 0;
    if (!app->progress) {
        app_refuse(app, "Nothing is kept, so there is nothing to forget.");
        return;
    }
    if (lesson) {
        const lesson_t *chosen = app->catalogue.entries[menu->rows[menu->at].number].lesson;
        snprintf(this_one, sizeof this_one, "of %.100s", chosen->name);
        items[count++] = this_one;
    }
    items[count++] = "of all lessons";
    dialog_list(app, "forget what I have done", items, count, 0, choose_what_to_forget);
}

/* ---- going on ---- */

static view_id_t view_of_name(const char *name)
{
    for (view_id_t id = VIEW_READ; id < VIEW_COUNT; id++) {
        if (strcmp(view_of(id)->name, name) == 0) {
            return id;
        }
    }
    return VIEW_READ;
}

/* Copies what is needed first: opening writes the place where the reader is. */
static void go_on(app_t *app)
{
    const lesson_t *next = menu_next(app);
    if (!next) {
        app_say(app, "Every lesson is done. Choose one to see it again.");
        return;
    }
    const progress_place_t *last = app->progress ? &app->progress->data->last : NULL;
    bool same = last && last->lesson && strcmp(last->lesson, next->id) == 0;
    char variant[64] = "";
    view_id_t view = VIEW_READ;
    uint32_t page = 0;
    if (same) {
        snprintf(variant, sizeof variant, "%s", last->variant ? last->variant : "");
        view = view_of_name(last->view ? last->view : "");
        page = last->page;
    }
    if (!app_open_lesson(app, next->id, VIEW_READ)) {
        return;
    }
    app->page = page < next->pages_count ? page : 0;
    for (uint32_t i = 0; i < next->variants_count; i++) {
        if (strcmp(next->variants[i].id, variant) == 0) {
            app_set_variant(app, i);
        }
    }
    app_show(app, view);
}

static void find(app_t *app, const char *text)
{
    menu_t *menu = state(app);
    snprintf(menu->found, sizeof menu->found, "%s", text);
    if (text[0] && !menu_find(menu, app, text)) {
        app_refuse(app, "No lesson has \"%.60s\" in its title or name.", text);
    } else if (text[0]) {
        app_say(app, "\"%.60s\": / and ⏎ go to the next lesson that has it.", text);
    }
}

static void move(menu_t *menu, long by)
{
    if (menu->count > 0) {
        long at = (long)menu->at + by, last = (long)menu->count - 1;
        menu->at = (size_t)(at < 0 ? 0 : at > last ? last : at);
    }
}

static bool command(app_t *app, command_id_t command)
{
    menu_t *menu = state(app);
    switch (command) {
    case COMMAND_UP:
        move(menu, -1);
        return true;
    case COMMAND_DOWN:
        move(menu, 1);
        return true;
    case COMMAND_PAGE_UP:
        move(menu, -12);
        return true;
    case COMMAND_PAGE_DOWN:
        move(menu, 12);
        return true;
    case COMMAND_OPEN:
        open_row(app);
        return true;
    case COMMAND_FOLD:
        fold(app, true);
        return true;
    case COMMAND_UNFOLD:
        fold(app, false);
        return true;
    case COMMAND_CONTINUE:
        go_on(app);
        return true;
    case COMMAND_START_OVER:
        ask_what_to_forget(app);
        return true;
    case COMMAND_FIND:
        dialog_line(app, "find a lesson", menu->found, find);
        return true;
    case COMMAND_EDIT:
        app_say(app, "`lockstep FILE.py` opens a program of your own; `e` there edits it.");
        return true;
    case COMMAND_NEXT_PANE:
    case COMMAND_PREVIOUS_PANE:
        return true;
    default:
        return false;
    }
}

static bool mouse(app_t *app, area_t body, const terminal_key_t *key)
{
    menu_t *menu = state(app);
    if (key->mouse_wheel_up || key->mouse_wheel_down) {
        move(menu, key->mouse_wheel_up ? -3 : 3);
        return true;
    }
    int line = key->mouse_line - body.line - 1;
    if (line < 0 || line >= body.lines - 1 || key->mouse_column >= list_columns(body) ||
        menu->top + (size_t)line >= menu->count) {
        return false;
    }
    size_t row = menu->top + (size_t)line;
    bool again = row == menu->at;
    menu->at = row;
    if (key->mouse_double || (again && menu->rows[row].kind == MENU_GROUP)) {
        open_row(app);
    }
    return true;
}

/* ---- life ---- */

static void say_last_time(app_t *app)
{
    const progress_place_t *last = app->progress ? &app->progress->data->last : NULL;
    const catalogue_entry_t *entry =
        last && last->lesson && last->lesson[0] ? catalogue_find(&app->catalogue, last->lesson) : NULL;
    if (entry && entry->lesson && !app->projector) {
        const lesson_variant_t *variant = lesson_variant(entry->lesson, last->variant ? last->variant : "");
        app_say(app, "Last time you were in %s, variant \"%s\".", entry->lesson->name,
                variant ? variant->title : "");
    }
}

/* All chapters are folded but the one where the reader goes on. */
static bool open_view(app_t *app)
{
    menu_t *menu = calloc(1, sizeof *menu);
    if (!menu) {
        return false;
    }
    for (int group = 0; group < MENU_BROKEN; group++) {
        menu->folded[group] = true;
    }
    app->states[VIEW_MENU] = menu;
    const lesson_t *next = menu_next(app);
    if (!menu_make_rows(menu, app)) {
        free(menu);
        app->states[VIEW_MENU] = NULL;
        return false;
    }
    if (next) {
        menu_choose(menu, app, next->id);
    }
    say_last_time(app);
    return true;
}

static void close_view(app_t *app)
{
    menu_t *menu = state(app);
    free(menu->rows);
    free(menu);
    app->states[VIEW_MENU] = NULL;
}

/* Programs may have been opened since the rows were made. */
static bool pump(app_t *app)
{
    menu_t *menu = state(app);
    size_t recent = app->progress ? app->progress->data->recent_count : 0, shown = 0;
    for (size_t i = 0; i < menu->count; i++) {
        shown += menu->rows[i].kind == MENU_PROGRAM;
    }
    if (!menu->folded[MENU_PROGRAMS] && shown != recent) {
        remake(app);
        return true;
    }
    return false;
}

static const command_id_t *footer(const app_t *app)
{
    static const command_id_t keys[] = {
        COMMAND_UP,     COMMAND_OPEN,      COMMAND_CONTINUE,     COMMAND_FIND,       COMMAND_FOLD,
        COMMAND_UNFOLD, COMMAND_PROJECTOR, COMMAND_COMMAND_LINE, COMMAND_START_OVER, COMMAND_NONE};
    (void)app;
    return keys;
}

const view_t menu_view = {
    .set = IN_MENU,
    .name = "menu",
    .help =
        "The lessons by chapter. ✓ is done, ◐ begun, · new. On the right stands what the chosen lesson has "
        "to offer and what you have done of it. A lesson counts as done when its pages are read, its "
        "questions answered and its exercise solved.",
    .open = open_view,
    .close = close_view,
    .draw = draw,
    .command = command,
    .pump = pump,
    .mouse = mouse,
    .footer = footer,
};

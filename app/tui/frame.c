#include "app/tui/frame.h"

#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/dialog.h"
#include "app/tui/question.h"

enum { LEAST_LINES = 6, LEAST_COLUMNS = 20 };

frame_layout_t frame_layout(int lines, int columns)
{
    frame_layout_t layout = {.too_small = lines < LEAST_LINES || columns < LEAST_COLUMNS};
    if (layout.too_small) {
        return layout;
    }
    int footer = lines >= 30 && columns >= 100 ? 2 : 1;
    int sentence = lines >= 20 ? 2 : 1;
    int rule = lines >= 12 ? 1 : 0;
    int body = lines - 1 - footer - sentence - rule;
    layout.title = (area_t){0, 0, 1, columns};
    layout.body = (area_t){1, 0, body, columns};
    layout.rule = (area_t){1 + body, 0, rule, columns};
    layout.sentence = (area_t){1 + body + rule, 0, sentence, columns};
    layout.footer = (area_t){lines - footer, 0, footer, columns};
    return layout;
}

/* ---- title ---- */

static const struct {
    view_id_t view;
    const char *name;
} tabs[] = {{VIEW_READ, "Read"}, {VIEW_RUN, "Run"}, {VIEW_EXPLORE, "Explore"}, {VIEW_EXERCISE, "Exercise"}};

enum { TAB_COUNT = sizeof tabs / sizeof *tabs, TABS_COLUMNS = 36, LEAST_TITLE = 8 };

view_id_t frame_tab_at(int columns, int column)
{
    int at = columns - TABS_COLUMNS;
    for (size_t i = 0; i < TAB_COUNT && columns - TABS_COLUMNS - 2 > LEAST_TITLE; i++) {
        int width = (int)strlen(tabs[i].name) + 2;
        if (column >= at && column < at + width) {
            return tabs[i].view;
        }
        at += width + 1;
    }
    return VIEW_MENU;
}

static void draw_tabs(const app_t *app, area_t area)
{
    int column = area.columns - TABS_COLUMNS;
    for (size_t i = 0; i < TAB_COUNT; i++) {
        bool here = app->view == tabs[i].view;
        column =
            paint_format(area, 0, column, here ? ROLE_TAB : ROLE_TEXT, here ? "[%s]" : " %s ", tabs[i].name);
        column += 1;
    }
}

static void draw_title(const app_t *app, area_t area)
{
    paint_clear(area, ROLE_TEXT);
    if (!app->lesson) {
        paint_text(area, 0, 1, ROLE_TITLE, "Lockstep");
        return;
    }
    int room = area.columns - TABS_COLUMNS - 2;
    const char *title = app->lesson->title;
    if (text_columns(title, strlen(title)) > room) {
        title = app->lesson->name;
    }
    paint_cut(area, 0, 1, room > LEAST_TITLE ? room : area.columns - 2, ROLE_TITLE, title);
    if (room > LEAST_TITLE) {
        draw_tabs(app, area);
    }
}

/* ---- sentence and footer ---- */

static void draw_sentence(const app_t *app, area_t area)
{
    paint_clear(area, ROLE_TEXT);
    size_t size = strlen(app->sentence), at = 0;
    for (int line = 0; line < area.lines && at < size; line++) {
        size_t skip, length = text_break(app->sentence + at, size - at, area.columns - 2, &skip);
        paint_bytes(area, line, 1, app->sentence_is_refusal ? ROLE_WARNING : ROLE_TEXT, app->sentence + at,
                    length);
        at += length + skip;
    }
}

/* The word for a key; a view may have a better one than the table. */
static const char *word_of(const app_t *app, command_id_t command)
{
    const view_t *view = view_of(app->view);
    const char *word = question_is_open(app) ? question_word(app, command)
                       : view->word          ? view->word(app, command)
                                             : NULL;
    if (!word && command == COMMAND_CLOSE) {
        word = !app->lesson ? "leave" : "menu";
    }
    return word ? word : command_info(command)->footer;
}

/* Up stands for both directions. */
static const char *key_of(const app_t *app, command_id_t command, char text[COMMAND_KEY_TEXT])
{
    command_key_text(command, app->ascii, text);
    if (command == COMMAND_UP) {
        snprintf(text, COMMAND_KEY_TEXT, app->ascii ? "up/down" : "↑↓");
    }
    return text;
}

/* As many keys as fit; the last places are kept for help and leaving. */
static void draw_footer(const app_t *app, area_t area)
{
    paint_clear(area, ROLE_TEXT);
    const command_id_t *keys = question_is_open(app) ? question_footer(app) : view_of(app->view)->footer(app);
    const command_id_t last[] = {COMMAND_HELP, COMMAND_CLOSE};
    char key[COMMAND_KEY_TEXT];
    int reserved = 0;
    for (size_t i = 0; i < 2; i++) {
        const char *words = word_of(app, last[i]);
        reserved += 4 + text_columns(words, strlen(words));
    }
    int line = 0, column = 1, last_line = 0;
    for (; *keys != COMMAND_NONE; keys++) {
        const char *words = word_of(app, *keys);
        key_of(app, *keys, key);
        int columns = text_columns(key, strlen(key)) + 1 + text_columns(words, strlen(words));
        int limit = area.columns - 1 - (line == area.lines - 1 ? reserved : 0);
        if (column + columns > limit && line + 1 < area.lines) {
            line++;
            column = 1;
            limit = area.columns - 1 - (line == area.lines - 1 ? reserved : 0);
        }
        if (column + columns > limit) {
            continue;
        }
        last_line = line;
        column = paint_text(area, line, column, ROLE_KEY, key) + 1;
        column = paint_text(area, line, column, ROLE_TEXT, words) + 2;
    }
    line = area.lines - 1;
    column = line > last_line ? 1 : column;
    for (size_t i = 0; i < 2 && !question_is_open(app); i++) {
        const char *words = word_of(app, last[i]);
        column = paint_text(area, line, column, ROLE_KEY, command_key_text(last[i], app->ascii, key)) + 1;
        column = paint_text(area, line, column, ROLE_TEXT, words) + 2;
    }
}

/* ---- the whole ---- */

void frame_draw(app_t *app)
{
    int lines, columns;
    getmaxyx(stdscr, lines, columns);
    paint_set_ascii(app->ascii);
    frame_layout_t layout = frame_layout(lines, columns);
    if (layout.too_small) {
        area_t area = {0, 0, lines, columns};
        paint_clear(area, ROLE_TEXT);
        paint_cut(area, 0, 0, columns, ROLE_TEXT, "too small");
        refresh();
        return;
    }
    paint_clear(layout.body, ROLE_TEXT);
    draw_title(app, layout.title);
    view_of(app->view)->draw(app, layout.body);
    if (layout.rule.lines > 0) {
        paint_rule(layout.rule, 0, NULL, NULL);
    }
    draw_sentence(app, layout.sentence);
    draw_footer(app, layout.footer);
    question_draw(app, (area_t){0, 0, lines, columns});
    dialog_draw(app, (area_t){0, 0, lines, columns});
    refresh();
}

char *frame_help(const app_t *app)
{
    const view_t *view = view_of(app->view);
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    if (!file) {
        return NULL;
    }
    const char *pane = view->pane_help ? view->pane_help(app) : NULL;
    if (pane) {
        fprintf(file, "Here, where the focus is (Tab moves it): %s\n\n", pane);
    }
    fprintf(file, "%s\n\n", view->help);
    for (int group = 0; group < 2; group++) {
        fprintf(file, group == 0 ? "Keys of this view\n" : "\nKeys everywhere\n");
        for (int id = COMMAND_NONE + 1; id < COMMAND_COUNT; id++) {
            const command_info_t *info = command_info((command_id_t)id);
            bool everywhere = (info->views & IN_ALL) == IN_ALL;
            if ((info->views & view->set) && everywhere == (group == 1)) {
                char named[40];
                snprintf(named, sizeof named, ":%s", info->name);
                fprintf(file, "  %-12s %s\n", info->keys[0] ? info->keys : named, info->help);
            }
        }
    }
    if (fclose(file) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

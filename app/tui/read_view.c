#include "app/tui/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/dialog.h"
#include "app/tui/question.h"
#include "app/tui/view.h"

static read_state_t *state(const app_t *app)
{
    return app->states[VIEW_READ];
}

/* ---- drawing ---- */

/* Lays the page out when it or the width is another one than last time. */
static bool lay_out(app_t *app, read_state_t *read, int columns)
{
    if (read->prose && read->page == app->page && read->columns == columns) {
        return true;
    }
    if (!read->prose || read->page != app->page) {
        read->top = 0;
    }
    prose_free(read->prose);
    const lesson_page_t *page = &app->lesson->pages[app->page];
    read->prose = prose_new(app->lesson, page->title, page->text, columns);
    read->page = app->page;
    read->columns = columns;
    return read->prose != NULL;
}

static int draw_words(const read_state_t *read, area_t area, int line)
{
    const prose_t *prose = read->prose;
    if (prose->word_count == 0 || line + 2 >= area.lines) {
        return line;
    }
    int known = 0;
    for (size_t i = 0; i < prose->word_count; i++) {
        known += glossary_of(prose->words[i]) != NULL;
    }
    if (known == 0) {
        return line;
    }
    if (line + known + 2 > area.lines || area.columns < 50) {
        int column = paint_text(area, line, 0, ROLE_DIM, "words on this page:  ");
        for (size_t i = 0; i < prose->word_count; i++) {
            column = paint_text(area, line, column, ROLE_HERE, prose->words[i]) + 2;
        }
        return line + 2;
    }
    paint_text(area, line++, 0, ROLE_DIM, "words");
    for (size_t i = 0; i < prose->word_count && line < area.lines; i++) {
        const char *says = glossary_of(prose->words[i]);
        if (says) {
            paint_cut(area, line, 0, 13, ROLE_HERE, prose->words[i]);
            paint_cut(area, line++, 14, area.columns - 15, ROLE_TEXT, says);
        }
    }
    return line + 1;
}

static void draw_question(const app_t *app, area_t area, int line)
{
    uint32_t number = question_waiting(app);
    if (number >= app->lesson->questions_count || app->projector || line + 4 >= area.lines) {
        return;
    }
    const lesson_question_t *question = &app->lesson->questions[number];
    paint_format(area, line++, 0, ROLE_DIM, "question %u of %u   (a answers)", number + 1,
                 app->lesson->questions_count);
    prose_t *prose = prose_new(NULL, NULL, question->ask, area.columns - 2);
    if (prose) {
        area_t rest = {area.line + line, area.column, area.lines - line, area.columns};
        prose_paint(prose, rest, 0);
        line += (int)prose->line_count;
    }
    prose_free(prose);
    for (uint32_t i = 0; i < question->choices_count && line < area.lines; i++) {
        paint_format(area, line++, 2, ROLE_TEXT, "%c  %s", (int)('a' + i), question->choices[i].text);
    }
}

static void draw(app_t *app, area_t body)
{
    read_state_t *read = state(app);
    bool wide = body.columns >= READ_WIDE;
    int left = wide ? READ_LEFT : body.columns;
    char right[40];
    snprintf(right, sizeof right, "page %u of %u", app->page + 1, app->lesson->pages_count);
    paint_rule(body, 0, NULL, right);
    int margin = left >= 60 && !wide ? 3 : 2;
    area_t page = {body.line + 2, margin, body.lines - 2, left - margin - 2};
    if (!lay_out(app, read, page.columns)) {
        paint_text(page, 0, 0, ROLE_WARNING, "There is not enough memory for this page.");
        return;
    }
    prose_paint(read->prose, page, read->top);
    read->shown = (size_t)(page.lines > 0 ? page.lines : 1);
    size_t below = read->prose->line_count - read->top;
    if (below > read->shown) {
        paint_text(body, body.lines - 1, body.columns - 12, ROLE_DIM, "more: space");
    } else {
        int line = draw_words(read, page, (int)below + 1);
        if (wide) {
            draw_question(app, page, line + 1);
        }
    }
    if (wide) {
        area_t pane = {body.line + 1, left + 1, body.lines - 1, body.columns - left - 1};
        paint_bar(body, left, 1, body.lines - 1);
        paint_joint(body, 0, left, "┬");
        read_draw_program(app, read, pane);
    }
}

/* ---- what keys do ---- */

static void show_page(app_t *app, uint32_t page)
{
    app->page = page;
    state(app)->top = 0;
    app->sentence[0] = '\0';
    if (app_counts(app)) {
        bool last = page + 1 == app->lesson->pages_count;
        progress_mark_page(app->progress, app->lesson->id, page + 1, last);
        progress_mark_place(app->progress, app->lesson->id, app_variant(app)->id, "read", page);
    }
}

static bool has_more(const read_state_t *read)
{
    return read->prose && read->prose->line_count > read->top + read->shown;
}

/* Behind the last page: what this lesson has besides pages. */
static void say_what_is_left(app_t *app)
{
    const lesson_t *lesson = app->lesson;
    bool asks = question_waiting(app) < lesson->questions_count;
    app_say(app, "This is the last page. %s%s%s%s%s", asks ? "a: the next question. " : "",
            lesson->tour ? "F3 and PgDn: the tour. " : "F3: Run. ",
            lesson->challenges_count ? "h: a challenge. " : "", lesson->exercise ? "F5: the exercise. " : "",
            asks || app->own ? "" : "q, then n: the next lesson.");
}

static void forward(app_t *app)
{
    read_state_t *read = state(app);
    if (has_more(read)) {
        read->top += read->shown > 2 ? read->shown - 2 : 1;
    } else if (app->page + 1 < app->lesson->pages_count) {
        show_page(app, app->page + 1);
    } else {
        say_what_is_left(app);
    }
}

static void back(app_t *app)
{
    read_state_t *read = state(app);
    if (read->top > 0) {
        size_t by = read->shown > 2 ? read->shown - 2 : 1;
        read->top = read->top > by ? read->top - by : 0;
    } else if (app->page > 0) {
        show_page(app, app->page - 1);
    } else {
        app_say(app, "This is the first page.");
    }
}

/* The next page that has the text, round the end. */
static void find(app_t *app, const char *text)
{
    uint32_t count = app->lesson->pages_count;
    for (uint32_t i = 1; text[0] && i <= count; i++) {
        uint32_t page = (app->page + i) % count;
        const lesson_page_t *there = &app->lesson->pages[page];
        if (strcasestr(there->title, text) || strcasestr(there->text, text)) {
            show_page(app, page);
            app_say(app, "\"%.60s\" is on page %u.", text, page + 1);
            return;
        }
    }
    app_refuse(app, "\"%.60s\" is on no page of this lesson.", text);
}

static bool command(app_t *app, command_id_t command)
{
    switch (command) {
    case COMMAND_FIND:
        dialog_line(app, "find in the pages", "", find);
        return true;
    case COMMAND_GO_ON:
    case COMMAND_PAGE_DOWN:
        forward(app);
        return true;
    case COMMAND_PAGE_UP:
        back(app);
        return true;
    case COMMAND_FIRST:
        show_page(app, 0);
        return true;
    case COMMAND_LAST:
        show_page(app, app->lesson->pages_count - 1);
        return true;
    case COMMAND_UP:
        read_choose_line(state(app), -1);
        return true;
    case COMMAND_DOWN:
        read_choose_line(state(app), 1);
        return true;
    case COMMAND_OPEN:
        app_show(app, VIEW_RUN);
        return true;
    case COMMAND_ESCAPE:
        return true;
    default:
        return false;
    }
}

static bool mouse(app_t *app, area_t body, const terminal_key_t *key)
{
    (void)body;
    if (key->mouse_wheel_up || key->mouse_wheel_down) {
        read_state_t *read = state(app);
        if (key->mouse_wheel_up) {
            read->top -= read->top > 0;
        } else {
            read->top += has_more(read);
        }
        return true;
    }
    return false;
}

/* ---- life ---- */

static bool open_view(app_t *app)
{
    read_state_t *read = calloc(1, sizeof *read);
    app->states[VIEW_READ] = read;
    if (read) {
        show_page(app, app->page);
    }
    return read != NULL;
}

static void close_view(app_t *app)
{
    read_state_t *read = state(app);
    prose_free(read->prose);
    program_free(read->program);
    free(read->text);
    free(read);
    app->states[VIEW_READ] = NULL;
}

static bool pump(app_t *app)
{
    bool changed = read_take_program(state(app), app);
    uint32_t waiting = question_waiting(app);
    if (!app->sentence[0] && !app->projector && waiting < app->lesson->questions_count) {
        app_say(app, "Question %u of %u waits: a answers it.", waiting + 1, app->lesson->questions_count);
        changed = true;
    }
    return changed;
}

static const command_id_t *footer(const app_t *app)
{
    static const command_id_t keys[] = {COMMAND_GO_ON,     COMMAND_PAGE_UP,  COMMAND_ANSWER,  COMMAND_RUN,
                                        COMMAND_EXPLORE,   COMMAND_EXERCISE, COMMAND_VARIANT, COMMAND_KNOB,
                                        COMMAND_PROJECTOR, COMMAND_NONE};
    static const command_id_t own[] = {COMMAND_RUN, COMMAND_EXPLORE, COMMAND_EDIT, COMMAND_PROJECTOR,
                                       COMMAND_NONE};
    return app_is_program(app) ? own : keys;
}

static const char *word(const app_t *app, command_id_t command)
{
    (void)app;
    return command == COMMAND_GO_ON ? "next" : command == COMMAND_EXPLORE ? "Explore" : NULL;
}

const view_t read_view = {
    .set = IN_READ,
    .name = "read",
    .help =
        "The pages of the lesson. On a wide screen the program stands beside them: ↑ and ↓ choose a line, "
        "and below it stands what the machine does for that line, step by step. A step that others may "
        "see is one between whose parts another process can come.",
    .open = open_view,
    .close = close_view,
    .draw = draw,
    .command = command,
    .pump = pump,
    .mouse = mouse,
    .footer = footer,
    .word = word,
};

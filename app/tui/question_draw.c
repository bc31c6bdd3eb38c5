#include "app/tui/question.h"

#include <stdio.h>
#include <string.h>

#include "app/tui/prose.h"
#include "app/tui/question_inner.h"
#include "app/tui/question_value.h"

enum { WINDOW_COLUMNS = 72, WINDOW_LINES = 60 };

/* The window is written twice: once to count its lines, once to paint them. */
typedef struct pen {
    area_t area; /* without lines: only counts */
    int line;
} pen_t;

static void write_prose(pen_t *pen, int column, role_t role, const char *text)
{
    prose_t *prose = prose_new(NULL, NULL, text, pen->area.columns - column);
    if (prose) {
        area_t area = {pen->area.line + pen->line, pen->area.column + column, pen->area.lines - pen->line,
                       pen->area.columns - column};
        if (role != ROLE_TEXT) {
            memset(prose->roles, (int)role, prose->size);
        }
        if (area.lines > 0) {
            prose_paint(prose, area, 0);
        }
        pen->line += (int)prose->line_count;
    }
    prose_free(prose);
}

/* "after P1, P2, P2" of the piece "P1*1 P2*2". */
static void write_moment(pen_t *pen, const question_t *question, bool only_variant)
{
    char text[400];
    int size = only_variant ? 0 : snprintf(text, sizeof text, "variant %s", question->variant->title);
    text[size] = '\0';
    const char *at = question->asked->at;
    if (at[0]) {
        size += snprintf(text + size, sizeof text - (size_t)size, "%safter the steps", size ? ", " : "");
        while (*at && size + 60 < (int)sizeof text) {
            size_t word = strcspn(at, " "), name = strcspn(at, "* ");
            int times = at[name] == '*' ? at[name + 1] - '0' : 1;
            bool short_count = word <= name + 2 && times >= 1 && times <= 4;
            for (int i = 0; i < (short_count ? times : 1); i++) {
                size += snprintf(text + size, sizeof text - (size_t)size, " %.*s",
                                 (int)(short_count ? name : word), at);
            }
            at += word;
            at += strspn(at, " ");
        }
    }
    if (size > 0) {
        write_prose(pen, 0, ROLE_DIM, text);
    }
}

static bool is_hidden(const app_t *app)
{
    return app->projector && app->covered;
}

/* An end of several lines on one: "one / two". */
static void join_lines(const char *text, char *joined, size_t size)
{
    size_t used = 0;
    for (; *text && used + 4 < size; text++) {
        const char letter[] = {*text, '\0'};
        const char *piece = *text != '\n' ? letter : text[1] ? " / " : "";
        used += (size_t)snprintf(joined + used, size - used, "%s", piece);
    }
    joined[used] = '\0';
}

static void write_picks(const app_t *app, pen_t *pen, const question_t *question)
{
    bool choice = question->asked->kind == QUESTION_CHOICE;
    bool reveal = question->answered && !is_hidden(app);
    for (uint32_t i = 0; i < question_pick_count(question); i++) {
        unsigned bit = 1U << i;
        bool picked = question->picked & bit, right = question->right_picks & bit;
        const char *mark = picked ? "▸" : question->struck & bit ? "-" : " ";
        role_t role = reveal                   ? right    ? ROLE_GOOD
                                                 : picked ? ROLE_BAD
                                                          : ROLE_TEXT
                      : question->struck & bit ? ROLE_DIM
                      : picked                 ? ROLE_HERE
                                               : ROLE_TEXT;
        if (pen->line < pen->area.lines) {
            paint_format(pen->area, pen->line, 1, role, "%s %c", mark, (int)('a' + (int)i));
            if (reveal) {
                paint_text(pen->area, pen->line, 5, role, right ? "✓" : picked ? "✗" : " ");
            }
        }
        char end[QUESTION_ANSWER] = "";
        join_lines(choice ? "" : question->asked->candidates[i], end, sizeof end);
        write_prose(pen, 7, role == ROLE_GOOD || role == ROLE_BAD ? ROLE_TEXT : role,
                    choice ? question->asked->choices[i].text : end);
    }
}

/* "▸ 1 P1", several beside each other. */
static void write_processes(const app_t *app, pen_t *pen, const question_t *question)
{
    enum { CELL = 14 };
    bool reveal = question->answered && !is_hidden(app);
    int beside = pen->area.columns / CELL > 0 ? pen->area.columns / CELL : 1;
    for (uint32_t i = 0; i < question->process_count; i++) {
        bool picked = question->picked & 1U << i, right = question->right_picks & 1U << i;
        char key = question_key_of_process(question, i);
        role_t role = !reveal  ? picked ? ROLE_HERE : ROLE_TEXT
                      : right  ? ROLE_GOOD
                      : picked ? ROLE_BAD
                               : ROLE_TEXT;
        int line = pen->line + (int)i / beside;
        if (line < pen->area.lines) {
            paint_format(pen->area, line, (int)i % beside * CELL, role, "%s %c %.6s%s", picked ? "▸" : " ",
                         key ? key : ' ', question->processes[i],
                         !reveal  ? ""
                         : right  ? " ✓"
                         : picked ? " ✗"
                                  : "");
        }
    }
    pen->line += ((int)question->process_count + beside - 1) / beside;
    if (!question->answered) {
        write_prose(pen, 1, ROLE_DIM, "each key adds a process or takes it away; none is an answer too");
    }
}

static void write_value(pen_t *pen, const question_t *question)
{
    static const char *const asks[] = {[QUESTION_NUMBER] = "type the number",
                                       [QUESTION_LIST] = "type its numbers, a blank or a comma between them",
                                       [QUESTION_TEXT] = "type the text"};
    char text[160];
    snprintf(text, sizeof text, "%.80s = %s%s", question->asked->of, question->typed,
             question->answered ? "" : "_");
    write_prose(pen, 1, ROLE_HERE, text);
    if (!question->answered) {
        write_prose(pen, 1, ROLE_DIM, asks[question_value_kind(question->answer)]);
    }
}

static void write_body(const app_t *app, pen_t *pen, const question_t *question)
{
    write_moment(pen, question, app->lesson->variants_count == 1);
    write_prose(pen, 0, ROLE_TEXT, question->asked->ask);
    pen->line++;
    switch (question->asked->kind) {
    case QUESTION_CHOICE:
    case QUESTION_ENDS:
        write_picks(app, pen, question);
        break;
    case QUESTION_VALUE:
        write_value(pen, question);
        break;
    case QUESTION_WHO:
        write_processes(app, pen, question);
        break;
    }
    pen->line++;
}

static void write_verdict(const app_t *app, pen_t *pen, const question_t *question)
{
    if (question->trouble[0]) {
        write_prose(pen, 0, ROLE_WARNING, question->trouble);
    }
    if (question->hint[0]) {
        write_prose(pen, 0, ROLE_WARNING, question->hint);
    }
    if (!question->answered) {
        return;
    }
    if (is_hidden(app)) {
        write_prose(pen, 4, ROLE_TEXT, "░░░░░░░░░░░░░░░░  covered: . shows it");
        return;
    }
    if (!app->projector || question->picked || question->typed[0]) {
        write_prose(pen, 0, question->right ? ROLE_GOOD : ROLE_BAD,
                    question->right ? "✓ Right." : "✗ Not so.");
    }
    if (question->answer[0] && (!question->right || app->projector)) {
        char text[QUESTION_ANSWER + 40];
        snprintf(text, sizeof text, "The machine says: %s", question->answer);
        write_prose(pen, 0, ROLE_HERE, text);
    }
    for (uint32_t i = 0; question->asked->kind == QUESTION_CHOICE && i < question_pick_count(question); i++) {
        bool picked = question->picked & 1U << i, right = question->right_picks & 1U << i;
        if (picked || right) {
            write_prose(pen, 0, ROLE_TEXT, question->asked->choices[i].why);
        }
    }
    if (question->asked->why[0]) {
        write_prose(pen, 0, ROLE_TEXT, question->asked->why);
    }
}

void question_draw(const app_t *app, area_t screen)
{
    const question_t *question = app->question;
    if (!question || screen.lines < 8 || screen.columns < 24) {
        return;
    }
    int columns = screen.columns - 4 < WINDOW_COLUMNS ? screen.columns - 4 : WINDOW_COLUMNS;
    pen_t pen = {.area = {0, 0, 0, columns - 4}};
    write_body(app, &pen, question);
    write_verdict(app, &pen, question);
    int lines = pen.line + 2 < screen.lines - 2 ? pen.line + 2 : screen.lines - 2;
    area_t window = {screen.lines - 2 - lines > 1 ? screen.lines - 2 - lines : 1,
                     screen.column + (screen.columns - columns) / 2, lines, columns};
    char title[60];
    snprintf(title, sizeof title, "question %u of %u", question->number + 1, app->lesson->questions_count);
    paint_box(window, title);
    pen = (pen_t){.area = {window.line + 1, window.column + 2, lines - 2, columns - 4}};
    write_body(app, &pen, question);
    write_verdict(app, &pen, question);
}

#include "app/tui/menu.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A place to write down the pane, line after line. */
typedef struct pen {
    area_t area;
    int line;
} pen_t;

static const char *const level_names[] = {"beginner", "middle", "advanced"};

/* Wraps `text` from `column` on, in the rows that follow. */
static void write_text(pen_t *pen, int column, role_t role, const char *text)
{
    size_t size = strlen(text), at = 0;
    while (at < size) {
        size_t skip, length = text_break(text + at, size - at, pen->area.columns - column - 1, &skip);
        paint_bytes(pen->area, pen->line++, column, role, text + at, length);
        at += length + skip;
    }
}

static void write_pair(pen_t *pen, const char *head, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void write_pair(pen_t *pen, const char *head, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    bool wide = pen->area.columns >= 50;
    paint_text(pen->area, pen->line, 1, ROLE_DIM, head);
    if (!wide) {
        pen->line += head[0] != '\0';
    }
    write_text(pen, wide ? 13 : 2, ROLE_TEXT, text);
}

static void write_after(pen_t *pen, const app_t *app, const lesson_t *lesson)
{
    char text[400] = "";
    for (uint32_t i = 0; i < lesson->after_count; i++) {
        const catalogue_entry_t *entry = catalogue_find(&app->catalogue, lesson->after[i]);
        uint32_t answered;
        bool done = entry && entry->lesson && menu_mark_of(app, entry->lesson, &answered) == MENU_DONE;
        size_t size = strlen(text);
        snprintf(text + size, sizeof text - size, "%s%s %s", i ? "   " : "",
                 entry && entry->lesson ? entry->lesson->name : lesson->after[i], done ? "✓" : "·");
    }
    if (text[0]) {
        write_pair(pen, "better after", "%s", text);
        pen->line++;
    }
}

static void write_parts(pen_t *pen, const lesson_t *lesson)
{
    char text[400] = "";
    write_pair(pen, "Read", "%u page%s", lesson->pages_count, lesson->pages_count == 1 ? "" : "s");
    for (uint32_t i = 0; i < lesson->variants_count; i++) {
        size_t size = strlen(text);
        snprintf(text + size, sizeof text - size, "%s%s", i ? " · " : "", lesson->variants[i].title);
    }
    write_pair(pen, "Run", "%u program%s: %s", lesson->variants_count, lesson->variants_count == 1 ? "" : "s",
               text);
    if (lesson->tour && lesson->tour->stops_count) {
        write_pair(pen, "", "a tour of %u stops", lesson->tour->stops_count);
    }
    if (lesson->questions_count) {
        uint32_t machine = 0;
        for (uint32_t i = 0; i < lesson->questions_count; i++) {
            machine += lesson->questions[i].kind != QUESTION_CHOICE;
        }
        write_pair(pen, "Questions", "%u, of which the machine answers %u", lesson->questions_count, machine);
    }
    if (lesson->challenges_count) {
        write_pair(pen, "Challenges", "%u: %s", lesson->challenges_count, lesson->challenges[0].task);
    }
    if (lesson->exercise) {
        uint32_t points = 0;
        for (uint32_t i = 0; i < lesson->exercise->demands_count; i++) {
            points += lesson->exercise->demands[i].points;
        }
        write_pair(pen, "Exercise", "%s · %u min · %u points", lesson->exercise->title,
                   lesson->exercise->minutes, points);
    }
}

/* The same in two lines, where the pane is small. */
static void write_counts(pen_t *pen, const lesson_t *lesson)
{
    char text[300];
    int size = snprintf(text, sizeof text, "%u page%s · %u variant%s", lesson->pages_count,
                        lesson->pages_count == 1 ? "" : "s", lesson->variants_count,
                        lesson->variants_count == 1 ? "" : "s");
    const struct {
        uint32_t count;
        const char *word;
    } parts[] = {{lesson->questions_count, "question"},
                 {lesson->tour && lesson->tour->stops_count ? 1 : 0, "tour"},
                 {lesson->challenges_count, "challenge"},
                 {lesson->exercise ? 1 : 0, "exercise"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].count) {
            size += snprintf(text + size, sizeof text - (size_t)size, " · %u %s%s", parts[i].count,
                             parts[i].word, parts[i].count == 1 ? "" : "s");
        }
    }
    write_text(pen, 1, ROLE_TEXT, text);
}

static void write_done(pen_t *pen, const app_t *app, const lesson_t *lesson)
{
    const progress_lesson_t *known = app->progress ? progress_of(app->progress, lesson->id) : NULL;
    if (!known) {
        write_pair(pen, "done so far", "nothing yet");
        return;
    }
    uint32_t answered;
    menu_mark_of(app, lesson, &answered);
    char text[300];
    int size = snprintf(text, sizeof text, "%u of %u pages", known->read ? lesson->pages_count : known->pages,
                        lesson->pages_count);
    if (lesson->questions_count) {
        size += snprintf(text + size, sizeof text - (size_t)size, " · %u of %u questions (%u right at once)",
                         answered, lesson->questions_count,
                         answered > known->missed_count ? answered - known->missed_count : 0);
    }
    if (lesson->challenges_count) {
        size += snprintf(text + size, sizeof text - (size_t)size, " · %u of %u challenges",
                         known->solved_count, lesson->challenges_count);
    }
    if (lesson->exercise) {
        snprintf(text + size, sizeof text - (size_t)size, " · %u points in %u tr%s", known->points,
                 known->tries, known->tries == 1 ? "y" : "ies");
    }
    write_pair(pen, "done so far", "%s", text);
}

static void draw_lesson(const app_t *app, const lesson_t *lesson, area_t area)
{
    pen_t pen = {area, 1};
    write_text(&pen, 1, ROLE_TITLE, lesson->title);
    bool roomy = area.lines >= 26 && area.columns >= 50;
    if (roomy) {
        paint_format(area, pen.line++, 1, ROLE_DIM, "%s · %s · about %u min · %s",
                     chapter_title(lesson->chapter), level_names[lesson->level], lesson->minutes, lesson->id);
    } else {
        paint_format(area, pen.line++, 1, ROLE_DIM, "%s · %u min", level_names[lesson->level],
                     lesson->minutes);
    }
    pen.line++;
    if (lesson->objectives_count) {
        paint_text(area, pen.line++, 1, ROLE_TEXT, "You will");
        for (uint32_t i = 0; i < lesson->objectives_count && (roomy || i < 3); i++) {
            paint_text(area, pen.line, 1, ROLE_DIM, "•");
            char text[300];
            snprintf(text, sizeof text, "%s", lesson->objectives[i]);
            text[0] = text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' ? (char)(text[0] + 32) : text[0];
            size_t size = strlen(text);
            text[size > 0 && text[size - 1] == '.' ? size - 1 : size] = '\0';
            write_text(&pen, 3, ROLE_TEXT, text);
        }
        pen.line++;
    }
    write_after(&pen, app, lesson);
    if (roomy) {
        write_parts(&pen, lesson);
    } else {
        write_counts(&pen, lesson);
    }
    pen.line++;
    write_done(&pen, app, lesson);
}

static void draw_group(const app_t *app, int group, area_t area)
{
    pen_t pen = {area, 1};
    size_t done, size = menu_group_size(app, group, &done);
    if (group == MENU_BROKEN) {
        write_text(&pen, 1, ROLE_TITLE, "Lessons that cannot be read");
        write_text(&pen, 1, ROLE_TEXT, "Unfold them with → to see what is wrong.");
    } else if (group == MENU_PROGRAMS) {
        write_text(&pen, 1, ROLE_TITLE, "My programs");
        write_text(&pen, 1, ROLE_TEXT,
                   "Programs of your own that you opened with `lockstep FILE`, newest first.");
    } else {
        char text[200];
        snprintf(text, sizeof text, "%s %s", chapter_letter((lesson_chapter_t)group),
                 chapter_title((lesson_chapter_t)group));
        write_text(&pen, 1, ROLE_TITLE, text);
        snprintf(text, sizeof text, "%zu lessons, %zu of them done.", size, done);
        write_text(&pen, 1, ROLE_TEXT, text);
    }
}

void menu_draw_detail(const app_t *app, const menu_row_t *row, area_t area)
{
    pen_t pen = {area, 1};
    const catalogue_entry_t *entry;
    switch (row->kind) {
    case MENU_GROUP:
        draw_group(app, row->group, area);
        break;
    case MENU_LESSON:
        draw_lesson(app, app->catalogue.entries[row->number].lesson, area);
        break;
    case MENU_PROGRAM:
        write_text(&pen, 1, ROLE_TITLE, "A program of your own");
        write_text(&pen, 1, ROLE_TEXT, app->progress->data->recent[row->number]);
        break;
    case MENU_BROKEN_LESSON:
        entry = &app->catalogue.entries[row->number];
        write_text(&pen, 1, ROLE_WARNING, "This lesson cannot be read");
        write_text(&pen, 1, ROLE_TEXT, entry->path);
        for (size_t i = 0; i < entry->problems.count; i++) {
            char text[600];
            snprintf(text, sizeof text, "line %u: %s", entry->problems.items[i].line,
                     entry->problems.items[i].message);
            pen.line++;
            write_text(&pen, 1, ROLE_TEXT, text);
        }
        break;
    }
}

/*
 * A page's words laid out: paragraphs flowed to a width, lists with hanging indents, `code` and *words* in
 * their looks, and the parts of programs that the page names.
 *
 * Built for one width, painted as often as wanted. The result holds copies; the lesson may go.
 */
#ifndef APP_TUI_PROSE_H
#define APP_TUI_PROSE_H

#include "app/tui/paint.h"
#include "lessons/load/lesson.h"

typedef struct prose_line {
    size_t from, size; /* in text */
    int indent;        /* columns before it */
} prose_line_t;

typedef struct prose {
    char *text;           /* without the marks */
    unsigned char *roles; /* one role_t for each byte */
    size_t size, room;
    prose_line_t *lines;
    size_t line_count, line_room;
    char **words; /* the *words* of the page, each once */
    size_t word_count;
    bool failed;
} prose_t;

/* `lesson` resolves {program …} lines; NULL: they stay as they are. `title` NULL: none. NULL: no memory. */
prose_t *prose_new(const lesson_t *lesson, const char *title, const char *text, int columns);
void prose_free(prose_t *prose);

/* Paints the lines from `first` on; those that do not fit are left out. */
void prose_paint(const prose_t *prose, area_t area, size_t first);

/* What a learner may look up: one line, or NULL where we have none. */
const char *glossary_of(const char *word);

#endif

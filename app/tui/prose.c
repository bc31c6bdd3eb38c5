#include "app/tui/prose.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/load/place.h"

/* ---- growing ---- */

static bool make_room(prose_t *prose, size_t more)
{
    if (prose->size + more + 1 > prose->room) {
        size_t room = (prose->room + more + 64) * 2;
        char *text = realloc(prose->text, room);
        prose->text = text ? text : prose->text;
        unsigned char *roles = text ? realloc(prose->roles, room) : NULL;
        prose->roles = roles ? roles : prose->roles;
        if (!text || !roles) {
            prose->failed = true;
            return false;
        }
        prose->room = room;
    }
    return true;
}

static void add_bytes(prose_t *prose, const char *bytes, size_t size, role_t role)
{
    if (!prose->failed && make_room(prose, size)) {
        memcpy(prose->text + prose->size, bytes, size);
        memset(prose->roles + prose->size, (int)role, size);
        prose->size += size;
        prose->text[prose->size] = '\0';
    }
}

static void add_line(prose_t *prose, size_t from, size_t size, int indent)
{
    if (prose->line_count == prose->line_room) {
        size_t room = prose->line_room * 2 + 32;
        prose_line_t *lines = realloc(prose->lines, room * sizeof *lines);
        if (!lines) {
            prose->failed = true;
            return;
        }
        prose->lines = lines;
        prose->line_room = room;
    }
    prose->lines[prose->line_count++] = (prose_line_t){from, size, indent};
}

static void add_word(prose_t *prose, const char *word, size_t size)
{
    for (size_t i = 0; i < prose->word_count; i++) {
        if (strlen(prose->words[i]) == size && strncmp(prose->words[i], word, size) == 0) {
            return;
        }
    }
    char **words = realloc(prose->words, (prose->word_count + 1) * sizeof *words);
    char *copy = words ? strndup(word, size) : NULL;
    prose->words = words ? words : prose->words;
    if (copy) {
        prose->words[prose->word_count++] = copy;
    } else {
        prose->failed = true;
    }
}

/* ---- marks ---- */

/* The end of a mark that opens at `at` (behind its sign), or 0 where the sign is only a sign. */
static size_t mark_end(const char *text, size_t size, size_t at, char sign)
{
    bool word_before = at > 1 && isalnum((unsigned char)text[at - 2]);
    if (at >= size || text[at] == ' ' || text[at] == sign || (sign == '*' && word_before)) {
        return 0;
    }
    const char *end = memchr(text + at, sign, size - at);
    if (!end || (sign == '*' && end[-1] == ' ')) {
        return 0;
    }
    return (size_t)(end - text);
}

static void add_marked(prose_t *prose, const char *text, size_t size)
{
    size_t at = 0;
    while (at < size) {
        char sign = text[at];
        size_t end = sign == '`' || sign == '*' ? mark_end(text, size, at + 1, sign) : 0;
        if (end > 0) {
            add_bytes(prose, text + at + 1, end - at - 1, sign == '`' ? ROLE_CODE : ROLE_HERE);
            if (sign == '*') {
                add_word(prose, text + at + 1, end - at - 1);
            }
            at = end + 1;
        } else {
            size_t run = 1;
            while (at + run < size && text[at + run] != '`' && text[at + run] != '*') {
                run++;
            }
            add_bytes(prose, text + at, run, ROLE_TEXT);
            at += run;
        }
    }
}

/* ---- paragraphs ---- */

/* Columns of the sign of a list item at the start of a line ("- ", "1. "), 0 if there is none. */
static int item_columns(const char *line, size_t size)
{
    size_t digits = 0;
    while (digits < size && isdigit((unsigned char)line[digits])) {
        digits++;
    }
    if (digits > 0 && digits + 1 < size && line[digits] == '.' && line[digits + 1] == ' ') {
        return (int)digits + 2;
    }
    return size > 1 && (line[0] == '-' || line[0] == '*') && line[1] == ' ' ? 2 : 0;
}

static void flow(prose_t *prose, size_t from, int hanging, int columns)
{
    size_t at = from;
    bool first = true;
    while (at < prose->size && !prose->failed) {
        int indent = first ? 0 : hanging;
        size_t skip, length = text_break(prose->text + at, prose->size - at,
                                         columns - indent > 4 ? columns - indent : 4, &skip);
        add_line(prose, at, length, indent);
        at += length + skip;
        first = false;
    }
}

static void add_program_line(prose_t *prose, const char *program, uint32_t number)
{
    char prefix[16];
    const char *start;
    size_t size = place_text_of_line(program, number, &start), from = prose->size;
    snprintf(prefix, sizeof prefix, "%3u  ", number);
    add_bytes(prose, prefix, strlen(prefix), ROLE_DIM);
    add_bytes(prose, start ? start : "", size, ROLE_CODE);
    add_line(prose, from, prose->size - from, 2);
}

static bool add_slice(prose_t *prose, const lesson_t *lesson, const char *line, size_t size)
{
    place_slice_t slice;
    if (!lesson || place_slice(lesson, line, size, &slice, NULL, 0) != SLICE_FOUND) {
        return false;
    }
    for (uint32_t number = slice.first; number <= slice.last && !prose->failed; number++) {
        add_program_line(prose, slice.variant->program, number);
    }
    return true;
}

/* A paragraph or a list item from *text on: all lines up to an empty one, another item, or one of its own. */
static size_t add_paragraph(prose_t *prose, const char *text, int columns)
{
    size_t from = prose->size, at = 0;
    int hanging = item_columns(text, strcspn(text, "\n"));
    for (bool first = true;; first = false) {
        const char *line = text + at;
        size_t size = strcspn(line, "\n"), blanks = strspn(line, " ");
        bool goes_on =
            size > blanks && line[0] != '{' && !item_columns(line, size) && (blanks == 0 || hanging > 0);
        if (!first && !goes_on) {
            break;
        }
        if (!first) {
            add_bytes(prose, " ", 1, ROLE_TEXT);
        }
        blanks = first ? 0 : blanks;
        add_marked(prose, line + blanks, size - blanks);
        at += size + (line[size] == '\n');
        if (text[at] == '\0') {
            break;
        }
    }
    flow(prose, from, hanging, columns);
    return at;
}

static void add_text(prose_t *prose, const lesson_t *lesson, const char *text, int columns)
{
    while (*text && !prose->failed) {
        size_t size = strcspn(text, "\n");
        if (strspn(text, " ") == size) {
            add_line(prose, prose->size, 0, 0);
        } else if (add_slice(prose, lesson, text, size)) {
        } else if (*text == ' ') { /* stands as it is written */
            size_t from = prose->size;
            add_bytes(prose, text, size, ROLE_CODE);
            add_line(prose, from, prose->size - from, 0);
        } else {
            text += add_paragraph(prose, text, columns);
            continue;
        }
        text += size + (text[size] == '\n');
    }
}

prose_t *prose_new(const lesson_t *lesson, const char *title, const char *text, int columns)
{
    prose_t *prose = calloc(1, sizeof *prose);
    if (!prose || !make_room(prose, 1)) {
        prose_free(prose);
        return NULL;
    }
    prose->text[0] = '\0';
    if (title) {
        size_t from = prose->size;
        add_bytes(prose, title, strlen(title), ROLE_TITLE);
        flow(prose, from, 0, columns);
        add_line(prose, prose->size, 0, 0);
    }
    add_text(prose, lesson, text, columns);
    if (prose->failed) {
        prose_free(prose);
        return NULL;
    }
    return prose;
}

void prose_free(prose_t *prose)
{
    if (!prose) {
        return;
    }
    for (size_t i = 0; i < prose->word_count; i++) {
        free(prose->words[i]);
    }
    free(prose->words);
    free(prose->text);
    free(prose->roles);
    free(prose->lines);
    free(prose);
}

void prose_paint(const prose_t *prose, area_t area, size_t first)
{
    for (size_t i = first; i < prose->line_count && (int)(i - first) < area.lines; i++) {
        const prose_line_t *line = &prose->lines[i];
        int column = line->indent;
        for (size_t at = 0; at < line->size;) {
            size_t run = 1;
            const unsigned char *roles = prose->roles + line->from;
            while (at + run < line->size && roles[at + run] == roles[at]) {
                run++;
            }
            column = paint_bytes(area, (int)(i - first), column, (role_t)roles[at],
                                 prose->text + line->from + at, run);
            at += run;
        }
    }
}

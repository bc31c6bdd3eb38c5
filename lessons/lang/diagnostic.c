#include "lessons/lang/diagnostic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/lang/utf8.h"

enum { WINDOW_CHARACTERS = 100, WINDOW_BEFORE = 60, MARK_LIMIT = 60 };

void diagnostics_init(diagnostics_t *diagnostics, const char *file)
{
    *diagnostics = (diagnostics_t){.file = strdup(file)};
}

void diagnostics_destroy(diagnostics_t *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        free(diagnostics->items[i].message);
        free(diagnostics->items[i].hint);
        free(diagnostics->items[i].line);
    }
    free(diagnostics->file);
    *diagnostics = (diagnostics_t){0};
}

/* Byte offset of the character with this number (from 0), at most `size`. */
static size_t offset_of(const char *line, size_t size, size_t character)
{
    size_t at = 0;
    while (character > 0 && at < size) {
        at++;
        while (at < size && ((unsigned char)line[at] & 0xC0) == 0x80)
            at++;
        character--;
    }
    return at;
}

/* Keeps the line, a long one only around the place. */
static void keep_line(diagnostic_t *item, const char *line, size_t size)
{
    size_t skip = 0;
    if (size > WINDOW_CHARACTERS && item->place.column > WINDOW_BEFORE)
        skip = item->place.column - WINDOW_BEFORE;
    size_t start = offset_of(line, size, skip);
    size_t length = offset_of(line + start, size - start, WINDOW_CHARACTERS);
    item->line = strndup(line + start, length);
    item->line_column = (uint32_t)skip + 1;
}

void diagnostics_add_list(diagnostics_t *diagnostics, diagnostic_kind_t kind, ast_place_t place,
                          const char *line, size_t line_size, const char *format, va_list arguments)
{
    if (diagnostics->count == DIAGNOSTICS_LIMIT) {
        diagnostics->dropped++;
        return;
    }
    diagnostic_t *item = &diagnostics->items[diagnostics->count++];
    *item = (diagnostic_t){.kind = kind, .place = place};
    if (vasprintf(&item->message, format, arguments) < 0)
        item->message = NULL;
    char *newline = item->message ? strchr(item->message, '\n') : NULL;
    if (newline) {
        item->hint = strdup(newline + 1);
        *newline = 0;
    }
    if (line)
        keep_line(item, line, line_size);
}

void diagnostics_add(diagnostics_t *diagnostics, diagnostic_kind_t kind, ast_place_t place, const char *line,
                     size_t line_size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    diagnostics_add_list(diagnostics, kind, place, line, line_size, format, arguments);
    va_end(arguments);
}

void diagnostics_rank(diagnostics_t *diagnostics)
{
    diagnostic_t ranked[DIAGNOSTICS_LIMIT];
    size_t count = 0;
    for (int is_ours = 0; is_ours < 2; is_ours++)
        for (size_t i = 0; i < diagnostics->count; i++)
            if ((diagnostics->items[i].kind >= DIAGNOSTIC_REFUSED) == is_ours)
                ranked[count++] = diagnostics->items[i];
    memcpy(diagnostics->items, ranked, count * sizeof *ranked);
}

bool diagnostics_is_syntax_error(const diagnostics_t *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++)
        if (diagnostics->items[i].kind <= DIAGNOSTIC_TAB)
            return true;
    return false;
}

const char *diagnostic_kind_text(diagnostic_kind_t kind)
{
    switch (kind) {
    case DIAGNOSTIC_SYNTAX:
        return "SyntaxError";
    case DIAGNOSTIC_INDENTATION:
        return "IndentationError";
    case DIAGNOSTIC_TAB:
        return "TabError";
    case DIAGNOSTIC_REFUSED:
        return "not part of the sandbox's Python";
    case DIAGNOSTIC_LIMIT:
        break;
    }
    return "limit of the sandbox";
}

/* ---- rendering ---- */

typedef struct writer {
    char *buffer;
    size_t size, length;
} writer_t;

static void write_text(writer_t *writer, const char *text, size_t size)
{
    if (writer->length < writer->size) {
        size_t room = writer->size - writer->length;
        memcpy(writer->buffer + writer->length, text, size < room ? size : room);
    }
    writer->length += size;
}

static void write_format(writer_t *writer, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void write_format(writer_t *writer, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length >= 0) {
        write_text(writer, text, (size_t)length);
        free(text);
    }
}

static size_t writer_end(writer_t *writer)
{
    if (writer->size > 0)
        writer->buffer[writer->length < writer->size ? writer->length : writer->size - 1] = 0;
    return writer->length;
}

/* The line without its indentation, and carets under the place; tabs in between stay tabs so that both align.
 */
static void write_picture(writer_t *writer, const diagnostic_t *item)
{
    const char *line = item->line;
    size_t size = strlen(line), indent = strspn(line, " \t\f");
    write_text(writer, "    ", 4);
    write_text(writer, line + indent, size - indent);
    write_text(writer, "\n", 1);
    if (item->place.column == 0 || item->place.column < item->line_column)
        return;
    size_t start = offset_of(line, size, item->place.column - item->line_column);
    write_text(writer, "    ", 4);
    for (size_t i = indent; i < start; i++)
        if (((unsigned char)line[i] & 0xC0) != 0x80)
            write_text(writer, line[i] == '\t' ? "\t" : " ", 1);
    size_t rest = utf8_length(line + start, size - start);
    size_t marks = 1;
    if (item->place.end_line == item->place.line && item->place.end_column > item->place.column)
        marks = item->place.end_column - item->place.column;
    else if (item->place.end_line > item->place.line)
        marks = rest;
    marks = marks > rest ? rest : marks;
    marks = marks < 1 ? 1 : marks > MARK_LIMIT ? MARK_LIMIT : marks;
    for (size_t i = 0; i < marks; i++)
        write_text(writer, "^", 1);
    write_text(writer, "\n", 1);
}

static void write_item(writer_t *writer, const diagnostic_t *item, const char *file)
{
    if (item->place.line > 0)
        write_format(writer, "  File \"%s\", line %u\n", file, item->place.line);
    else
        write_format(writer, "  File \"%s\"\n", file);
    if (item->line)
        write_picture(writer, item);
    if (item->hint)
        write_format(writer, "  Hint: %s\n", item->hint);
    write_format(writer, "%s%s: %s\n", item->kind >= DIAGNOSTIC_REFUSED ? "lockstep: " : "",
                 diagnostic_kind_text(item->kind), item->message ? item->message : "no memory");
}

size_t diagnostic_render(const diagnostic_t *diagnostic, const char *file, char *buffer, size_t size)
{
    writer_t writer = {buffer, size, 0};
    write_item(&writer, diagnostic, file);
    return writer_end(&writer);
}

size_t diagnostics_render(const diagnostics_t *diagnostics, char *buffer, size_t size)
{
    writer_t writer = {buffer, size, 0};
    const char *file = diagnostics->file ? diagnostics->file : "?";
    for (size_t i = 1; i < diagnostics->count; i++)
        write_item(&writer, &diagnostics->items[i], file);
    if (diagnostics->dropped > 0)
        write_format(&writer, "  (and %zu more)\n", diagnostics->dropped);
    if (diagnostics->count > 0)
        write_item(&writer, &diagnostics->items[0], file);
    return writer_end(&writer);
}

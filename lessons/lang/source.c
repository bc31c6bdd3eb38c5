#include "lessons/lang/source.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/lang/utf8.h"

static const ast_place_t whole_file = {0};

static void refuse(diagnostics_t *diagnostics, diagnostic_kind_t kind, const char *message)
{
    diagnostics_add(diagnostics, kind, whole_file, NULL, 0, "%s", message);
}

static uint32_t line_of(const char *bytes, size_t offset)
{
    uint32_t line = 1;
    for (size_t i = 0; i < offset; i++)
        line += bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n');
    return line;
}

/* The coding comment that CPython looks for in the first two lines: "# -*- coding: latin-1 -*-". */
static bool coding_is_utf8(const char *bytes, size_t size)
{
    size_t at = 0;
    for (int line = 0; line < 2 && at < size; line++) {
        while (at < size && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\f'))
            at++;
        size_t end = at;
        while (end < size && bytes[end] != '\n' && bytes[end] != '\r')
            end++;
        if (at < end && bytes[at] != '#')
            return true;
        for (size_t i = at; i + 7 < end; i++) {
            if (memcmp(bytes + i, "coding", 6) != 0 || (bytes[i + 6] != ':' && bytes[i + 6] != '='))
                continue;
            i += 7;
            while (i < end && (bytes[i] == ' ' || bytes[i] == '\t'))
                i++;
            return end - i >= 5 &&
                   (strncasecmp(bytes + i, "utf-8", 5) == 0 || strncasecmp(bytes + i, "utf_8", 5) == 0 ||
                    strncasecmp(bytes + i, "utf8", 4) == 0);
        }
        at = end + (end + 1 < size && bytes[end] == '\r' && bytes[end + 1] == '\n') + 1;
    }
    return true;
}

static bool check(const char *bytes, size_t size, const char *file, diagnostics_t *diagnostics)
{
    if (size > SOURCE_SIZE_LIMIT) {
        diagnostics_add(diagnostics, DIAGNOSTIC_LIMIT, whole_file, NULL, 0,
                        "the program is too large: %zu bytes, the sandbox takes up to %zu", size,
                        SOURCE_SIZE_LIMIT);
        return false;
    }
    if (memchr(bytes, 0, size)) {
        refuse(diagnostics, DIAGNOSTIC_SYNTAX, "source code cannot contain null bytes");
        return false;
    }
    if (!coding_is_utf8(bytes, size)) {
        refuse(diagnostics, DIAGNOSTIC_REFUSED,
               "a coding other than UTF-8\nSave the file as UTF-8 and take the coding comment away");
        return false;
    }
    size_t bad = utf8_check(bytes, size);
    if (bad < size) {
        uint32_t line = line_of(bytes, bad);
        ast_place_t place = {line, 1, line, 1};
        diagnostics_add(
            diagnostics, DIAGNOSTIC_SYNTAX, place, NULL, 0,
            "Non-UTF-8 code starting with '\\x%02x' in file %s on line %u, but no encoding declared; "
            "see https://peps.python.org/pep-0263/ for details\nSave the file as UTF-8",
            (unsigned char)bytes[bad], file, line);
        return false;
    }
    return true;
}

/* Copies with CR and CR LF as LF and with a newline at the end; `bytes` has room for size + 2. */
static uint32_t normalise(char *out, const char *bytes, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\r') {
            out[count++] = '\n';
            i += i + 1 < size && bytes[i + 1] == '\n';
        } else {
            out[count++] = bytes[i];
        }
    }
    if (count > 0 && out[count - 1] != '\n')
        out[count++] = '\n';
    out[count] = 0;
    return (uint32_t)count;
}

static bool find_lines(source_t *source)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < source->size; i++)
        count += source->bytes[i] == '\n';
    source->lines = malloc((count + 1) * sizeof *source->lines);
    if (!source->lines)
        return false;
    source->line_count = count;
    uint32_t line = 0;
    source->lines[line++] = 0;
    for (uint32_t i = 0; i < source->size; i++)
        if (source->bytes[i] == '\n')
            source->lines[line++] = i + 1;
    return true;
}

source_t *source_load(const char *file, const char *bytes, size_t size, diagnostics_t *diagnostics)
{
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    if (!check(bytes, size, file, diagnostics))
        return NULL;
    source_t *source = calloc(1, sizeof *source);
    if (!source)
        goto no_memory;
    source->file = strdup(file);
    source->bytes = malloc(size + 2);
    if (!source->file || !source->bytes)
        goto no_memory;
    source->size = normalise(source->bytes, bytes, size);
    if (find_lines(source))
        return source;
no_memory:
    refuse(diagnostics, DIAGNOSTIC_LIMIT, "no memory for the program's text");
    source_free(source);
    return NULL;
}

void source_free(source_t *source)
{
    if (!source)
        return;
    free(source->file);
    free(source->bytes);
    free(source->lines);
    free(source);
}

const char *source_line(const source_t *source, uint32_t line, size_t *size)
{
    if (line == 0 || line > source->line_count) {
        *size = 0;
        return source->bytes + source->size;
    }
    *size = source->lines[line] - source->lines[line - 1] - 1;
    return source->bytes + source->lines[line - 1];
}

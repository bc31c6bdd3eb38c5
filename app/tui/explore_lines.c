#include "app/tui/explore_inner.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/load/place.h"

static const char lock_line[] = "from multiprocessing import Lock; what_if = Lock()\n";

typedef struct text_line {
    const char *start;
    size_t size, indent;
    bool blank, head; /* head: opens a block */
} text_line_t;

static text_line_t line_of(const char *program, uint32_t number)
{
    text_line_t line = {0};
    line.size = place_text_of_line(program, number, &line.start);
    line.start = line.start ? line.start : "";
    while (line.indent < line.size && line.start[line.indent] == ' ') {
        line.indent++;
    }
    size_t end = line.size;
    while (end > line.indent && isspace((unsigned char)line.start[end - 1])) {
        end--;
    }
    line.blank = end == line.indent;
    line.head = !line.blank && line.start[end - 1] == ':';
    return line;
}

static uint32_t count_lines(const char *program)
{
    uint32_t lines = 0;
    for (; *program; program++) {
        lines += *program == '\n' || program[1] == '\0';
    }
    return lines;
}

/* The last line of the run that begins at `first`: marked lines no less indented, and the blocks that they
 * open. */
static uint32_t run_end(const char *program, uint32_t lines, const bool *marked, uint32_t first)
{
    size_t indent = line_of(program, first).indent;
    uint32_t last = first;
    for (uint32_t number = first + 1; number <= lines; number++) {
        text_line_t line = line_of(program, number);
        bool inside = line.indent > indent, goes_on = line.indent == indent && marked[number];
        if (line.blank) {
            continue;
        }
        if (!inside && !goes_on) {
            break;
        }
        last = number;
    }
    return last;
}

static void put_words(char *words, size_t size, uint32_t first, uint32_t last)
{
    size_t at = strlen(words);
    snprintf(words + at, size - at, first == last ? "%sline %u" : "%slines %u to %u", at ? " and " : "",
             first, last);
}

static void put_run(FILE *out, const char *program, uint32_t first, uint32_t last)
{
    size_t indent = line_of(program, first).indent;
    fprintf(out, "%*swith what_if:\n", (int)indent, "");
    for (uint32_t number = first; number <= last; number++) {
        text_line_t line = line_of(program, number);
        fprintf(out, "%s%.*s\n", line.blank ? "" : "    ", (int)line.size, line.start);
    }
}

static bool may_stand_under_a_lock(const text_line_t *line)
{
    static const char *const outer[] = {"def ",    "class ",  "else:", "elif ", "except",
                                        "finally", "import ", "from ", "@"};
    for (size_t i = 0; i < sizeof outer / sizeof *outer; i++) {
        if (strncmp(line->start + line->indent, outer[i], strlen(outer[i])) == 0) {
            return false;
        }
    }
    return true;
}

char *explore_lock_text(const char *program, const bool *marked, uint32_t lines, char *words,
                        size_t words_size, char *why, size_t why_size)
{
    char *text = NULL;
    size_t size;
    uint32_t runs = 0, all = count_lines(program);
    all = all < lines ? all : lines;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        snprintf(why, why_size, "There is not enough memory.");
        return NULL;
    }
    words[0] = why[0] = '\0';
    fputs(lock_line, out);
    for (uint32_t number = 1; number <= all; number++) {
        text_line_t line = line_of(program, number);
        if (!marked[number] || line.blank) {
            fprintf(out, "%.*s\n", (int)line.size, line.start);
            continue;
        }
        if (!may_stand_under_a_lock(&line)) {
            snprintf(why, why_size, "Line %u cannot stand under a lock of its own; mark the lines inside.",
                     number);
        }
        uint32_t last = run_end(program, all, marked, number);
        put_run(out, program, number, last);
        put_words(words, words_size, number, last);
        number = last;
        runs++;
    }
    bool written = fclose(out) == 0;
    if (written && runs == 0) {
        snprintf(why, why_size, "No line is marked: space marks the one with the cursor.");
    }
    if (!written || why[0]) {
        free(text);
        return NULL;
    }
    return text;
}

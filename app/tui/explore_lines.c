#include "app/tui/explore_inner.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/load/place.h"

static const char lock_line[] = "from multiprocessing import Lock; what_if = Lock()\n";

/* How a line hangs on the one before. */
typedef enum joint {
    JOINT_NONE,  /* it begins a statement */
    JOINT_CODE,  /* within brackets, or after a backslash */
    JOINT_STRING /* within a string of several lines: its text is not ours to indent */
} joint_t;

typedef struct text_line {
    const char *start;
    size_t size, indent;
    joint_t joint;
    bool blank; /* nothing is done there */
} text_line_t;

/* A program as lines; joints by number from 1. */
typedef struct lined {
    const char *program;
    uint32_t lines;
    unsigned char joints[EXPLORE_LINES + 1];
} lined_t;

static text_line_t line_of(const lined_t *lined, uint32_t number)
{
    text_line_t line = {.joint = (joint_t)lined->joints[number]};
    line.size = place_text_of_line(lined->program, number, &line.start);
    line.start = line.start ? line.start : "";
    while (line.indent < line.size && (line.start[line.indent] == ' ' || line.start[line.indent] == '\t')) {
        line.indent++;
    }
    size_t end = line.size;
    while (end > line.indent && isspace((unsigned char)line.start[end - 1])) {
        end--;
    }
    line.blank = line.joint == JOINT_NONE && (end == line.indent || line.start[line.indent] == '#');
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

/* ---- statements of several lines ---- */

/* Where a reading of the program stands. */
typedef struct reading {
    const char *at;
    unsigned depth;       /* of brackets */
    char quote;           /* of the string that it is in, 0 outside */
    bool triple, escaped; /* escaped: by a backslash, outside of strings too */
} reading_t;

static void read_quote(reading_t *reading)
{
    char quote = *reading->at;
    bool three = reading->at[1] == quote && reading->at[2] == quote;
    if (!reading->quote) {
        reading->quote = quote;
        reading->triple = three;
    } else if (reading->quote == quote && (!reading->triple || three)) {
        reading->quote = 0;
    } else {
        return;
    }
    reading->at += reading->triple ? 2 : 0;
}

/* One character that is no newline. */
static void read_character(reading_t *reading)
{
    char c = *reading->at;
    if (reading->escaped) {
        reading->escaped = false;
    } else if (c == '\\') {
        reading->escaped = true;
    } else if (c == '\'' || c == '"') {
        read_quote(reading);
    } else if (!reading->quote && c == '#') {
        while (reading->at[1] && reading->at[1] != '\n') {
            reading->at++;
        }
    } else if (!reading->quote && strchr("([{", c)) {
        reading->depth++;
    } else if (!reading->quote && strchr(")]}", c)) {
        reading->depth -= reading->depth > 0;
    }
}

static void find_joints(lined_t *lined)
{
    reading_t reading = {.at = lined->program};
    uint32_t number = 1;
    for (; *reading.at && number < EXPLORE_LINES; reading.at++) {
        if (*reading.at != '\n') {
            read_character(&reading);
            continue;
        }
        bool goes_on = reading.depth > 0 || reading.escaped;
        bool in_string = reading.quote && (reading.triple || reading.escaped);
        reading.quote = in_string ? reading.quote : 0;
        reading.escaped = false;
        lined->joints[++number] = in_string ? JOINT_STRING : goes_on ? JOINT_CODE : JOINT_NONE;
    }
}

/* ---- runs of lines under one lock ---- */

static bool begins_with_any(const text_line_t *line, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(words[i]);
        if (line->size - line->indent >= length &&
            strncmp(line->start + line->indent, words[i], length) == 0) {
            return true;
        }
    }
    return false;
}

/* A further part of the statement before it. */
static bool is_clause(const text_line_t *line)
{
    static const char *const clauses[] = {"else:",   "else ",   "elif ",   "elif(",
                                          "except:", "except ", "finally:"};
    return begins_with_any(line, clauses, sizeof clauses / sizeof *clauses);
}

/* The last line of the run that begins at `first`: marked statements no less indented, with all their lines,
 * clauses and the blocks that they open. */
static uint32_t run_end(const lined_t *lined, const bool *marked, uint32_t first)
{
    size_t indent = line_of(lined, first).indent;
    uint32_t last = first;
    for (uint32_t number = first + 1; number <= lined->lines; number++) {
        text_line_t line = line_of(lined, number);
        bool inside = line.joint != JOINT_NONE || line.indent > indent;
        bool goes_on = line.indent == indent && (marked[number] || is_clause(&line));
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

/* Whoever marks a line of a statement means the statement. */
static void mark_statements(const lined_t *lined, const bool *marked, bool *statements)
{
    uint32_t first = 1;
    for (uint32_t number = 1; number <= lined->lines; number++) {
        first = lined->joints[number] == JOINT_NONE ? number : first;
        statements[first] |= marked[number];
    }
}

static void put_words(char *words, size_t size, uint32_t first, uint32_t last)
{
    size_t at = strlen(words);
    snprintf(words + at, size - at, first == last ? "%sline %u" : "%slines %u to %u", at ? " and " : "",
             first, last);
}

static void put_run(FILE *out, const lined_t *lined, uint32_t first, uint32_t last)
{
    text_line_t head = line_of(lined, first);
    fprintf(out, "%.*swith what_if:\n", (int)head.indent, head.start);
    for (uint32_t number = first; number <= last; number++) {
        text_line_t line = line_of(lined, number);
        if (line.blank || line.joint == JOINT_STRING || line.indent < head.indent) {
            fprintf(out, "%.*s\n", (int)line.size, line.start);
        } else {
            fprintf(out, "%.*s    %.*s\n", (int)head.indent, line.start, (int)(line.size - head.indent),
                    line.start + head.indent);
        }
    }
}

static bool may_stand_under_a_lock(const text_line_t *line)
{
    static const char *const outer[] = {"def ", "class ", "import ", "from ", "@"};
    return !is_clause(line) && !begins_with_any(line, outer, sizeof outer / sizeof *outer);
}

/* Puts the program with locks; counts the runs. */
static uint32_t put_locked(FILE *out, const lined_t *lined, const bool *statements, char *words,
                           size_t words_size, char *why, size_t why_size)
{
    uint32_t runs = 0;
    fputs(lock_line, out);
    for (uint32_t number = 1; number <= lined->lines; number++) {
        text_line_t line = line_of(lined, number);
        if (!statements[number] || line.blank) {
            fprintf(out, "%.*s\n", (int)line.size, line.start);
            continue;
        }
        if (!may_stand_under_a_lock(&line)) {
            snprintf(why, why_size, "Line %u cannot stand under a lock of its own; mark the lines inside.",
                     number);
        }
        uint32_t last = run_end(lined, statements, number);
        put_run(out, lined, number, last);
        put_words(words, words_size, number, last);
        number = last;
        runs++;
    }
    return runs;
}

char *explore_lock_text(const char *program, const bool *marked, uint32_t lines, char *words,
                        size_t words_size, char *why, size_t why_size)
{
    char *text = NULL;
    size_t size;
    uint32_t all = count_lines(program);
    lined_t lined = {.program = program, .lines = all < lines ? all : lines};
    bool statements[EXPLORE_LINES + 1] = {false};
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        snprintf(why, why_size, "There is not enough memory.");
        return NULL;
    }
    words[0] = why[0] = '\0';
    find_joints(&lined);
    mark_statements(&lined, marked, statements);
    uint32_t runs = put_locked(out, &lined, statements, words, words_size, why, why_size);
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

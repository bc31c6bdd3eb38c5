/* Reading schedules: a header of `key value` lines up to the first empty line, then entries between blanks.
 */
#include "lessons/run/schedule.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/run/schedule_text.h"

typedef struct reader {
    const char *at, *end;
    const char *line_start;
    uint32_t line;
    schedule_t *schedule;
    schedule_error_t *error;
} reader_t;

typedef struct word {
    const char *text;
    size_t size;
} word_t;

__attribute__((format(printf, 3, 4))) static bool fail(reader_t *reader, const char *at, const char *format,
                                                       ...)
{
    va_list arguments;
    va_start(arguments, format);
    reader->error->line = reader->line;
    reader->error->column = (uint32_t)(at - reader->line_start) + 1;
    vsnprintf(reader->error->message, sizeof reader->error->message, format, arguments);
    va_end(arguments);
    return false;
}

/* The widest piece of a bad word that a message shows. */
static int shown(word_t word)
{
    return word.size > 40 ? 40 : (int)word.size;
}

static bool word_is(word_t word, const char *text)
{
    return strlen(text) == word.size && memcmp(text, word.text, word.size) == 0;
}

static bool read_number(word_t word, uint64_t *value)
{
    *value = 0;
    if (word.size == 0)
        return false;
    for (size_t i = 0; i < word.size; i++) {
        if (!isdigit((unsigned char)word.text[i]))
            return false;
        if (__builtin_mul_overflow(*value, 10u, value) ||
            __builtin_add_overflow(*value, (uint64_t)(word.text[i] - '0'), value))
            return false;
    }
    return true;
}

/* main, P1, P2.13: `main` or `P` and numbers that begin with no zero, between points. */
static bool path_is_well_formed(word_t word)
{
    if (word.size >= SCHEDULE_PATH_MAX)
        return false;
    if (word_is(word, "main"))
        return true;
    if (word.size < 2 || word.text[0] != 'P')
        return false;
    bool at_start = true;
    for (size_t i = 1; i < word.size; i++) {
        char c = word.text[i];
        if (c == '.' ? at_start : !isdigit((unsigned char)c) || (at_start && c == '0'))
            return false;
        at_start = c == '.';
    }
    return !at_start;
}

static bool take_path(reader_t *reader, word_t word, schedule_entry_t *entry)
{
    if (!path_is_well_formed(word))
        return fail(reader, word.text, "'%.*s' names no process: main, P1, P2.1 are names", shown(word),
                    word.text);
    memcpy(entry->path, word.text, word.size);
    entry->path[word.size] = '\0';
    return true;
}

/* ---- entries ---- */

/* The next word on any line; skips comments and counts lines. False at the end. */
static bool next_word(reader_t *reader, word_t *word)
{
    while (reader->at < reader->end) {
        char c = *reader->at;
        if (c == '\n') {
            reader->at++;
            reader->line++;
            reader->line_start = reader->at;
        } else if (c == '#') {
            while (reader->at < reader->end && *reader->at != '\n')
                reader->at++;
        } else if (isspace((unsigned char)c)) {
            reader->at++;
        } else {
            break;
        }
    }
    word->text = reader->at;
    while (reader->at < reader->end && !isspace((unsigned char)*reader->at) && *reader->at != '#')
        reader->at++;
    word->size = (size_t)(reader->at - word->text);
    return word->size > 0;
}

static bool parse_kill(reader_t *reader, word_t kill, schedule_entry_t *entry)
{
    word_t path, signal;
    if (!next_word(reader, &path) || !next_word(reader, &signal))
        return fail(reader, kill.text, "kill needs a process and a signal, as in: kill P1 TERM");
    int number = schedule_signal_number(signal.text, signal.size);
    if (number == 0)
        return fail(reader, signal.text, "'%.*s' is no signal that can be sent here", shown(signal),
                    signal.text);
    entry->kind = SCHEDULE_KILL;
    entry->value = (uint64_t)number;
    return take_path(reader, path, entry);
}

static bool parse_value(reader_t *reader, word_t val, schedule_entry_t *entry)
{
    word_t path, value;
    if (!next_word(reader, &path) || !next_word(reader, &value))
        return fail(reader, val.text, "val needs a process and a number, as in: val P1 17");
    if (!read_number(value, &entry->value))
        return fail(reader, value.text, "'%.*s' is no number", shown(value), value.text);
    entry->kind = SCHEDULE_VALUE;
    return take_path(reader, path, entry);
}

static bool parse_step(reader_t *reader, word_t word, schedule_entry_t *entry)
{
    const char *mark = memchr(word.text, '*', word.size);
    if (!mark)
        return take_path(reader, word, entry);
    word_t path = {word.text, (size_t)(mark - word.text)};
    word_t count = {mark + 1, word.size - path.size - 1};
    if (!read_number(count, &entry->count) || entry->count == 0)
        return fail(reader, count.text, "'%.*s' is no number of steps", shown(count), count.text);
    return take_path(reader, path, entry);
}

static bool parse_delivery(reader_t *reader, word_t word, const char *mark, schedule_entry_t *entry)
{
    word_t path = {word.text, (size_t)(mark - word.text)};
    word_t queue = {mark + 1, word.size - path.size - 1};
    if (queue.size == 0 || queue.size >= SCHEDULE_NAME_MAX)
        return fail(reader, mark, "after ~ comes the name of a queue, as in: P1~results");
    entry->kind = SCHEDULE_DELIVER;
    memcpy(entry->name, queue.text, queue.size);
    entry->name[queue.size] = '\0';
    return take_path(reader, path, entry);
}

static bool parse_entry(reader_t *reader, word_t word, schedule_entry_t *entry)
{
    const char *mark = memchr(word.text, '~', word.size);
    if (word_is(word, "kill"))
        return parse_kill(reader, word, entry);
    if (word_is(word, "val"))
        return parse_value(reader, word, entry);
    if (word_is(word, "rest")) {
        entry->kind = SCHEDULE_REST;
        return true;
    }
    if (word_is(word, "+")) {
        entry->kind = SCHEDULE_TIME;
        return true;
    }
    if (mark)
        return parse_delivery(reader, word, mark, entry);
    if (word.text[word.size - 1] == '!') {
        entry->kind = SCHEDULE_TIMEOUT;
        return take_path(reader, (word_t){word.text, word.size - 1}, entry);
    }
    return parse_step(reader, word, entry);
}

static bool parse_entries(reader_t *reader)
{
    word_t word;
    bool rest = false;
    while (next_word(reader, &word)) {
        schedule_entry_t entry = {.kind = SCHEDULE_STEP, .count = 1};
        if (rest)
            return fail(reader, word.text, "nothing can come after rest");
        if (!parse_entry(reader, word, &entry))
            return false;
        if (!schedule_append(reader->schedule, &entry))
            return fail(reader, word.text, "not enough memory");
        rest = entry.kind == SCHEDULE_REST;
    }
    return true;
}

/* ---- header ---- */

static bool keep_text(reader_t *reader, char **slot, word_t value)
{
    free(*slot);
    *slot = strndup(value.text, value.size);
    return *slot || fail(reader, value.text, "not enough memory");
}

static bool take_digest(reader_t *reader, word_t value)
{
    bool good = value.size == sizeof reader->schedule->digest - 1;
    for (size_t i = 0; good && i < value.size; i++)
        good = isxdigit((unsigned char)value.text[i]) != 0;
    if (!good)
        return fail(reader, value.text, "the program's digest is 32 hexadecimal digits");
    memcpy(reader->schedule->digest, value.text, value.size);
    return true;
}

static bool take_header_line(reader_t *reader, word_t key, word_t value)
{
    if (word_is(key, "program"))
        return take_digest(reader, value);
    if (word_is(key, "file"))
        return keep_text(reader, &reader->schedule->file, value);
    if (word_is(key, "begin"))
        return keep_text(reader, &reader->schedule->begin, value);
    bool seed = word_is(key, "seed");
    if (seed || word_is(key, "clock"))
        return read_number(value, seed ? &reader->schedule->seed : &reader->schedule->clock_ns) ||
               fail(reader, value.text, "'%.*s' is no number", shown(value), value.text);
    return fail(reader, key.text, "a schedule has no header line '%.*s'", shown(key), key.text);
}

static word_t rest_of_line(reader_t *reader)
{
    const char *end = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    if (!end)
        end = reader->end;
    word_t rest = {reader->at, (size_t)(end - reader->at)};
    reader->at = end < reader->end ? end + 1 : end;
    while (rest.size > 0 && isspace((unsigned char)rest.text[rest.size - 1]))
        rest.size--;
    return rest;
}

static bool parse_header(reader_t *reader)
{
    static const char magic[] = "lockstep-schedule ";
    size_t left = (size_t)(reader->end - reader->at);
    if (left < sizeof magic - 1 || memcmp(reader->at, magic, sizeof magic - 1) != 0)
        return true;
    reader->schedule->has_header = true;
    for (bool first = true;; first = false) {
        reader->line_start = reader->at;
        bool at_end = reader->at == reader->end;
        word_t line = rest_of_line(reader);
        if (line.size == 0) {
            reader->line += at_end ? 0 : 1;
            break;
        }
        const char *blank = memchr(line.text, ' ', line.size);
        word_t key = {line.text, blank ? (size_t)(blank - line.text) : line.size};
        word_t value = {line.text + key.size, line.size - key.size};
        while (value.size > 0 && *value.text == ' ') {
            value.text++;
            value.size--;
        }
        uint64_t version = 0;
        if (first && (!read_number(value, &version) || version != SCHEDULE_VERSION))
            return fail(reader, value.text, "schedules of version %.*s cannot be read, only version %d",
                        shown(value), value.text, SCHEDULE_VERSION);
        if (!first && !take_header_line(reader, key, value))
            return false;
        reader->line++;
    }
    reader->line_start = reader->at;
    return true;
}

bool schedule_parse(schedule_t *schedule, const char *text, size_t size_bytes, schedule_error_t *error)
{
    schedule_init(schedule);
    *error = (schedule_error_t){0};
    reader_t reader = {text, text + size_bytes, text, 1, schedule, error};
    const char *nul = memchr(text, '\0', size_bytes);
    bool good = nul ? fail(&reader, text, "a schedule is text, but this holds a zero byte")
                    : parse_header(&reader) && parse_entries(&reader);
    if (!good)
        schedule_destroy(schedule);
    return good;
}

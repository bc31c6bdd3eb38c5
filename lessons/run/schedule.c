#include "lessons/run/schedule.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "lessons/run/schedule_text.h"

void schedule_init(schedule_t *schedule)
{
    *schedule = (schedule_t){0};
}

void schedule_destroy(schedule_t *schedule)
{
    free(schedule->file);
    free(schedule->begin);
    free(schedule->entries);
    schedule_init(schedule);
}

void schedule_digest(const char *program, size_t size_bytes, char digest[33])
{
    XXH128_hash_t hash = XXH3_128bits(program, size_bytes);
    snprintf(digest, 33, "%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64, (uint64_t)hash.low64);
}

/* ---- building ---- */

static bool same_run(const schedule_entry_t *a, const schedule_entry_t *b)
{
    return a->kind == SCHEDULE_STEP && b->kind == SCHEDULE_STEP && strcmp(a->path, b->path) == 0;
}

bool schedule_append(schedule_t *schedule, const schedule_entry_t *entry)
{
    if (schedule->count > 0 && same_run(&schedule->entries[schedule->count - 1], entry)) {
        schedule->entries[schedule->count - 1].count += entry->count;
        return true;
    }
    if (schedule->count == schedule->room) {
        size_t room = schedule->room ? schedule->room * 2 : 16;
        schedule_entry_t *entries = realloc(schedule->entries, room * sizeof *entries);
        if (!entries)
            return false;
        schedule->entries = entries;
        schedule->room = room;
    }
    schedule->entries[schedule->count++] = *entry;
    return true;
}

bool schedule_append_step(schedule_t *schedule, const char *path)
{
    schedule_entry_t entry = {.kind = SCHEDULE_STEP, .count = 1};
    snprintf(entry.path, sizeof entry.path, "%s", path);
    return schedule_append(schedule, &entry);
}

/* Entries that are no step of their own: they say what the next step reads, or end the schedule. */
static uint64_t steps_of(const schedule_entry_t *entry)
{
    if (entry->kind == SCHEDULE_STEP)
        return entry->count;
    return entry->kind == SCHEDULE_REST || entry->kind == SCHEDULE_VALUE ? 0 : 1;
}

uint64_t schedule_steps(const schedule_t *schedule)
{
    uint64_t steps = 0;
    for (size_t i = 0; i < schedule->count; i++)
        steps += steps_of(&schedule->entries[i]);
    return steps;
}

void schedule_cut(schedule_t *schedule, uint64_t steps)
{
    size_t kept = 0;
    while (kept < schedule->count) {
        uint64_t here = steps_of(&schedule->entries[kept]);
        if (here > steps || (here == 0 && steps == 0))
            break;
        steps -= here;
        kept++;
    }
    if (kept < schedule->count && steps > 0) {
        schedule->entries[kept].count = steps;
        kept++;
    }
    schedule->count = kept;
}

static bool copy_text(char **to, const char *from)
{
    *to = from ? strdup(from) : NULL;
    return *to || !from;
}

bool schedule_copy(schedule_t *to, const schedule_t *from)
{
    schedule_init(to);
    memcpy(to->digest, from->digest, sizeof to->digest);
    to->seed = from->seed;
    to->clock_ns = from->clock_ns;
    to->has_header = from->has_header;
    if (!copy_text(&to->file, from->file) || !copy_text(&to->begin, from->begin))
        goto no_memory;
    for (size_t i = 0; i < from->count; i++)
        if (!schedule_append(to, &from->entries[i]))
            goto no_memory;
    return true;

no_memory:
    schedule_destroy(to);
    return false;
}

/* ---- writing ---- */

typedef struct writer {
    char *text;
    size_t size, room;
    bool failed;
} writer_t;

static void put(writer_t *writer, const char *piece)
{
    size_t size = strlen(piece);
    if (writer->size + size + 1 > writer->room) {
        size_t room = (writer->size + size + 1) * 2;
        char *text = realloc(writer->text, room);
        if (!text) {
            writer->failed = true;
            return;
        }
        writer->text = text;
        writer->room = room;
    }
    memcpy(writer->text + writer->size, piece, size + 1);
    writer->size += size;
}

static void format_entry(const schedule_entry_t *entry, char *text, size_t room)
{
    switch (entry->kind) {
    case SCHEDULE_STEP:
        if (entry->count == 1)
            snprintf(text, room, "%s", entry->path);
        else
            snprintf(text, room, "%s*%" PRIu64, entry->path, entry->count);
        break;
    case SCHEDULE_TIMEOUT:
        snprintf(text, room, "%s!", entry->path);
        break;
    case SCHEDULE_DELIVER:
        snprintf(text, room, "%s~%s", entry->path, entry->name);
        break;
    case SCHEDULE_TIME:
        snprintf(text, room, "+");
        break;
    case SCHEDULE_KILL:
        snprintf(text, room, "kill %s %s", entry->path, schedule_signal_name((int)entry->value));
        break;
    case SCHEDULE_VALUE:
        snprintf(text, room, "val %s %" PRIu64, entry->path, entry->value);
        break;
    case SCHEDULE_REST:
        snprintf(text, room, "rest");
        break;
    }
}

enum { LINE_WIDTH = 100 };

static void put_entries(writer_t *writer, const schedule_entry_t *entries, size_t count, size_t width)
{
    size_t column = 0;
    for (size_t i = 0; i < count; i++) {
        char piece[2 * SCHEDULE_PATH_MAX + 32];
        format_entry(&entries[i], piece, sizeof piece);
        size_t size = strlen(piece);
        if (column > 0 && column + 1 + size > width) {
            put(writer, "\n");
            column = 0;
        } else if (column > 0) {
            put(writer, " ");
            column++;
        }
        put(writer, piece);
        column += size;
    }
}

static char *finish(writer_t *writer)
{
    put(writer, "");
    if (!writer->failed)
        return writer->text;
    free(writer->text);
    return NULL;
}

char *schedule_format_entries(const schedule_entry_t *entries, size_t count)
{
    writer_t writer = {0};
    put_entries(&writer, entries, count, SIZE_MAX / 2);
    return finish(&writer);
}

char *schedule_format(const schedule_t *schedule)
{
    writer_t writer = {0};
    char line[128];
    snprintf(line, sizeof line, "lockstep-schedule %d\n", SCHEDULE_VERSION);
    put(&writer, line);
    if (schedule->digest[0]) {
        snprintf(line, sizeof line, "program %s\n", schedule->digest);
        put(&writer, line);
    }
    if (schedule->file) {
        put(&writer, "file ");
        put(&writer, schedule->file);
        put(&writer, "\n");
    }
    snprintf(line, sizeof line, "seed %" PRIu64 "\n", schedule->seed);
    put(&writer, line);
    if (schedule->clock_ns) {
        snprintf(line, sizeof line, "clock %" PRIu64 "\n", schedule->clock_ns);
        put(&writer, line);
    }
    if (schedule->begin) {
        put(&writer, "begin ");
        put(&writer, schedule->begin);
        put(&writer, "\n");
    }
    put(&writer, "\n");
    put_entries(&writer, schedule->entries, schedule->count, LINE_WIDTH);
    if (schedule->count > 0)
        put(&writer, "\n");
    return finish(&writer);
}

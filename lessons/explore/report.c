#include "lessons/explore/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct report_chunk {
    struct report_chunk *next;
    size_t used, room;
    max_align_t bytes[];
} report_chunk_t;

enum { CHUNK_BYTES = 64 << 10 };

static const struct {
    const char *name;
} sees[] = {
#define X(id, name) {name},
    EXPLORE_SEES(X)
#undef X
};

const char *explore_see_name(explore_see_t see)
{
    return sees[see].name;
}

bool explore_see_parse(const char *name, explore_see_t *see)
{
    for (size_t i = 0; i < sizeof sees / sizeof *sees; i++) {
        if (strcmp(sees[i].name, name) == 0) {
            *see = (explore_see_t)i;
            return true;
        }
    }
    return false;
}

void explore_options_init(explore_options_t *options)
{
    *options = (explore_options_t){.see = EXPLORE_SEE_LINES, .seed = 1};
}

report_t *report_new(void)
{
    return calloc(1, sizeof(report_t));
}

void explore_report_free(explore_report_t *report)
{
    if (!report) {
        return;
    }
    report_t *whole = (report_t *)(void *)report;
    for (report_chunk_t *chunk = whole->chunks; chunk;) {
        report_chunk_t *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free(whole);
}

void *report_alloc(report_t *report, size_t bytes)
{
    static _Thread_local max_align_t nowhere[CHUNK_BYTES / sizeof(max_align_t)];
    bytes = (bytes + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
    report_chunk_t *chunk = report->chunks;
    if (!chunk || chunk->room - chunk->used < bytes) {
        size_t room = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
        chunk = calloc(1, sizeof *chunk + room);
        if (!chunk) {
            report->failed = true;
            memset(nowhere, 0, sizeof nowhere);
            return nowhere;
        }
        chunk->room = room;
        chunk->next = report->chunks;
        report->chunks = chunk;
    }
    void *place = (char *)chunk->bytes + chunk->used;
    chunk->used += bytes;
    return place;
}

const char *report_text(report_t *report, const char *format, ...)
{
    char small[512];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    size_t size = length < 0 ? 1 : (size_t)length + 1;
    char *text = report_alloc(report, size);
    if (report->failed) {
        size = size < CHUNK_BYTES ? size : CHUNK_BYTES;
    }
    if (size <= sizeof small) {
        memcpy(text, small, size);
        text[size - 1] = '\0';
    } else {
        vsnprintf(text, size, format, again);
    }
    va_end(again);
    return text;
}

const char *report_take(report_t *report, char *text)
{
    if (!text) {
        return NULL;
    }
    const char *copy = report_text(report, "%s", text);
    free(text);
    return copy;
}

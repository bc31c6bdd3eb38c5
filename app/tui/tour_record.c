#include "app/tui/tour_record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tour_record_init(tour_record_t *record)
{
    *record = (tour_record_t){.count = 0};
}

static void destroy_stop(tour_record_stop_t *stop)
{
    free(stop->way);
    free(stop->point);
    free(stop->say);
}

void tour_record_destroy(tour_record_t *record)
{
    for (size_t i = 0; i < record->count; i++) {
        destroy_stop(&record->stops[i]);
    }
    free(record->stops);
    tour_record_init(record);
}

/* Does the way to one stop go on to the other? */
static bool leads_to(const char *way, const char *further)
{
    size_t size = strlen(way);
    return size == 0 || (strncmp(way, further, size) == 0 && (further[size] == ' ' || further[size] == '\0'));
}

/* Those on another way, and the one at the same place: it is said anew. */
static void drop_others(tour_record_t *record, const char *way)
{
    size_t kept = 0;
    for (size_t i = 0; i < record->count; i++) {
        tour_record_stop_t *stop = &record->stops[i];
        if (leads_to(stop->way, way) && strcmp(stop->way, way) != 0) {
            record->stops[kept++] = *stop;
        } else {
            destroy_stop(stop);
        }
    }
    record->count = kept;
}

bool tour_record_add(tour_record_t *record, const char *way, const char *point, const char *say)
{
    if (record->count == record->room) {
        size_t room = record->room ? record->room * 2 : 8;
        tour_record_stop_t *stops = realloc(record->stops, room * sizeof *stops);
        if (!stops) {
            return false;
        }
        record->stops = stops;
        record->room = room;
    }
    tour_record_stop_t stop = {strdup(way), strdup(point), strdup(say)};
    if (!stop.way || !stop.point || !stop.say) {
        destroy_stop(&stop);
        return false;
    }
    drop_others(record, way);
    record->stops[record->count++] = stop;
    return true;
}

static void write_piece(const char *way, FILE *out)
{
    const char *glue = "";
    while (*way) {
        size_t size = strcspn(way, " ");
        unsigned times = 0;
        const char *next = way;
        while (strncmp(next, way, size) == 0 && (next[size] == ' ' || next[size] == '\0')) {
            times++;
            next += size + (next[size] == ' ');
            if (!*next) {
                break;
            }
        }
        /* Only steps are counted; a wake-up, a delivery stand one by one. */
        bool plain = strcspn(way, "!~+") >= size;
        for (unsigned i = 0; i < (plain ? 1 : times); i++) {
            fprintf(out, "%s%.*s", glue, (int)size, way);
            glue = " ";
        }
        if (plain && times > 1) {
            fprintf(out, "*%u", times);
        }
        way = next;
    }
}

char *tour_record_piece(const char *way)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        return NULL;
    }
    write_piece(way, out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* Between double quotes, as YAML and JSON have it. */
static void write_quoted(const char *text, FILE *out)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') {
            fputc('\\', out);
        }
        fputc(*text == '\n' || *text == '\t' ? ' ' : *text, out);
    }
    fputc('"', out);
}

char *tour_record_yaml(const tour_record_t *record, const char *variant)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        return NULL;
    }
    const char *before = "";
    fprintf(out, "tour:\n  variant: %s\n  stops:\n", variant);
    for (size_t i = 0; i < record->count; i++) {
        const tour_record_stop_t *stop = &record->stops[i];
        const char *rest = stop->way + strlen(before);
        rest += *rest == ' ';
        fputs("    - go: \"", out);
        write_piece(rest, out);
        fputs("\"\n", out);
        if (stop->point[0]) {
            fputs("      point: ", out);
            write_quoted(stop->point, out);
            fputc('\n', out);
        }
        fputs("      say: ", out);
        write_quoted(stop->say, out);
        fputc('\n', out);
        before = stop->way;
    }
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

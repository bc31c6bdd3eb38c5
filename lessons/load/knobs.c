#include "lessons/load/knobs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct knob_spot {
    const char *line, *digits; /* the number with its sign */
    size_t size;
} knob_spot_t;

/* `NAME = number`, and behind it nothing but blanks or a comment. */
static bool match_line(const char *line, size_t size, const char *name, knob_spot_t *spot)
{
    size_t length = strlen(name);
    const char *end = line + size, *at = line + length;
    if (size <= length || memcmp(line, name, length) != 0)
        return false;
    while (at < end && *at == ' ')
        at++;
    if (at == end || *at++ != '=')
        return false;
    while (at < end && *at == ' ')
        at++;
    const char *digits = at;
    at += at < end && *at == '-';
    const char *first = at;
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    if (at == first)
        return false;
    *spot = (knob_spot_t){line, digits, (size_t)(at - digits)};
    while (at < end && *at == ' ')
        at++;
    return at == end || *at == '#';
}

static uint32_t find_knob(const char *program, const char *name, knob_spot_t *spot)
{
    uint32_t found = 0, number = 1;
    for (const char *line = program; *line; number++) {
        size_t size = strcspn(line, "\n");
        knob_spot_t here;
        if (match_line(line, size, name, &here)) {
            if (found != 0)
                return 0;
            found = number;
            *spot = here;
        }
        line += size + (line[size] == '\n');
    }
    return found;
}

uint32_t knob_line(const char *program, const char *name, int64_t *value)
{
    knob_spot_t spot;
    uint32_t line = find_knob(program, name, &spot);
    if (line != 0 && value != NULL) {
        errno = 0;
        *value = strtoll(spot.digits, NULL, 10);
        if (errno != 0)
            return 0;
    }
    return line;
}

static char *set_knob(const char *program, const lesson_setting_t *setting)
{
    knob_spot_t spot;
    if (find_knob(program, setting->name, &spot) == 0)
        return strdup(program);
    char *text = NULL;
    int size = asprintf(&text, "%.*s%" PRId64 "%s", (int)(spot.digits - program), program, setting->to,
                        spot.digits + spot.size);
    return size < 0 ? NULL : text;
}

char *knobs_apply(const char *program, const lesson_setting_t *settings, size_t count)
{
    char *text = strdup(program);
    for (size_t i = 0; i < count && text != NULL; i++) {
        char *next = set_knob(text, &settings[i]);
        free(text);
        text = next;
    }
    return text;
}

static char *apply_lesson(const lesson_t *lesson, const lesson_variant_t *variant, bool held)
{
    char *text = strdup(variant->program);
    for (uint32_t i = 0; i < lesson->knobs_count && text != NULL; i++) {
        const lesson_knob_t *knob = &lesson->knobs[i];
        lesson_setting_t setting = {knob->name, held ? knob->held : knob->free};
        char *next = set_knob(text, &setting);
        free(text);
        text = next;
    }
    return text;
}

char *knobs_held(const lesson_t *lesson, const lesson_variant_t *variant)
{
    return apply_lesson(lesson, variant, true);
}

char *knobs_free(const lesson_t *lesson, const lesson_variant_t *variant)
{
    return apply_lesson(lesson, variant, false);
}

char *knobs_search(const lesson_t *lesson, const lesson_variant_t *variant)
{
    char *held = knobs_held(lesson, variant);
    if (held == NULL)
        return NULL;
    char *text = knobs_apply(held, variant->search.set, variant->search.set_count);
    free(held);
    return text;
}

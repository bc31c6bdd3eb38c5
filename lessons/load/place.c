#include "lessons/load/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint32_t place_line(const char *program, const char *place, uint32_t *lines)
{
    uint32_t number = 1, found = 0, count = 0;
    size_t length = strlen(place);
    for (const char *line = program; *line && length > 0; number++) {
        size_t size = strcspn(line, "\n");
        if (memmem(line, size, place, length) != NULL) {
            found = number;
            count++;
        }
        line += size + (line[size] == '\n');
    }
    if (lines != NULL)
        *lines = count;
    return count == 1 ? found : 0;
}

size_t place_text_of_line(const char *text, uint32_t number, const char **start)
{
    *start = NULL;
    for (uint32_t i = 1; *text; i++) {
        size_t size = strcspn(text, "\n");
        if (i == number) {
            *start = text;
            return size;
        }
        text += size + (text[size] == '\n');
    }
    return 0;
}

/* ---- {program VARIANT: FROM .. TO} ---- */

static place_slice_status_t broken(char *why, size_t size, const char *format, const char *subject)
{
    if (why != NULL)
        snprintf(why, size, format, subject);
    return SLICE_BROKEN;
}

static void trim(char **text)
{
    *text += strspn(*text, " \t");
    size_t size = strlen(*text);
    while (size > 0 && ((*text)[size - 1] == ' ' || (*text)[size - 1] == '\t'))
        (*text)[--size] = 0;
}

static uint32_t count_lines(const char *text)
{
    uint32_t count = 0;
    for (; *text; text++)
        count += *text == '\n' || text[1] == 0;
    return count;
}

static uint32_t slice_end(const char *program, const char *place, char *why, size_t why_size)
{
    uint32_t lines = 0, line = place_line(program, place, &lines);
    if (line == 0)
        broken(why, why_size, lines == 0 ? "no line of the program has `%s`" : "more than one line has `%s`",
               place);
    return line;
}

static place_slice_status_t resolve(const lesson_t *lesson, char *inside, place_slice_t *slice, char *why,
                                    size_t why_size)
{
    char *id = inside, *from = strchr(inside, ':'), *to = NULL;
    if (from != NULL) {
        *from++ = 0;
        to = strstr(from, " .. ");
        if (to != NULL) {
            *to = 0;
            to += 4;
        }
        trim(&from);
        if (to == NULL)
            to = from;
        trim(&to);
    }
    trim(&id);
    slice->variant = lesson_variant(lesson, id);
    if (slice->variant == NULL)
        return broken(why, why_size, "there is no variant `%s`", id);
    const char *program = slice->variant->program;
    slice->first = from ? slice_end(program, from, why, why_size) : 1;
    slice->last = to && slice->first ? slice_end(program, to, why, why_size) : count_lines(program);
    if (slice->first == 0 || slice->last == 0)
        return SLICE_BROKEN;
    if (slice->last < slice->first)
        return broken(why, why_size, "`%s` stands before the other end of the part", to);
    return SLICE_FOUND;
}

place_slice_status_t place_slice(const lesson_t *lesson, const char *line, size_t size, place_slice_t *slice,
                                 char *why, size_t why_size)
{
    static const char opening[] = "{program ";
    while (size > 0 && (line[size - 1] == ' ' || line[size - 1] == '\n'))
        size--;
    if (size < sizeof opening || memcmp(line, opening, sizeof opening - 1) != 0)
        return SLICE_NONE;
    if (line[size - 1] != '}')
        return broken(why, why_size, "a `{program …` line must end in `}`%s", "");
    char *inside = strndup(line + sizeof opening - 1, size - sizeof opening);
    if (inside == NULL)
        return broken(why, why_size, "no memory%s", "");
    place_slice_status_t status = resolve(lesson, inside, slice, why, why_size);
    free(inside);
    return status;
}

/* ---- answers of an exercise ---- */

static char *write_indented(const char *starter, const char *head_end, const char *tail, const char *with,
                            size_t indent)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    fwrite(starter, 1, (size_t)(head_end - starter), out);
    while (*with) {
        size_t line = strcspn(with, "\n");
        if (line > 0)
            fprintf(out, "%*s", (int)indent, "");
        fwrite(with, 1, line, out);
        fputc('\n', out);
        with += line + (with[line] == '\n');
    }
    fputs(tail, out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

char *place_answer_program(const lesson_exercise_t *exercise, const lesson_answer_t *answer)
{
    if (answer->whole[0])
        return strdup(answer->whole);
    if (answer->from[0] == 0)
        return strdup(exercise->starter);
    const char *from, *to;
    uint32_t first = place_line(exercise->starter, answer->from, NULL);
    uint32_t last = answer->to[0] ? place_line(exercise->starter, answer->to, NULL) : first;
    if (first == 0 || last < first)
        return NULL;
    place_text_of_line(exercise->starter, first, &from);
    size_t size = place_text_of_line(exercise->starter, last, &to);
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): both lines are there, place_line found them */
    const char *tail = to + size + (to[size] == '\n');
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker) */
    return write_indented(exercise->starter, from, tail, answer->with, strspn(from, " "));
}

#include "lessons/load/exercise.h"

#include "lessons/load/knobs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t";

static size_t trimmed(const char **text, size_t size)
{
    while (size > 0 && strchr(blanks, **text) != NULL) {
        (*text)++;
        size--;
    }
    while (size > 0 && strchr(blanks, (*text)[size - 1]) != NULL)
        size--;
    return size;
}

bool exercise_has_line(const char *program, const char *line)
{
    const char *wanted = line;
    size_t wanted_size = trimmed(&wanted, strlen(line));
    while (*program) {
        size_t size = strcspn(program, "\n");
        const char *here = program;
        size_t here_size = trimmed(&here, size);
        if (here_size == wanted_size && memcmp(here, wanted, here_size) == 0)
            return true;
        program += size + (program[size] == '\n');
    }
    return false;
}

const char *exercise_missing_line(const lesson_exercise_t *exercise, const char *program)
{
    for (uint32_t i = 0; i < exercise->keep_count; i++) {
        if (!exercise_has_line(program, exercise->keep[i]))
            return exercise->keep[i];
    }
    return NULL;
}

uint32_t exercise_case_count(const lesson_exercise_t *exercise)
{
    return exercise->cases_count ? exercise->cases_count : 1;
}

static const lesson_case_t *get_case(const lesson_exercise_t *exercise, uint32_t index)
{
    static const lesson_case_t nothing = {0};
    return index < exercise->cases_count ? &exercise->cases[index] : &nothing;
}

const char *exercise_missing_number(const lesson_exercise_t *exercise, uint32_t case_index,
                                    const char *program)
{
    const lesson_case_t *one = get_case(exercise, case_index);
    for (uint32_t i = 0; i < one->set_count; i++) {
        if (knob_line(program, one->set[i].name, NULL) == 0)
            return one->set[i].name;
    }
    return NULL;
}

char *exercise_case_program(const lesson_exercise_t *exercise, uint32_t case_index, const char *program)
{
    const lesson_case_t *one = get_case(exercise, case_index);
    return knobs_apply(program, one->set, one->set_count);
}

static bool find_number(const lesson_case_t *one, const char *name, size_t size, int64_t *value)
{
    for (uint32_t i = 0; i < one->set_count; i++) {
        if (strlen(one->set[i].name) == size && memcmp(one->set[i].name, name, size) == 0) {
            *value = one->set[i].to;
            return true;
        }
    }
    return false;
}

static bool write_show(const lesson_case_t *one, const char *show, FILE *out)
{
    while (*show) {
        size_t plain = strcspn(show, "{}");
        fwrite(show, 1, plain, out);
        show += plain;
        if (*show == 0)
            return true;
        size_t name = strcspn(show + 1, "{}");
        int64_t value;
        if (*show != '{' || show[1 + name] != '}' || !find_number(one, show + 1, name, &value))
            return false;
        fprintf(out, "%" PRId64, value);
        show += name + 2;
    }
    return true;
}

char *exercise_show(const lesson_exercise_t *exercise, uint32_t case_index, const char *show)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    bool good = write_show(get_case(exercise, case_index), show, out);
    if (fclose(out) == 0 && good)
        return text;
    free(text);
    return NULL;
}

bool exercise_number(const lesson_exercise_t *exercise, uint32_t case_index, const char *each, int64_t *value)
{
    if (find_number(get_case(exercise, case_index), each, strlen(each), value))
        return true;
    char *end;
    errno = 0;
    *value = strtoll(each, &end, 10);
    return errno == 0 && end != each && *end == 0 && *value >= 0;
}

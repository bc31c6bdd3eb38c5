#include "lessons/load/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void problems_destroy(problems_t *problems)
{
    for (size_t i = 0; i < problems->count; i++) {
        free(problems->items[i].file);
        free(problems->items[i].message);
    }
    free(problems->items);
    *problems = (problems_t){0};
}

static bool make_room(problems_t *problems)
{
    if (problems->count == PROBLEMS_MAX)
        return false;
    if (problems->count < problems->capacity)
        return true;
    size_t capacity = problems->capacity ? problems->capacity * 2 : 4;
    problem_t *items = realloc(problems->items, capacity * sizeof *items);
    if (items == NULL)
        return false;
    problems->items = items;
    problems->capacity = capacity;
    return true;
}

/* A message is one line, whatever text of the file it quotes. */
static void flatten(char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = ' ';
    }
}

void problems_add(problems_t *problems, const char *file, uint32_t line, uint32_t column, const char *format,
                  ...)
{
    char *name = NULL, *message = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&message, format, arguments) < 0)
        message = NULL;
    va_end(arguments);
    name = strdup(file);
    if (message == NULL || name == NULL || !make_room(problems)) {
        free(message);
        free(name);
        problems->dropped++;
        return;
    }
    flatten(message);
    problems->items[problems->count++] = (problem_t){name, line, column, message};
}

char *problem_text(const problem_t *problem)
{
    char *text = NULL;
    int size = problem->line == 0 ? asprintf(&text, "%s: %s", problem->file, problem->message)
                                  : asprintf(&text, "%s:%u:%u: %s", problem->file, problem->line,
                                             problem->column, problem->message);
    return size < 0 ? NULL : text;
}

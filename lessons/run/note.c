#include "lessons/run/note.h"

#include <stdio.h>
#include <string.h>

#include "lessons/vm/vm.h"

enum { VALUE_TEXT = 48 };

typedef struct notebook {
    char *text;
    size_t size, room;
} notebook_t;

static void add_line(notebook_t *book, char kind, const char *name, const char *value)
{
    char line[256];
    int size = snprintf(line, sizeof line, "%c%s\t%s\n", kind, name, value);
    if (size <= 0 || (size_t)size >= sizeof line || book->size + (size_t)size > book->room)
        return;
    memcpy(book->text + book->size, line, (size_t)size);
    book->size += (size_t)size;
}

static void add_value(notebook_t *book, const vm_t *vm, char kind, const vm_variable_t *variable)
{
    char value[VALUE_TEXT];
    if (value_is_unset(variable->value) || variable->name[0] == '.')
        return;
    vm_describe(vm, variable->value, value, sizeof value);
    for (char *c = value; *c; c++)
        if (*c == '\t' || *c == '\n')
            *c = ' ';
    add_line(book, kind, variable->name, value);
}

static bool is_definition(const vm_t *vm, value_t value)
{
    switch (value_kind(vm, value)) {
    case KIND_MODULE:
    case KIND_FUNCTION:
    case KIND_CLASS:
    case KIND_NATIVE:
        return true;
    default:
        return false;
    }
}

static void add_frames(notebook_t *book, const vm_t *vm)
{
    bool innermost = true;
    for (uint32_t i = vm_frame_count(vm); i-- > 0;) {
        vm_frame_view_t view = vm_frame_view(vm, i);
        char line[16];
        if (view.library || !view.position.function)
            continue;
        snprintf(line, sizeof line, "%u", view.position.line);
        add_line(book, 'f', view.position.function, line);
        for (uint32_t k = 0; innermost && k < view.local_count; k++) {
            vm_variable_t variable = vm_local_view(vm, i, k);
            add_value(book, vm, 'l', &variable);
        }
        innermost = false;
    }
}

size_t note_write(const vm_t *vm, char *text, size_t room)
{
    notebook_t book = {text, 0, room};
    vm_variable_t variable;
    add_frames(&book, vm);
    for (uint32_t i = 0; vm_global_view(vm, 0, i, &variable); i++)
        if (strncmp(variable.name, "__", 2) != 0 && !is_definition(vm, variable.value))
            add_value(&book, vm, 'g', &variable);
    return book.size;
}

int note_next(char *text, size_t size, size_t *position, note_line_t *line)
{
    while (*position < size) {
        char *start = text + *position;
        char *end = memchr(start, '\n', size - *position);
        if (!end)
            return 0;
        *end = '\0';
        *position = (size_t)(end - text) + 1;
        char *tab = strchr(start, '\t');
        if (!tab || start[0] == '\0')
            continue;
        *tab = '\0';
        *line = (note_line_t){start[0], start + 1, tab + 1};
        return 1;
    }
    return 0;
}

/* The same names in each process, side by side: since fork every process has its own. */
#include <stdio.h>
#include <string.h>

#include "app/tui/run_inner.h"

enum { NAMES_MOST = 64, NAME_COLUMNS = 12, SHOWN_MOST = 8, LEAST_WIDTH = 9, MOST_WIDTH = 16 };

typedef struct names {
    const char *names[NAMES_MOST];
    bool global[NAMES_MOST];
    size_t count;
} names_t;

/* A number, a text, a list: something that can be compared by looking at it. */
static bool is_plain(const char *text)
{
    static const char *const words[] = {"True", "False", "None"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(text, words[i]) == 0) {
            return true;
        }
    }
    return strchr("0123456789-'\"[({", text[0]) != NULL;
}

static void gather(const session_view_t *view, bool global, bool plain, names_t *names)
{
    for (size_t i = 0; i < view->process_count; i++) {
        const session_process_t *process = &view->processes[i];
        for (size_t j = 0; j < process->variable_count && names->count < NAMES_MOST; j++) {
            const session_variable_t *variable = &process->variables[j];
            bool known = variable->global != global || is_plain(variable->text) != plain;
            for (size_t k = 0; k < names->count && !known; k++) {
                known = names->global[k] == global && strcmp(names->names[k], variable->name) == 0;
            }
            if (!known) {
                names->names[names->count] = variable->name;
                names->global[names->count++] = global;
            }
        }
    }
}

static const session_variable_t *find(const session_process_t *process, const char *name, bool global)
{
    for (size_t i = 0; i < process->variable_count; i++) {
        if (process->variables[i].global == global && strcmp(process->variables[i].name, name) == 0) {
            return &process->variables[i];
        }
    }
    return NULL;
}

/* The selected process with its parent first, then the others as far as they fit. */
static size_t choose(const run_picture_t *picture, size_t room, uint32_t *chosen)
{
    const session_view_t *view = picture->view;
    size_t count = 0;
    bool all = view->process_count <= room;
    uint32_t selected = picture->state->selected;
    if (!all && selected < view->process_count) {
        int parent = view->processes[selected].parent;
        if (parent >= 0) {
            chosen[count++] = (uint32_t)parent;
        }
        if (count < room) {
            chosen[count++] = selected;
        }
    }
    for (uint32_t i = 0; i < view->process_count && count < room; i++) {
        bool there = false;
        for (size_t j = 0; j < count; j++) {
            there |= chosen[j] == i;
        }
        if (!there && (all || view->processes[i].doing != SESSION_ENDED)) {
            chosen[count++] = i;
        }
    }
    return count;
}

static void cell_text(const session_variable_t *variable, char *text, size_t size)
{
    snprintf(text, size, "%s%.200s", variable && variable->differs ? "≠ " : "",
             variable ? variable->text : "–");
}

static role_t cell_role(const session_variable_t *variable)
{
    return !variable ? ROLE_DIM : variable->differs ? ROLE_CHANGED : ROLE_TEXT;
}

/* Does a value that says something not fit into a column? Then the names stand one below the other. */
static bool is_too_wide(const session_view_t *view, const names_t *names, const uint32_t *chosen,
                        size_t count, int width)
{
    for (size_t row = 0; row < names->count; row++) {
        for (size_t i = 0; i < count; i++) {
            const session_variable_t *variable =
                find(&view->processes[chosen[i]], names->names[row], names->global[row]);
            if (variable && is_plain(variable->text) &&
                text_columns(variable->text, strlen(variable->text)) >= width) {
                return true;
            }
        }
    }
    return false;
}

static int draw_table(const session_view_t *view, const names_t *names, const uint32_t *chosen, size_t count,
                      int width, area_t area, int scroll)
{
    for (size_t i = 0; i < count; i++) {
        paint_cut(area, -scroll, NAME_COLUMNS + 1 + (int)i * width, width - 1,
                  role_of_process((int)chosen[i]), view->processes[chosen[i]].path);
    }
    for (size_t row = 0; row < names->count; row++) {
        int line = (int)row + 1 - scroll;
        paint_cut(area, line, 1, NAME_COLUMNS - 1, names->global[row] ? ROLE_TEXT : ROLE_DIM,
                  names->names[row]);
        for (size_t i = 0; i < count; i++) {
            char text[256];
            const session_variable_t *variable =
                find(&view->processes[chosen[i]], names->names[row], names->global[row]);
            cell_text(variable, text, sizeof text);
            paint_cut(area, line, NAME_COLUMNS + 1 + (int)i * width, width - 1, cell_role(variable), text);
        }
    }
    return (int)names->count + 1;
}

static int draw_list(const session_view_t *view, const names_t *names, const uint32_t *chosen, size_t count,
                     area_t area, int scroll)
{
    int line = -scroll;
    for (size_t row = 0; row < names->count; row++) {
        paint_cut(area, line++, 1, area.columns - 1, names->global[row] ? ROLE_TITLE : ROLE_DIM,
                  names->names[row]);
        for (size_t i = 0; i < count; i++) {
            char text[256];
            const session_process_t *process = &view->processes[chosen[i]];
            const session_variable_t *variable = find(process, names->names[row], names->global[row]);
            if (variable) {
                cell_text(variable, text, sizeof text);
                paint_cut(area, line, 3, 6, role_of_process((int)chosen[i]), process->path);
                paint_cut(area, line++, 10, area.columns - 10, cell_role(variable), text);
            }
        }
    }
    return line + scroll;
}

int run_memory_draw(const run_picture_t *picture, area_t area, int scroll)
{
    const session_view_t *view = picture->view;
    names_t names = {.count = 0};
    uint32_t chosen[SHOWN_MOST];
    gather(view, true, true, &names);
    gather(view, false, true, &names);
    gather(view, true, false, &names);
    gather(view, false, false, &names);
    if (names.count == 0) {
        paint_text(area, -scroll, 2, ROLE_DIM,
                   view->mode == SESSION_DONE ? "(gone with its processes)"
                   : run_is_free(view)        ? "(not seen in a free run)"
                                              : "(no variables yet)");
        return 1;
    }
    int room = area.columns - NAME_COLUMNS - 1, fits = room / LEAST_WIDTH;
    fits = fits < 1 ? 1 : fits > SHOWN_MOST ? SHOWN_MOST : fits;
    size_t count = choose(picture, (size_t)fits, chosen);
    int width = count > 0 ? room / (int)count : room;
    width = width > MOST_WIDTH ? MOST_WIDTH : width;
    return is_too_wide(view, &names, chosen, count, width)
               ? draw_list(view, &names, chosen, count, area, scroll)
               : draw_table(view, &names, chosen, count, width, area, scroll);
}

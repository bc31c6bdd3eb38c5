/* The same names in each process, side by side: since fork every process has its own. */
#include <stdio.h>
#include <string.h>

#include "app/tui/run_inner.h"

enum { NAMES_MOST = 64, NAME_COLUMNS = 12, SHOWN_MOST = 8 };

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
                   view->mode == SESSION_HELD ? "(no variables yet)" : "(seen only while the world is held)");
        return 1;
    }
    int width = area.columns >= 60 ? 12 : 9;
    int fits = (area.columns - NAME_COLUMNS - 1) / width;
    fits = fits < 1 ? 1 : fits > SHOWN_MOST ? SHOWN_MOST : fits;
    size_t count = choose(picture, (size_t)fits, chosen);
    for (size_t i = 0; i < count; i++) {
        paint_cut(area, -scroll, NAME_COLUMNS + 1 + (int)i * width, width - 1,
                  role_of_process((int)chosen[i]), view->processes[chosen[i]].path);
    }
    for (size_t row = 0; row < names.count; row++) {
        int line = (int)row + 1 - scroll;
        paint_cut(area, line, 1, NAME_COLUMNS - 1, names.global[row] ? ROLE_TEXT : ROLE_DIM,
                  names.names[row]);
        for (size_t i = 0; i < count; i++) {
            const session_variable_t *variable =
                find(&view->processes[chosen[i]], names.names[row], names.global[row]);
            char text[80];
            snprintf(text, sizeof text, "%s%.60s", variable && variable->differs ? "≠ " : "",
                     variable ? variable->text : "–");
            paint_cut(area, line, NAME_COLUMNS + 1 + (int)i * width, width - 1,
                      variable && variable->differs ? ROLE_CHANGED
                      : variable                    ? ROLE_TEXT
                                                    : ROLE_DIM,
                      text);
        }
    }
    return (int)names.count + 1;
}

#include "app/tui/challenge_end.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is shown ---- */

static void write_output(const session_view_t *view, bool each, FILE *out)
{
    for (size_t p = 0; p < (each ? view->process_count : 1); p++) {
        bool fresh = true;
        for (size_t i = 0; i < view->output_count; i++) {
            const session_output_t *part = &view->output[i];
            if (part->stream != 1 || (each && part->process != (int)p)) {
                continue;
            }
            for (size_t b = 0; b < part->size_bytes; b++) {
                if (fresh && each) {
                    fprintf(out, "%s: ", view->processes[p].path);
                }
                fresh = part->text[b] == '\n';
                fputc(part->text[b], out);
            }
        }
    }
}

static void write_values(const session_view_t *view, FILE *out)
{
    for (size_t i = 0; i < view->shared_count; i++) {
        const session_shared_t *shared = &view->shared[i];
        bool value = strcmp(shared->kind, "Value") == 0 || strcmp(shared->kind, "Array") == 0;
        if (value && !shared->library && shared->name[0]) {
            fprintf(out, "%s %s\n", shared->name, shared->text);
        }
    }
}

char *challenge_shown(const session_view_t *view, lesson_see_t see)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        return NULL;
    }
    if (see == SEE_VALUES) {
        write_values(view, out);
    } else {
        write_output(view, see == SEE_EACH_PROCESS, out);
    }
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    size_t end = strlen(text);
    while (end > 0 && text[end - 1] == '\n') {
        text[--end] = '\0';
    }
    const char *last = see == SEE_LAST_LINE ? strrchr(text, '\n') : NULL;
    if (last) {
        memmove(text, last + 1, strlen(last + 1) + 1);
    }
    return text;
}

/* ---- how it ended ---- */

static bool has_error(const session_view_t *view)
{
    for (size_t i = 0; i < view->process_count; i++) {
        if (view->processes[i].ended && strchr(view->processes[i].ended, ':')) {
            return true;
        }
    }
    return false;
}

explore_end_kind_t challenge_end_kind(const session_view_t *view)
{
    return view->verdict == SESSION_DEADLOCK ? EXPLORE_END_DEADLOCK
           : has_error(view)                 ? EXPLORE_END_EXCEPTION
                                             : EXPLORE_END_NORMAL;
}

uint32_t challenge_switches(const session_view_t *view)
{
    uint32_t switches = 0;
    size_t ended = 0;
    int last = -1;
    for (size_t i = 0; i < view->cell_count; i++) {
        const session_cell_t *cell = &view->cells[i];
        if (cell->undone || cell->process < 0) {
            continue;
        }
        if (!cell->automatic && cell->number > view->step_begin) {
            switches += last >= 0 && cell->process != last && ended + 1 < view->process_count;
            last = cell->process;
        }
        ended += cell->kind == SESSION_CELL_END;
    }
    return switches;
}

size_t challenge_taken(const session_view_t *view, challenge_taken_t *taken, size_t room)
{
    size_t count = 0;
    for (size_t p = 0; p < view->process_count && count < room; p++) {
        taken[count] = (challenge_taken_t){.process = view->processes[p].path};
        for (size_t i = 0; i < view->cell_count; i++) {
            const session_cell_t *cell = &view->cells[i];
            taken[count].steps += cell->process == (int)p && cell->number <= view->step_begin &&
                                  !challenge_may_go_by_itself(cell->cell);
        }
        count++;
    }
    return count;
}

bool challenge_is_over(const session_view_t *view)
{
    bool stuck = view->verdict == SESSION_DEADLOCK && view->mode == SESSION_HELD;
    return (view->mode == SESSION_DONE || stuck) && view->operations == 0 && !view->busy &&
           view->cell_count > 0;
}

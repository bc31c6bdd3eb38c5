#include "app/tui/exercise_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/tui/own_copy.h"
#include "lessons/load/exercise.h"
#include "lessons/load/prescan.h"

bool exercise_file_write(exercise_state_t *state, const char *path, const char *text)
{
    return own_copy_write(path, text, state->trouble, sizeof state->trouble);
}

bool exercise_file_open(exercise_state_t *state, const app_t *app)
{
    char *folder = own_copy_folder(app, state->trouble, sizeof state->trouble);
    if (!folder) {
        return false;
    }
    bool good = asprintf(&state->path, "%s/%s", folder, app->lesson->exercise->file) >= 0;
    state->path = good ? state->path : NULL;
    if (good && access(state->path, F_OK) != 0) {
        good = exercise_file_write(state, state->path, app->lesson->exercise->starter);
    }
    /* The folder, not the file: editors save by writing another file and renaming it. */
    state->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (state->watch >= 0 && inotify_add_watch(state->watch, folder, IN_CLOSE_WRITE | IN_MOVED_TO) < 0) {
        close(state->watch);
        state->watch = -1;
    }
    free(folder);
    return good;
}

bool exercise_file_read(exercise_state_t *state, const app_t *app)
{
    problems_t problems = {0};
    char *text = NULL;
    size_t size;
    struct stat info;
    bool changed = false;
    if (!state->path) {
        return false;
    }
    if (!prescan_read_file(state->path, &text, &size, &problems)) {
        snprintf(state->trouble, sizeof state->trouble, "%.200s: %.180s", state->path,
                 problems.count ? problems.items[0].message : "cannot be read");
    } else if (!state->text || strcmp(text, state->text) != 0) {
        free(state->text);
        state->text = text;
        text = NULL;
        state->trouble[0] = '\0';
        state->line_count =
            exercise_diff(app->lesson->exercise->starter, state->text, state->changes, EXERCISE_LINES);
        state->saved = stat(state->path, &info) == 0 ? info.st_mtime : 0;
        changed = true;
    }
    free(text);
    problems_destroy(&problems);
    return changed;
}

bool exercise_file_was_saved(exercise_state_t *state)
{
    char events[4096];
    bool any = false;
    while (state->watch >= 0 && read(state->watch, events, sizeof events) > 0) {
        any = true;
    }
    return any;
}

char *exercise_text_of(const exercise_state_t *state, const app_t *app, const grade_demand_t *demand)
{
    return exercise_case_program(app->lesson->exercise, demand->in_case, state->marked);
}

#include "app/tui/exercise_inner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/folders.h"
#include "lessons/load/exercise.h"
#include "lessons/load/prescan.h"

static bool make_folder(const char *path)
{
    return mkdir(path, 0777) == 0 || errno == EEXIST;
}

/* The folder of the lesson in the reader's data, made if need be (caller frees). */
static char *folder_of(exercise_state_t *state, const app_t *app)
{
    char *data = folders_data(), *folder = NULL;
    if (!data) {
        snprintf(state->trouble, sizeof state->trouble,
                 "There is no home folder for your file: set $XDG_DATA_HOME.");
        return NULL;
    }
    if (asprintf(&folder, "%s/%s", data, app->lesson->id) < 0) {
        folder = NULL;
    }
    for (char *at = folder ? folder + 1 : NULL; at && *at; at++) {
        if (*at == '/') {
            *at = '\0';
            make_folder(folder);
            *at = '/';
        }
    }
    if (folder && !make_folder(folder)) {
        snprintf(state->trouble, sizeof state->trouble, "%.300s: %s", folder, strerror(errno));
        free(folder);
        folder = NULL;
    }
    free(data);
    return folder;
}

bool exercise_file_write(exercise_state_t *state, const char *path, const char *text)
{
    char *beside = NULL;
    if (asprintf(&beside, "%s.new", path) < 0) {
        return false;
    }
    FILE *file = fopen(beside, "w");
    bool good = file && fputs(text, file) >= 0;
    good = file && fclose(file) == 0 && good && rename(beside, path) == 0;
    if (!good) {
        snprintf(state->trouble, sizeof state->trouble, "%.300s: %s", path, strerror(errno));
        unlink(beside);
    }
    free(beside);
    return good;
}

bool exercise_file_open(exercise_state_t *state, const app_t *app)
{
    char *folder = folder_of(state, app);
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

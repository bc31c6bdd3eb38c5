#include "app/tui/own_copy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/folders.h"
#include "lessons/load/prescan.h"

enum { TROUBLE = 400 };

/* ---- files ---- */

static bool make_folder(const char *path)
{
    return mkdir(path, 0777) == 0 || errno == EEXIST;
}

char *own_copy_folder(const app_t *app, char *trouble, size_t size)
{
    char *data = folders_data(), *folder = NULL;
    if (!data) {
        snprintf(trouble, size, "There is no home folder for your file: set $XDG_DATA_HOME.");
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
        snprintf(trouble, size, "%.300s: %s", folder, strerror(errno));
        free(folder);
        folder = NULL;
    }
    free(data);
    return folder;
}

bool own_copy_write(const char *path, const char *text, char *trouble, size_t size)
{
    char *beside = NULL;
    if (asprintf(&beside, "%s.new", path) < 0) {
        return false;
    }
    FILE *file = fopen(beside, "w");
    bool good = file && fputs(text, file) >= 0;
    good = file && fclose(file) == 0 && good && rename(beside, path) == 0;
    if (!good) {
        snprintf(trouble, size, "%.300s: %s", path, strerror(errno));
        unlink(beside);
    }
    free(beside);
    return good;
}

/* ---- the copy ---- */

/* The path of the copy, which is there afterwards (caller frees). NULL: refused. */
static char *make_copy(app_t *app)
{
    char trouble[TROUBLE] = "There is not enough memory for a copy.", *path = NULL;
    char *folder = own_copy_folder(app, trouble, sizeof trouble);
    char *text = app_program_text(app, false);
    bool good = folder && text && asprintf(&path, "%s/%s.py", folder, app_variant(app)->id) >= 0;
    if (good && access(path, F_OK) != 0) {
        good = own_copy_write(path, text, trouble, sizeof trouble);
    }
    free(folder);
    free(text);
    if (good) {
        return path;
    }
    app_refuse(app, "%s", trouble);
    free(path);
    return NULL;
}

static void run_copy(app_t *app, const char *path)
{
    problems_t problems = {0};
    char *text = NULL, *now = app_program_text(app, false);
    size_t size;
    if (!prescan_read_file(path, &text, &size, &problems)) {
        app_refuse(app, "%.200s: %.180s", path,
                   problems.count ? problems.items[0].message : "cannot be read");
    } else if (now && strcmp(text, now) == 0) {
        app_say(app, "The program is as it was. Your copy is %s.", path);
    } else {
        app_set_override(app, text);
        app_say(app, "Your copy runs now: %s. v goes back to the lesson's own program.", path);
    }
    problems_destroy(&problems);
    free(text);
    free(now);
}

void own_copy_edit(app_t *app)
{
    char *path = make_copy(app);
    if (path && app_edit(app, path)) {
        run_copy(app, path);
    }
    free(path);
}

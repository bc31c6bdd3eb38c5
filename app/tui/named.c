#include "app/tui/named.h"

#include <ncurses.h>
#include <stdlib.h>
#include <string.h>

#include "app/folders.h"
#include "app/tui/run_inner.h"

static void set_theme(app_t *app, const char *name)
{
    char why[300];
    char *folder = folders_builtin("themes");
    if (!folder || strchr(name, '/') || !theme_read(&app->theme, folder, name, why, sizeof why)) {
        app_refuse(app, "There is no theme %.40s; dark, light, high-contrast and colour-blind are there.",
                   name);
    } else {
        theme_apply(&app->theme);
        clearok(stdscr, TRUE);
        app_say(app, "Theme %s.", name);
    }
    free(folder);
}

static void set_speed(app_t *app, const char *text)
{
    char *end;
    double speed = strtod(text, &end);
    if (app->view != VIEW_RUN || !app->session) {
        app_refuse(app, "The speed is one of Run (F3).");
    } else if (*end || end == text || !run_set_speed(app, speed)) {
        app_refuse(app,
                   "A speed is a number: 0.1 to 10 times for sleeps, 0.5 to 50 steps a second for play.");
    }
}

static void step(app_t *app, const char *path)
{
    if (app->view != VIEW_RUN || !app->session) {
        app_refuse(app, "Steps are taken in Run (F3).");
    } else if (!run_select_path(app, path)) {
        app_refuse(app, "There is no process %.40s.", path);
    } else {
        run_command(app, COMMAND_STEP_SELECTED);
    }
}

static void deliver(app_t *app, const char *path)
{
    if (app->view != VIEW_RUN || !app->session) {
        app_refuse(app, "Deliveries are made in Run (F3).");
    } else if (!run_select_path(app, path)) {
        app_refuse(app, "There is no process %.40s.", path);
    } else {
        run_command(app, COMMAND_DELIVER);
    }
}

bool named_with_argument(app_t *app, const char *text)
{
    static const struct {
        const char *name;
        void (*act)(app_t *app, const char *argument);
    } all[] = {{"theme ", set_theme}, {"speed ", set_speed}, {"step ", step}, {"deliver ", deliver}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t size = strlen(all[i].name);
        if (strncmp(text, all[i].name, size) == 0) {
            all[i].act(app, text + size);
            return true;
        }
    }
    return false;
}

#include "app/tui/view.h"

static int opened;

static bool open_view(app_t *app)
{
    app->states[VIEW_EXERCISE] = &opened;
    return true;
}

static void close_view(app_t *app)
{
    app->states[VIEW_EXERCISE] = NULL;
}

static void draw(app_t *app, area_t body)
{
    paint_rule(body, 0, app->lesson->exercise->title, NULL);
}

static bool command(app_t *app, command_id_t command)
{
    (void)app, (void)command;
    return false;
}

static const command_id_t *footer(const app_t *app)
{
    static const command_id_t keys[] = {COMMAND_READ, COMMAND_RUN, COMMAND_NONE};
    (void)app;
    return keys;
}

const view_t exercise_view = {.set = IN_EXERCISE,
                              .name = "exercise",
                              .help = "The exercise.",
                              .open = open_view,
                              .close = close_view,
                              .draw = draw,
                              .command = command,
                              .footer = footer};

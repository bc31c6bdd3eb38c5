#include "app/tui/view.h"

static int opened;

static bool open_view(app_t *app)
{
    app->states[VIEW_EXPLORE] = &opened;
    return true;
}

static void close_view(app_t *app)
{
    app->states[VIEW_EXPLORE] = NULL;
}

static void draw(app_t *app, area_t body)
{
    paint_rule(body, 0, app_variant(app)->title, NULL);
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

const view_t explore_view = {.set = IN_EXPLORE,
                             .name = "explore",
                             .help = "Every order.",
                             .open = open_view,
                             .close = close_view,
                             .draw = draw,
                             .command = command,
                             .footer = footer};

/*
 * A view: one screen of the program, as a table of functions.
 *
 * The frame (frame.c) draws row 0 (title and tabs), the sentence and the footer; a view draws the body
 * between them, which begins with a rule of its own. `draw` only reads: whatever moves stands in the view's
 * state and changes in `command`, `pump` or `mouse`. Layout is arithmetic on the body's area (run_layout.h
 * and its like), tested without a terminal.
 */
#ifndef APP_TUI_VIEW_H
#define APP_TUI_VIEW_H

#include "app/tui/app.h"
#include "app/tui/terminal.h"

typedef struct view {
    unsigned set; /* IN_MENU … for the command table */
    const char *name;
    const char *help;                           /* what it shows, a few sentences, for `?` */
    const char *(*pane_help)(const app_t *app); /* the same of the part that has the focus. May be NULL */
    bool (*open)(app_t *app);  /* when it is first shown for what is open; false: no memory */
    void (*close)(app_t *app); /* frees its state */
    void (*draw)(app_t *app, area_t body);
    bool (*command)(app_t *app, command_id_t command); /* true: taken; false: the app's own meaning */
    bool (*pump)(app_t *app);                          /* background work; true: draw again. May be NULL */
    bool (*mouse)(app_t *app, area_t body, const terminal_key_t *key); /* may be NULL */
    const command_id_t *(*footer)(
        const app_t *app); /* keys valid now, most important first; COMMAND_NONE ends */
    const char *(*word)(const app_t *app, command_id_t command); /* footer's word for a key where it differs
                                                  from the table's; NULL as usual. May be NULL */
    int (*wait_ms)(const app_t *app); /* how long the loop may sleep; -1 for ever. May be NULL */
} view_t;

extern const view_t menu_view, read_view, run_view, explore_view, exercise_view;

const view_t *view_of(view_id_t id);

#endif

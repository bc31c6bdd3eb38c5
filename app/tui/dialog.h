/*
 * Small windows over a view: a list to choose from, a line of text, a question with yes or no, pages of help.
 *
 * One is open at a time. While it is, keys are its own; its answer comes as a call. Opening another replaces
 * it.
 */
#ifndef APP_TUI_DIALOG_H
#define APP_TUI_DIALOG_H

#include "app/tui/app.h"
#include "app/tui/terminal.h"

typedef void dialog_choice_fn(app_t *app, int index);
typedef void dialog_text_fn(app_t *app, const char *text);
typedef void dialog_yes_fn(app_t *app);

/* Texts are copied. `at` is the item that is marked first. false: no memory. */
bool dialog_list(app_t *app, const char *title, const char *const *items, int count, int at,
                 dialog_choice_fn *choose);
bool dialog_line(app_t *app, const char *title, const char *text, dialog_text_fn *enter);
bool dialog_ask(app_t *app, const char *question, dialog_yes_fn *yes);
/* Scrolls; any other key closes it. */
bool dialog_show(app_t *app, const char *title, const char *text);

bool dialog_is_open(const app_t *app);
void dialog_close(app_t *app);
void dialog_draw(const app_t *app, area_t screen);
void dialog_key(app_t *app, const terminal_key_t *key);

#endif

/*
 * Commands typed behind ":" that take something more: "theme light", "speed 0.5", "step P2.1".
 */
#ifndef APP_TUI_NAMED_H
#define APP_TUI_NAMED_H

#include "app/tui/app.h"

/* false: it is not one of these. What is wrong with it is said in a sentence. */
bool named_with_argument(app_t *app, const char *text);

#endif

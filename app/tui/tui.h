/*
 * The screen, from the command line.
 */
#ifndef APP_TUI_TUI_H
#define APP_TUI_TUI_H

#include <stdbool.h>

typedef struct tui_options {
    const char *word;  /* FILE or LESSON to open; NULL: the menu */
    const char *theme; /* NULL: $LOCKSTEP_THEME, else dark */
    bool projector;
} tui_options_t;

/* Runs the screen to its end and returns the exit code; 2 with one line on standard error if there is no
 * terminal. */
int tui_main(const tui_options_t *options);

#endif

/*
 * What never moves: the title row with its tabs, the sentence, the footer with the keys that are valid now.
 *
 * Rows of a screen of `lines`: 0 title; 1 … the view's body; then, above the footer, one or two rows for the
 * sentence under a rule; last the footer, of one row, or of two where the screen is 100 columns or wider and
 * 30 lines or higher.
 */
#ifndef APP_TUI_FRAME_H
#define APP_TUI_FRAME_H

#include "app/tui/view.h"

typedef struct frame_layout {
    area_t title, body, rule, sentence, footer;
    bool too_small; /* below 20×6: only a word is shown */
} frame_layout_t;

frame_layout_t frame_layout(int lines, int columns);

/* The tab at a column of the title row; VIEW_MENU: none there. */
view_id_t frame_tab_at(int columns, int column);

/* Draws everything: frame, view, dialog. */
void frame_draw(app_t *app);

/* The help of the present view: what it shows, and every key; malloc'ed. */
char *frame_help(const app_t *app);

#endif

/*
 * The menu: chapters, lessons, programs of the reader's own, lessons that are broken.
 *
 * menu_rows.c makes the list, menu_detail.c draws what is known of the chosen row, menu_view.c is the view.
 */
#ifndef APP_TUI_MENU_H
#define APP_TUI_MENU_H

#include "app/tui/app.h"

enum { MENU_PROGRAMS = CHAPTER_COUNT, MENU_BROKEN, MENU_GROUPS };

typedef enum menu_kind { MENU_GROUP, MENU_LESSON, MENU_PROGRAM, MENU_BROKEN_LESSON } menu_kind_t;

typedef struct menu_row {
    menu_kind_t kind;
    int group;     /* a chapter, MENU_PROGRAMS or MENU_BROKEN */
    size_t number; /* in the catalogue, or in the list of recent programs */
} menu_row_t;

typedef struct menu {
    bool folded[MENU_GROUPS];
    menu_row_t *rows;
    size_t count;
    size_t at, top; /* chosen row, first row shown */
    char found[80]; /* what was looked for last */
} menu_t;

/* How far the reader is in a lesson. */
typedef enum menu_mark { MENU_NEW, MENU_BEGUN, MENU_DONE } menu_mark_t;
menu_mark_t menu_mark_of(const app_t *app, const lesson_t *lesson, uint32_t *answered);

/* Makes the rows anew from what is folded; the chosen row stays if it is still there. false: no memory. */
bool menu_make_rows(menu_t *menu, const app_t *app);

/* Chooses a lesson by id, unfolding its chapter. false: it is not in the list. */
bool menu_choose(menu_t *menu, const app_t *app, const char *id);

/* The next row whose title or id has the text, from behind the chosen one, round the end. */
bool menu_find(menu_t *menu, const app_t *app, const char *text);

/* Lessons of a group and how many of them are done. */
size_t menu_group_size(const app_t *app, int group, size_t *done);

/* The lesson that `n` opens: where the reader was, else the first with pages to read or questions to answer;
 * NULL: there is none. */
const lesson_t *menu_next(const app_t *app);

void menu_draw_detail(const app_t *app, const menu_row_t *row, area_t area);

#endif

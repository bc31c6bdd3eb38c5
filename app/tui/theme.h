/*
 * Roles and their looks.
 *
 * A view paints in roles; a theme says what a role looks like. Themes are assets/themes/NAME.yaml, read
 * through libcyaml: `looks`, a list of {role: NAME, look: FOREGROUND BACKGROUND ATTRIBUTES}. Colours are
 * names (black … white, bright-black …), numbers (0…255) or "default"; attributes any of bold, dim,
 * underline, reverse, or "-". Roles that a file leaves out look as in the default theme. Without colours
 * (NO_COLOR, a terminal that has none) only attributes count, so state is never told by colour alone.
 */
#ifndef APP_TUI_THEME_H
#define APP_TUI_THEME_H

#include <stdbool.h>
#include <stddef.h>

/* id, name in theme files, attributes without colours */
// clang-format off
#define THEME_ROLES(X)                                                                                                 \
    X(TEXT, "text", "")                                                                                                \
    X(TITLE, "title", "bold")                                                                                          \
    X(DIM, "dim", "")                                                                                                  \
    X(LINE, "line", "")                                                                                                \
    X(KEY, "key", "bold")                                                                                              \
    X(TAB, "tab", "bold reverse")                                                                                      \
    X(SELECTED, "selected", "reverse")                                                                                 \
    X(CODE, "code", "")                                                                                                \
    X(HERE, "here", "bold")                                                                                            \
    X(GOOD, "good", "bold")                                                                                            \
    X(BAD, "bad", "bold")                                                                                              \
    X(WARNING, "warning", "bold")                                                                                      \
    X(CHANGED, "changed", "bold underline")                                                                            \
    X(HELD, "held", "bold")                                                                                            \
    X(FREE, "free", "bold")                                                                                            \
    X(PROCESS_0, "process-0", "")                                                                                      \
    X(PROCESS_1, "process-1", "")                                                                                      \
    X(PROCESS_2, "process-2", "")                                                                                      \
    X(PROCESS_3, "process-3", "")                                                                                      \
    X(PROCESS_4, "process-4", "")                                                                                      \
    X(PROCESS_5, "process-5", "")

// clang-format on
typedef enum role {
#define X(id, name, plain) ROLE_##id,
    THEME_ROLES(X)
#undef X
        ROLE_COUNT
} role_t;

/* The role of a process by its number in the list; the colours repeat. */
role_t role_of_process(int number);

typedef struct theme_look {
    int foreground, background; /* -1 default, 0…255 */
    bool bold, dim, underline, reverse;
} theme_look_t;

typedef struct theme {
    char name[32];
    theme_look_t looks[ROLE_COUNT];
} theme_t;

/* The look of a theme that is always there, for when no file can be read. */
void theme_default(theme_t *theme);

/* Reads FOLDER/NAME.yaml. false: why (size bytes) says what is wrong, and the theme is unchanged. */
bool theme_read(theme_t *theme, const char *folder, const char *name, char *why, size_t why_size);

/* Gives curses its colour pairs; after terminal_open, and again when the theme changes. */
void theme_apply(const theme_t *theme);

/* The curses attributes of a role in the theme that was applied last. */
unsigned theme_attributes(role_t role);

/* The contrast of a look by WCAG 2.1 (1 to 21), for the test of the projector's themes. Default colours count
 * as light grey on black. */
double theme_contrast(const theme_look_t *look);

#endif

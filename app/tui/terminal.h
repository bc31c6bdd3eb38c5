/*
 * The terminal's life: from the first screen to the shell's prompt, however the program ends.
 *
 *     terminal_guard()     first of all, before anything else is forked: a small process that waits for our
 * end terminal_open()      the screen; from here on signals are flags terminal_read_key()  as often as
 * terminal_fd() is readable terminal_close()     the terminal as it was
 *
 * Ways out: terminal_close; SIGTERM, SIGHUP and Ctrl-C (terminal_wants_end becomes true, the loop closes); a
 * bug (SIGSEGV and its like: the handler puts the terminal back, then the signal takes its course); SIGKILL
 * (the guard, which shares nothing with us but the terminal, puts it back and ends). The guard never outlives
 * us by more than an instant.
 */
#ifndef APP_TUI_TERMINAL_H
#define APP_TUI_TERMINAL_H

#include <stdbool.h>

/* false: no terminal on standard input and output, or no memory for the guard; nothing was changed. */
bool terminal_guard(void);
/* Lets the guard go when there will be no screen after all. */
void terminal_unguard(void);

/* false: `why` (never NULL) says what is missing. */
bool terminal_open(const char **why);
void terminal_close(void);

/* To the shell (Ctrl-Z) and back. */
void terminal_suspend(void);

/* Leaves the screen to another program (an editor) until terminal_resume. */
void terminal_release(void);
void terminal_resume(void);

int terminal_fd(void);
/* A descriptor that becomes readable when a signal came. */
int terminal_signal_fd(void);
void terminal_drain_signals(void);
bool terminal_wants_end(void);

typedef struct terminal_key {
    unsigned code; /* a character, or a KEY_ code of ncurses */
    bool special;
    bool is_resize, is_mouse;
    int mouse_line, mouse_column;
    bool mouse_double, mouse_wheel_up, mouse_wheel_down;
} terminal_key_t;

/* false: no key waits. */
bool terminal_read_key(terminal_key_t *key);

/* Whether the terminal shows UTF-8; $LOCKSTEP_ASCII forces the fallback. */
bool terminal_is_utf8(void);

#endif

/*
 * The program on a terminal that is not there: lockstep on a pseudo-terminal, read through libvterm.
 *
 *     screen_t *screen = screen_open(24, 80, (const char *const[]){"atm", NULL});
 *     screen_keys(screen, "<F3>12");
 *     screen_wait(screen, "P2 stores 101");
 *     screen_golden(screen, "run_race");
 *     screen_close(screen);
 *
 * Nothing sleeps for a fixed time: a wait ends when what it waits for is there, or fails the test when the
 * time-out (10 s) is over. The program has its own home directory, which is removed by screen_close.
 */
#ifndef TESTS_SCREENS_SCREEN_LAB_H
#define TESTS_SCREENS_SCREEN_LAB_H

#include <stdbool.h>
#include <sys/types.h>

typedef struct screen screen_t;

/* Starts lockstep with these arguments (NULL at the end). Fails the test if it cannot be had. */
screen_t *screen_open(int lines, int columns, const char *const *arguments);
/* Environment of the next screen_open: "NAME=text"; NULL at the end. */
screen_t *screen_open_with(int lines, int columns, const char *const *arguments,
                           const char *const *environment);
/* Ends the program if it still runs, and checks that no process of it is left. */
void screen_close(screen_t *screen);

/* Types: characters as they are, other keys as <Left>, <PgDn>, <Enter>, <Esc>, <F3>, <^C>. */
void screen_keys(screen_t *screen, const char *keys);
void screen_mouse(screen_t *screen, int line, int column);
/* The wheel, turned down (by = 1) or up (by = -1) at a place. */
void screen_wheel(screen_t *screen, int line, int column, int by);
void screen_resize(screen_t *screen, int lines, int columns);

/* Until the text is seen (is gone). Fails the test when it takes too long, and prints the screen. */
void screen_wait(screen_t *screen, const char *text);
void screen_wait_gone(screen_t *screen, const char *text);
/* Until the program has drawn all that it has to draw for now. */
void screen_settle(screen_t *screen);
/* Types keys that make Run take a step, and waits until it stands at another one and is still. Fails the test if it
 * does not. */
void screen_step(screen_t *screen, const char *keys);
/* Takes what the program draws within `ms`. */
void screen_look(screen_t *screen, int ms);
bool screen_has(screen_t *screen, const char *text);
/* The screen as UTF-8, a line each without blanks at its end; caller frees. */
char *screen_text(screen_t *screen);

/* Compares with tests/screens/NAME_80x24.txt once the program is still; PIDs, kernel letters and cores are
 * masked. With SCREENS_UPDATE=1 in the environment the file is written instead. */
void screen_golden(screen_t *screen, const char *name);

pid_t screen_pid(const screen_t *screen);
/* Waits for the program's end; its exit status as of waitpid. */
int screen_end(screen_t *screen);
/* Processes of the program that are still there, itself and all lesson processes included. */
int screen_processes(const screen_t *screen);
/* Waits until there is none; false: there still are after two seconds. */
bool screen_all_gone(const screen_t *screen);
/* The terminal is as a shell wants it: lines and echo, and not in the alternate screen. */
bool screen_is_restored(screen_t *screen);
/* The terminal's window is closed. */
void screen_hang_up(screen_t *screen);

#endif

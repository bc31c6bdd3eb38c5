/*
 * What a key does: one table of commands with their keys, for every view.
 *
 * A command has an id, a name for ":", the views in which it is valid (a set), its default keys, and the
 * words for the footer and for the help. A letter keeps its idea in every view. Within one view no key stands
 * twice; a test holds the table to that. Digits step processes in Run and answer while a question is open.
 *
 * Keys are written as in the table below: a character, or one of the names in key_names (command_keys.c).
 */
#ifndef APP_TUI_COMMANDS_H
#define APP_TUI_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

/* Sets of views. */
enum {
    IN_MENU = 1,
    IN_READ = 2,
    IN_RUN = 4,
    IN_EXPLORE = 8,
    IN_EXERCISE = 16,
    IN_QUESTION = 32, /* an open question: only its own keys count */
    IN_LESSON = IN_READ | IN_RUN | IN_EXPLORE | IN_EXERCISE,
    IN_ALL = IN_MENU | IN_LESSON,
};

/* X(id, name, views, keys (separated by spaces), footer, help) */
// clang-format off
#define COMMANDS_TABLE(X)                                                                                              \
    X(HELP, "help", IN_ALL, "? F1", "help", "what this view shows, and every key of it")                               \
    X(CLOSE, "close", IN_ALL, "q", "back", "close this view: lesson, menu, leave")                                     \
    X(QUIT, "quit", IN_ALL | IN_QUESTION, "Q ^C", "leave", "leave at once; progress is already on disk")               \
    X(SUSPEND, "suspend", IN_ALL | IN_QUESTION, "^Z", "shell", "to the shell and back; the world stays held")          \
    X(REDRAW, "redraw", IN_ALL | IN_QUESTION, "^L", "redraw", "draw again")                                            \
    X(READ, "read", IN_LESSON, "F2", "Read", "the tab Read")                                                           \
    X(RUN, "run", IN_LESSON, "F3", "Run", "the tab Run")                                                               \
    X(EXPLORE, "explore", IN_LESSON, "x F4", "explore", "explore what is on the screen")                               \
    X(EXERCISE, "exercise", IN_LESSON, "F5", "Exercise", "the tab Exercise")                                           \
    X(TAB_LEFT, "left-tab", IN_LESSON, "<", "tab", "the tab on the left")                                              \
    X(TAB_RIGHT, "right-tab", IN_LESSON, ">", "tab", "the tab on the right")                                           \
    X(NEXT_PANE, "next-pane", IN_ALL, "Tab", "pane", "next pane")                                                      \
    X(PREVIOUS_PANE, "previous-pane", IN_ALL, "S-Tab", "pane", "previous pane")                                        \
    X(ZOOM, "zoom", IN_LESSON, "z", "zoom", "this pane alone, and back")                                               \
    X(UP, "up", IN_ALL, "Up k", "choose", "up in the pane or list")                                                    \
    X(DOWN, "down", IN_ALL, "Down j", "choose", "down in the pane or list")                                            \
    X(OPEN, "open", IN_ALL | IN_QUESTION, "Enter", "open", "open it, do it, answer")                                   \
    X(GO_ON, "go-on", IN_LESSON, "Space", "go on", "next page; play and pause; start and stop a search")               \
    X(PAGE_DOWN, "page-down", IN_ALL, "PgDn", "next stop", "next page or tour stop")                                   \
    X(PAGE_UP, "page-up", IN_ALL, "PgUp", "back", "page or tour stop before")                                          \
    X(ESCAPE, "escape", IN_ALL | IN_QUESTION, "Esc", "later", "close a question, a menu, a field; stop a search")      \
    X(FIND, "find", IN_ALL, "/", "find", "find text")                                                                  \
    X(VARIANT, "variant", IN_LESSON, "v", "variant", "change the variant")                                             \
    X(KNOB, "knob", IN_LESSON, "c", "knob", "turn a knob")                                                             \
    X(ANSWER, "answer", IN_LESSON, "a", "answer", "answer the question that waits")                                    \
    X(HINT, "hint", IN_LESSON | IN_QUESTION, "h", "hint", "a hint")                                                    \
    X(EDIT, "edit", IN_ALL, "e", "edit", "edit the program in $VISUAL, $EDITOR or nano; the copy is yours")            \
    X(PROJECTOR, "projector", IN_ALL, "P", "projector", "projector on, off")                                           \
    X(COVER, "cover", IN_ALL | IN_QUESTION, ".", "uncover", "cover, uncover answers and ends")                         \
    X(NOTES, "notes", IN_LESSON, "", "notes", "the teacher's timetable; only by its name")                             \
    X(COMMAND_LINE, "command", IN_ALL, ":", "command", "type a command by name")                                       \
    X(CONTINUE, "continue", IN_MENU, "n", "go on", "go on where I was")                                                \
    X(FOLD, "fold", IN_MENU, "Left", "fold", "fold a chapter")                                                         \
    X(UNFOLD, "unfold", IN_MENU, "Right", "unfold", "unfold a chapter")                                                \
    X(FIRST, "first", IN_READ | IN_RUN, "Home", "first", "first page; where Run opened")                               \
    X(LAST, "last", IN_READ | IN_RUN, "End", "last", "last page; the newest step")                                     \
    X(STEP_0, "step-main", IN_RUN, "0", "main", "step main once")                                                      \
    X(STEP_1, "step-1", IN_RUN, "1", "P1", "step P1 once")                                                             \
    X(STEP_2, "step-2", IN_RUN, "2", "P2", "step P2 once")                                                             \
    X(STEP_3, "step-3", IN_RUN, "3", "P3", "step P3 once")                                                             \
    X(STEP_4, "step-4", IN_RUN, "4", "P4", "step P4 once")                                                             \
    X(STEP_5, "step-5", IN_RUN, "5", "P5", "step P5 once")                                                             \
    X(STEP_6, "step-6", IN_RUN, "6", "P6", "step P6 once")                                                             \
    X(STEP_7, "step-7", IN_RUN, "7", "P7", "step P7 once")                                                             \
    X(STEP_8, "step-8", IN_RUN, "8", "P8", "step P8 once")                                                             \
    X(STEP_9, "step-9", IN_RUN, "9", "P9", "step P9 once")                                                             \
    X(STEP_SELECTED, "step", IN_RUN, "s", "step", "step the selected process once")                                    \
    X(STEP_ANY, "next", IN_RUN, "n", "next", "the scheduler picks one and steps it")                                   \
    X(STEP_LINE, "next-line", IN_RUN, "N", "line", "as n, and on to the end of that line")                             \
    X(STEP_UNTIL, "until-waits", IN_RUN, "u", "until it waits", "the selected process goes on until it waits, prints or ends") \
    X(PICK, "pick", IN_RUN, "d", "picks", "how the scheduler picks: by seed, in turn, by a schedule")                  \
    X(FREE, "free", IN_RUN, "f", "free", "let go: run free")                                                           \
    X(TRIALS, "trials", IN_RUN | IN_EXPLORE, "F", "many runs", "run free many times and count the ends")                 \
    X(FASTER, "faster", IN_RUN, "+", "faster", "faster")                                                               \
    X(SLOWER, "slower", IN_RUN, "-", "slower", "slower")                                                               \
    X(BACK, "back", IN_RUN, "Left b", "back", "back one step")                                                         \
    X(FORWARD, "forward", IN_RUN, "Right", "again", "again, along the steps already taken")                            \
    X(BACK_LINE, "back-line", IN_RUN, "B", "back line", "back one line")                                               \
    X(GO_TO, "goto", IN_RUN, "g", "go to", "go to a step by number")                                                   \
    X(BRANCHES, "branches", IN_RUN, "y", "branches", "branches taken")                                                 \
    X(DELIVER, "deliver", IN_RUN, "r", "deliver", "what the selected process has put reaches the queue")               \
    X(TIME, "time", IN_RUN, "t", "time", "let time pass to the next wake-up")                                          \
    X(PAUSE_WHEN, "pause-when", IN_RUN, "p", "pause when", "pause when: line, kind of step, condition, end")           \
    X(KILL, "kill", IN_RUN, "K", "kill", "kill the selected process: asks TERM or KILL")                               \
    X(SAVE, "save", IN_RUN | IN_EXPLORE, "S", "save", "save this schedule; every witness")                             \
    X(LOAD, "load", IN_RUN, "O", "open", "open a schedule")                                                            \
    X(TOUR, "tour", IN_RUN, "o", "tour", "tour on, off")                                                               \
    X(RECORD, "record", IN_RUN, "R", "record", "this moment becomes a stop of a tour, in a file for a lesson")         \
    X(HOOD, "under-the-hood", IN_RUN, "i", "hood", "under the hood: system calls")                                     \
    X(MEMORY, "memory", IN_RUN, "m", "memory", "memory of parent and child side by side")                              \
    X(WAITS, "waits", IN_RUN | IN_EXPLORE, "w", "who waits", "who waits for whom")                                     \
    X(LOCK_LINES, "lock-lines", IN_EXPLORE, "L", "lock lines", "put a lock around lines and search again")             \
    X(INVARIANT, "invariant", IN_EXPLORE, "I", "invariant", "an invariant that must hold after every step")            \
    X(TIMING, "timing", IN_EXPLORE, "T", "sleeps", "sleeps: may take any time, exact")                                 \
    X(WHAT_ENDS, "ends", IN_EXPLORE, "G", "what is an end", "what counts as an end")                                   \
    X(DIFFERENCE, "difference", IN_EXPLORE | IN_EXERCISE, "D", "changes", "what changed")                              \
    X(START_OVER, "start-over", IN_MENU | IN_EXERCISE, "U", "start over", "start over: my file; in the menu what I have done (asks)") \
    X(SHOW_ANSWER, "show-answer", IN_EXERCISE, "A", "answer", "show an answer (asks; counts as read)")                 \
    X(WRITE_COPY, "write", IN_EXERCISE, "W", "write", "write a copy of my file")                                       \
    X(CHOICE_A, "choice-a", IN_QUESTION, "a", "", "the first choice")                                                  \
    X(CHOICE_B, "choice-b", IN_QUESTION, "b", "", "the second choice")                                                 \
    X(CHOICE_C, "choice-c", IN_QUESTION, "c", "", "the third choice")                                                  \
    X(CHOICE_D, "choice-d", IN_QUESTION, "d", "", "the fourth choice")                                                 \
    X(CHOICE_E, "choice-e", IN_QUESTION, "e", "", "the fifth choice")                                                  \
    X(CHOICE_F, "choice-f", IN_QUESTION, "f", "", "the sixth choice")                                                  \
    X(DIGIT_0, "digit-0", IN_QUESTION, "0", "", "a process or a number")                                               \
    X(DIGIT_1, "digit-1", IN_QUESTION, "1", "", "a process or a number")                                               \
    X(DIGIT_2, "digit-2", IN_QUESTION, "2", "", "a process or a number")                                               \
    X(DIGIT_3, "digit-3", IN_QUESTION, "3", "", "a process or a number")                                               \
    X(DIGIT_4, "digit-4", IN_QUESTION, "4", "", "a process or a number")                                               \
    X(DIGIT_5, "digit-5", IN_QUESTION, "5", "", "a process or a number")                                               \
    X(DIGIT_6, "digit-6", IN_QUESTION, "6", "", "a process or a number")                                               \
    X(DIGIT_7, "digit-7", IN_QUESTION, "7", "", "a process or a number")                                               \
    X(DIGIT_8, "digit-8", IN_QUESTION, "8", "", "a process or a number")                                               \
    X(DIGIT_9, "digit-9", IN_QUESTION, "9", "", "a process or a number")                                               \
    X(ERASE, "erase", IN_QUESTION, "Backspace", "", "take back the last digit")

// clang-format on
typedef enum command_id {
    COMMAND_NONE,
#define X(id, name, views, keys, footer, help) COMMAND_##id,
    COMMANDS_TABLE(X)
#undef X
        COMMAND_COUNT
} command_id_t;
// clang-format on

typedef struct command_info {
    const char *name, *keys, *footer, *help;
    unsigned views;
} command_info_t;

/* For COMMAND_NONE: empty texts. */
const command_info_t *command_info(command_id_t id);

/* The command of a key (as ncurses' wget_wch gives it: a character, or a KEY_ code with `special`) in a view.
 */
command_id_t command_of_key(unsigned view, unsigned key, bool special);

/* The command of a name, COMMAND_NONE if there is none valid in the view. */
command_id_t command_of_name(unsigned view, const char *name);

enum { COMMAND_KEY_TEXT = 16 };

/* The first key of a command as the footer writes it: "⏎", "←", "F3", "n". Returns text. */
const char *command_key_text(command_id_t id, bool ascii, char text[COMMAND_KEY_TEXT]);

/* The key by its name in the table: the character or KEY_ code; false: no such name. */
bool command_key_code(const char *name, size_t length, unsigned *key, bool *special);

#endif

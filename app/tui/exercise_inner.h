/*
 * Behind the view Exercise.
 *
 *     exercise_view.c   keys, life, drawing
 *     exercise_file.c   the reader's file: where it lies, reading, writing, noticing that it was saved
 *     exercise_task.c   marking it, in a thread of its own
 *     exercise_diff.c   what the reader changed (pure)
 */
#ifndef APP_TUI_EXERCISE_INNER_H
#define APP_TUI_EXERCISE_INNER_H

#include <time.h>

#include "app/tui/app.h"
#include "lessons/load/grade.h"

/* ---- marking ---- */

typedef struct exercise_task exercise_task_t;

/* Marks a copy of `text`. `wake` is an eventfd that is written to at the end. NULL: no thread or memory. */
exercise_task_t *exercise_task_start(const lesson_exercise_t *exercise, const char *text, int wake);
/* Stops it and waits for it. */
void exercise_task_free(exercise_task_t *task);
/* True when it is done: the marks are the caller's then (grade_destroy). *good is false without memory. */
bool exercise_task_take(exercise_task_t *task, grade_t *grade, bool *good);

/* ---- what was changed ---- */

typedef enum diff_kind { DIFF_SAME, DIFF_NEW, DIFF_CHANGED } diff_kind_t;

/* For each line of `now` (at most `room`) whether `before` has it; returns the number of lines. */
size_t exercise_diff(const char *before, const char *now, unsigned char *kinds, size_t room);
/* The same as text: "- line", "+ line", "  line" (caller frees); NULL: no memory. */
char *exercise_diff_text(const char *before, const char *now);

/* ---- the view's state ---- */

enum { EXERCISE_LINES = 400 };

typedef struct exercise_state {
    char *path;   /* of the reader's file */
    char *text;   /* as it was read last; NULL: it cannot be read, `trouble` says why */
    char *marked; /* the text that `grade` is about */
    char trouble[400];
    time_t saved;
    int watch; /* inotify, -1 none */
    unsigned char changes[EXERCISE_LINES];
    size_t line_count;

    exercise_task_t *task;
    bool has_grade;
    grade_t grade;
    uint32_t at;    /* chosen demand */
    uint32_t hints; /* read so far */
} exercise_state_t;

exercise_state_t *exercise_state(const app_t *app);

/* Finds the place of the file and writes the starter there if there is none. false: `trouble` says why. */
bool exercise_file_open(exercise_state_t *state, const app_t *app);
/* Reads it again; true: it changed. */
bool exercise_file_read(exercise_state_t *state, const app_t *app);
/* Over the old one, by a rename. */
bool exercise_file_write(exercise_state_t *state, const char *path, const char *text);
/* True: something was saved in its folder since the last call. */
bool exercise_file_was_saved(exercise_state_t *state);

/* The text that a demand's schedule belongs to: the file with the case's numbers (caller frees). */
char *exercise_text_of(const exercise_state_t *state, const app_t *app, const grade_demand_t *demand);

#endif

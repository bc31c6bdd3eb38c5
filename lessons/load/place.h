/*
 * Places in a program: text that occurs in exactly one of its lines. A line number would break with the next
 * line added.
 */
#ifndef LESSONS_LOAD_PLACE_H
#define LESSONS_LOAD_PLACE_H

#include "lessons/load/lesson.h"

#include <stddef.h>
#include <stdint.h>

/* The 1-based line in which `place` stands, if it stands in exactly one; else 0. `lines` (may be NULL) gets
 * in how many lines it stands. */
uint32_t place_line(const char *program, const char *place, uint32_t *lines);

/* Line `number` of a text: sets `start` and returns its size without the newline; 0 with start NULL if the
 * text has fewer lines. */
size_t place_text_of_line(const char *text, uint32_t number, const char **start);

/* A part of a variant's program, as a page's line "{program VARIANT: FROM .. TO}" or "{program VARIANT}"
 * names it. */
typedef struct place_slice {
    const lesson_variant_t *variant;
    uint32_t first, last; /* lines, both included */
} place_slice_t;

typedef enum place_slice_status {
    SLICE_NONE,  /* the line is no placeholder: show it as text */
    SLICE_FOUND, /* show those lines of that program */
    SLICE_BROKEN /* a placeholder that cannot be resolved; `why` says the reason */
} place_slice_status_t;

/* Reads one line of a page's text. `why` may be NULL. A loaded lesson has no broken slice. */
place_slice_status_t place_slice(const lesson_t *lesson, const char *line, size_t size, place_slice_t *slice,
                                 char *why, size_t why_size);

/* The program that an answer of the exercise stands for (caller frees); NULL for want of memory or if its
 * places cannot be found, which a loaded lesson rules out. */
char *place_answer_program(const lesson_exercise_t *exercise, const lesson_answer_t *answer);

#endif

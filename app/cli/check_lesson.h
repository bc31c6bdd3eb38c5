/*
 * The part of `lockstep check` that asks the search: are a lesson's stated ends the ends that there are?
 */
#ifndef APP_CLI_CHECK_LESSON_H
#define APP_CLI_CHECK_LESSON_H

#include "lessons/load/lesson.h"

#include <stdbool.h>

/* Searches each variant that is to be searched. Findings are printed as FILE:LINE:COLUMN: MESSAGE on standard
 * error. 0: all hold; 1: a claim is false; 3: not decided within the bound. */
int check_lesson_ends(const char *path, const lesson_t *lesson);

/* Writes the ends that the search finds into the file, keeping what the lesson says of those that were
 * stated. 0; 2 if the file cannot be written; 3 if a search did not come to its end (that variant is left as
 * it was). */
int check_lesson_accept(const char *path, const lesson_t *lesson);

#endif

/*
 * Marks as text for people: what each answer met and what it did not, a table of all, and a file of feedback
 * for each answer, to be given back.
 */
#ifndef APP_CLI_MARK_TEXT_H
#define APP_CLI_MARK_TEXT_H

#include "app/cli/mark.h"

#include <stdio.h>

/* Several lines: the points, then each demand, with a reason and the way there where it was not met. */
void mark_text_feedback(FILE *out, const lesson_exercise_t *exercise, const char *file, const mark_t *mark);

/* A line for each answer: points, verdict, a sign for each demand (+ met, - not met, ? not decided), name. */
void mark_text_table(FILE *out, char **files, const mark_t *marks, int count);

/* Writes the feedback on `file` to FOLDER/NAME.txt, where slashes in the name become hyphens; makes the folder
 * and replaces a text that is there already. False: errno says why. */
bool mark_text_file(const char *folder, const lesson_exercise_t *exercise, const char *file,
                    const mark_t *mark);

#endif

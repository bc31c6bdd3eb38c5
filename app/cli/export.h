/*
 * A lesson as one HTML page for paper: text, programs, the steps of the tour, ends as bars, questions with
 * the answers at the end. Nothing is loaded from elsewhere.
 */
#ifndef APP_CLI_EXPORT_H
#define APP_CLI_EXPORT_H

#include "lessons/load/lesson.h"

#include <stdbool.h>
#include <stdio.h>

/* Writes the page. Searches are made for the ends and the machine's answers. False: `out` failed. */
bool export_lesson(FILE *out, const lesson_t *lesson);

#endif

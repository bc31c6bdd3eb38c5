/*
 * The part of `lockstep check` that holds tours, questions and challenges to the model: each moment can be
 * reached, each asked thing is there, each goal is an end that comes.
 */
#ifndef APP_CLI_CHECK_TEACHING_H
#define APP_CLI_CHECK_TEACHING_H

#include "lessons/explore/explore.h"
#include "lessons/load/lesson.h"

/* Moments of the tour and of the questions, on the model of their variants. With `answers` the answers of the
 * kinds value and who are printed. Findings are on standard error. How many there were. */
int check_teaching_moments(const char *path, const lesson_t *lesson, bool answers);

/* Goals of challenges and candidates of questions, against what the search of their variant has found. */
int check_teaching_ends(const char *path, const lesson_t *lesson, const lesson_variant_t *variant,
                        const explore_report_t *report);

#endif

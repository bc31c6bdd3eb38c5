/*
 * The part of `lockstep check` that holds tours, questions and challenges to the model: each moment can be
 * reached, each asked thing is there, a tour points at lines where somebody is and asks about the moment that
 * it shows, each goal is an end that comes.
 */
#ifndef APP_CLI_CHECK_TEACHING_H
#define APP_CLI_CHECK_TEACHING_H

#include "lessons/explore/explore.h"
#include "lessons/load/lesson.h"

/* Moments of the tour and of the questions, on the model of their variants. With `answers` the answers of the
 * kinds value and who and the state at each stop of the tour are printed. Findings are on standard error. How many there were. */
int check_teaching_moments(const char *path, const lesson_t *lesson, bool answers);

/* Goals of challenges, candidates of questions and what free runs are said to show, against what the search
 * of their variant has found. */
int check_teaching_ends(const char *path, const lesson_t *lesson, const lesson_variant_t *variant,
                        const explore_report_t *report);

#endif

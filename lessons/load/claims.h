/*
 * A lesson's stated ends beside what a search has found.
 */
#ifndef LESSONS_LOAD_CLAIMS_H
#define LESSONS_LOAD_CLAIMS_H

#include "lessons/explore/explore.h"
#include "lessons/load/lesson.h"

/* What the variant asks of a search: kind of end, sleeps, bound. */
void claims_options(const lesson_variant_t *variant, explore_options_t *options);

/* The stated end that this outcome is; NULL: none. Lines are compared in any order where the lesson says so.
 */
const lesson_end_t *claims_end_of(const lesson_variant_t *variant, const explore_outcome_t *outcome);

/* Marks as wrong what the lesson does not allow, and what it calls not good. Does nothing for a variant that
 * states no ends. */
void claims_judge(const lesson_variant_t *variant, explore_report_t *report);

/* Calls `tell` with one line for each claim that does not hold: an end that is not stated, a stated end that
 * does not come, a search that was bounded. Returns how many. */
typedef void claims_tell_fn(void *context, const char *line);
size_t claims_check(const lesson_variant_t *variant, const explore_report_t *report, claims_tell_fn *tell,
                    void *context);

#endif

/*
 * The parts of a handout that ask the machine: ends as bars, the steps of a tour, answers.
 */
#ifndef APP_CLI_EXPORT_ENDS_H
#define APP_CLI_EXPORT_ENDS_H

#include "lessons/load/lesson.h"

#include <stdio.h>

/* The ends of a variant with the number of orders that lead to each. */
void export_ends(FILE *out, const lesson_t *lesson, const lesson_variant_t *variant);

/* The steps table of the tour: a row a process, a column a step. */
void export_tour(FILE *out, const lesson_t *lesson);

/* The answer to a question of kind value, who or ends, as HTML. */
void export_answer(FILE *out, const lesson_t *lesson, const lesson_question_t *question);

#endif

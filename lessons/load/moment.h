/*
 * Moments of a lesson in the model: going to where a lesson begins, following a piece of schedule, and
 * reading off what a question asks there.
 *
 *     moment_new → moment_begin → moment_go… → moment_value, moment_who → (moment_begin …) → moment_free
 *
 * The steps are those of a held run: what is quiet goes by itself.
 */
#ifndef LESSONS_LOAD_MOMENT_H
#define LESSONS_LOAD_MOMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "lessons/explore/explore.h"
#include "lessons/load/lesson.h"

typedef struct moment moment_t;

enum { MOMENT_REST_MAX = 40000 };

/* For a variant of the lesson at its knobs' held numbers. NULL: message says why. */
moment_t *moment_new(const lesson_t *lesson, const lesson_variant_t *variant, char *message,
                     size_t message_size);
void moment_free(moment_t *moment);

/* Goes (back) to where the lesson begins. */
bool moment_begin(moment_t *moment);

/* Follows a piece of schedule from where it is; with `rest` everybody goes on in turn until nobody can (or
 * for MOMENT_REST_MAX moves). False: message names the entry that is not possible there, and the moment is
 * where it was before that entry. */
bool moment_go(moment_t *moment, const char *piece, char *message, size_t message_size);

/* What the shared thing of that name holds, as people read it. False: there is no Value or Array of that
 * name. */
bool moment_value(moment_t *moment, const char *name, char *text, size_t size);

/* The processes that can take a step now: "P1, P2", or "nobody". */
void moment_who(moment_t *moment, char *text, size_t size);

/* Where everybody who lives stands: "main at line 18, P1 at line 7". */
void moment_where(moment_t *moment, char *text, size_t size);

/* Whether somebody who lives stands at that line of the program, or the last step was made there. */
bool moment_is_at(moment_t *moment, uint32_t line);

/* Whether the same processes took the same steps to get to both (of one variant). */
bool moment_same(const moment_t *left, const moment_t *right);

/* The processes started so far, those that have ended among them, by birth: "main, P1, P2". */
void moment_everybody(moment_t *moment, char *text, size_t size);

/* All single steps from the start of the program to here, quiet ones among them; good until the next call.
 * NULL with count 0: out of memory. */
const explore_step_t *moment_steps(moment_t *moment, size_t *count);

#endif

/*
 * What the orders of a program have in common: who lives when, who touches what and how often.
 *
 *     shape_new → any question, in any order → shape_free
 *
 * The answers come from the graph of all states of one search. "In some order" is answered yes as soon as one
 * is known, "in every order" no as soon as one is known against it; where the search was bounded, the rest is
 * not decided. Children are all processes but main.
 */
#ifndef LESSONS_EXPLORE_SHAPE_H
#define LESSONS_EXPLORE_SHAPE_H

#include "lessons/explore/explore.h"

typedef struct shape shape_t;

typedef enum shape_answer { SHAPE_NO, SHAPE_YES, SHAPE_UNDECIDED } shape_answer_t;

/* Searches the program. `options`: what explore_run takes; of them `see` does not count here. NULL: message
 * says why. */
shape_t *shape_new(const char *text, size_t size, const char *file, const explore_options_t *options,
                   char *message, size_t message_size);
void shape_free(shape_t *shape);

/* In some order `count` children live at once. */
shape_answer_t shape_together(shape_t *shape, uint32_t count);

/* Some order comes to its end, and in all that do, each child has stored to the Value or Array `name` exactly
 * `each` times. `said` (may be NULL) gets one line that says who did otherwise. */
shape_answer_t shape_stores(shape_t *shape, const char *name, int64_t each, char *said, size_t said_size);

/* In some order a child reads or writes one of the names between two such touches of another child. */
shape_answer_t shape_overlap(shape_t *shape, char *const *names, uint32_t count);

#endif

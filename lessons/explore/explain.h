/*
 * Why an outcome came about, in plain words that name lines, steps and processes.
 */
#ifndef LESSONS_EXPLORE_EXPLAIN_H
#define LESSONS_EXPLORE_EXPLAIN_H

#include "lessons/explore/witness.h"

/* Sets outcome->why from its witness: the update that was lost, or what changed between a check and the act,
 * or who waits for whom, or the exception, or the order that decided. outcome->kind, waiting and errors are
 * set already. */
void explain_outcome(const witness_t *witness, explore_outcome_t *outcome);

/* The same for one that can wait for ever: waiting[0] is set already. `round`: who goes round meanwhile. */
void explain_starving(const witness_t *witness, const char *round, bool could_go, explore_outcome_t *outcome);

#endif

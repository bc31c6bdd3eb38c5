/*
 * Why an outcome came about, in plain words that name lines, steps and processes.
 */
#ifndef LESSONS_EXPLORE_EXPLAIN_H
#define LESSONS_EXPLORE_EXPLAIN_H

#include "lessons/explore/witness.h"

typedef struct explain_program {
    const char *text;
    size_t size;
    explore_see_t see;
    bool only_end; /* a search that is exhausted has found no other end */
    bool may_turn; /* some way comes back to where it was */
} explain_program_t;

/* Whether the line is a condition (if, elif, while, assert): what is read there is not what is stored later. */
bool explain_is_condition(const explain_program_t *program, uint32_t line);

/* Sets outcome->why from its witness: the update that was lost, or what changed between a check and the act,
 * or who waits for whom, or the exception, or the order that decided. outcome->kind, waiting and errors are
 * set already. */
void explain_outcome(const witness_t *witness, const explain_program_t *program, explore_outcome_t *outcome);

/* The same for one that can wait for ever, or for some that can go on for ever: waiting is set already. `round`:
 * who goes round. */
void explain_starving(const witness_t *witness, const char *round, bool could_go, explore_outcome_t *outcome);

#endif

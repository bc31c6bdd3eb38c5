/*
 * A witness told step by step: the moves of a shortest path, done once more with everything that goes with
 * them.
 */
#ifndef LESSONS_EXPLORE_WITNESS_H
#define LESSONS_EXPLORE_WITNESS_H

#include "lessons/explore/model.h"
#include "lessons/explore/report.h"

/* One single step with what the explanation needs of it. Numbers are those of the schedule, from 1. */
typedef struct witness_step {
    uint32_t number;
    uint32_t who;
    bool quiet, again, timed_out;
    bool delivery, time;
    mp_op_t op;
    mp_result_t result;
    uint64_t passed_ns; /* time */
    const char *object; /* its object's name; "" */
    const char *value;  /* as people read it; "" */
} witness_step_t;

typedef struct witness {
    model_t *model;
    report_t *report; /* owns the texts */
    witness_step_t *steps;
    size_t count, room;
    model_vector_t end; /* the state it leads to */
    char *output;       /* all that was written to standard output, malloc'ed */
    size_t output_size;
    bool sleeps_vary; /* sleeps may take any time */
    bool failed;
} witness_t;

/* Does `count` moves from the start. false: out of memory or model_failure. */
bool witness_tell(witness_t *witness, model_t *model, report_t *report, const uint16_t *moves, size_t count);
void witness_destroy(witness_t *witness);

/* "P1 reads balance = 100" */
const char *witness_sentence(const witness_t *witness, const witness_step_t *step);

/* Fills the steps and the schedule text of an outcome. */
void witness_fill(const witness_t *witness, const char *file, const char *text, size_t size, uint64_t seed,
                  explore_outcome_t *outcome);

#endif

/*
 * What the files of the explanation share: sentences are said one by one, the first MAX_SENTENCES are kept.
 *   explain.c          what is told of which outcome; the order that decided
 *   explain_update.c   lost updates, checks that no longer held, what an exception had seen
 *   explain_waiting.c  who waits for whom and why nobody comes
 */
#ifndef LESSONS_EXPLORE_EXPLAIN_TELLING_H
#define LESSONS_EXPLORE_EXPLAIN_TELLING_H

#include "lessons/explore/explain.h"

enum { MAX_SENTENCES = 12 };

typedef struct telling {
    const witness_t *witness;
    const explain_program_t *program;
    explore_outcome_t *outcome;
    char *sentences[MAX_SENTENCES];
    size_t count;
} telling_t;

void telling_say(telling_t *telling, const char *sentence);

#define SAY(telling, ...) telling_say(telling, report_text((telling)->witness->report, __VA_ARGS__))

const char *telling_path(const telling_t *telling, uint32_t who);

/* A step that was done, not one that only began to wait, timed out, was interrupted or let time pass. */
static inline bool telling_is_done(const witness_step_t *step)
{
    return !step->time && !step->again && !step->timed_out && step->result.status != MP_INTERRUPTED;
}

/* An operation of this kind on the same slot of the same object as another's. */
static inline bool telling_is_access(const witness_step_t *step, uint16_t kind, const witness_step_t *like)
{
    return telling_is_done(step) && step->op.kind == kind && step->op.object == like->op.object &&
           step->op.index == like->op.index;
}

/* ---- explain_update.c ---- */

/* Both false where there is nothing of the kind to tell. */
bool explain_lost_updates(telling_t *telling);
bool explain_check_then_act(telling_t *telling);
/* Two processes read and then store into one slot somewhere on the way. */
bool explain_has_updates(const telling_t *telling);
/* What the process had last read that another had stored, before it ended with an exception. */
void explain_what_it_saw(telling_t *telling, uint32_t who);

/* ---- explain_waiting.c ---- */

void explain_waiting(telling_t *telling);
void explain_wait_of(telling_t *telling, const explore_waiting_t *waiting);

#endif

/*
 * The ends of a search, put together by what the reader sees of them.
 */
#ifndef LESSONS_EXPLORE_OUTCOME_H
#define LESSONS_EXPLORE_OUTCOME_H

#include "lessons/explore/intern.h"
#include "lessons/explore/report.h"
#include "lessons/explore/search.h"

typedef struct outcome_end {
    uint32_t state, group;
} outcome_end_t;

typedef struct outcomes {
    search_t *search;
    report_t *report;
    intern_t *keys;      /* group number + 1 */
    outcome_end_t *ends; /* sorted by state */
    size_t end_count, end_room;
    explore_outcome_t *groups; /* malloc'ed while it grows */
    size_t group_count, group_room;
    uint32_t *component; /* bottom components, NULL if there are none */
    bool failed;         /* out of memory */
} outcomes_t;

/* Finds all ends of a finished search. false: out of memory. */
bool outcomes_collect(outcomes_t *outcomes, search_t *search, report_t *report);
void outcomes_destroy(outcomes_t *outcomes);

/* The group of an end, SIZE_MAX for other states: what graph.h asks for. */
size_t outcomes_group_of(const outcomes_t *outcomes, uint32_t state);

/* Fills what an outcome says of its witness's last state: values, waiting, errors. `since` gives the step at
 * which *who last took an object, 0 unknown; for *who MP_WHO_MAX it finds out who did. */
typedef uint32_t outcome_since_fn(void *context, uint32_t *who, uint32_t object);
explore_waiting_t outcome_waiting(model_t *model, report_t *report, const model_vector_t *vector,
                                  const model_process_t *process, outcome_since_fn *since, void *context);
void outcome_describe(model_t *model, report_t *report, const model_vector_t *vector, outcome_since_fn *since,
                      void *context, explore_outcome_t *outcome);

/* Sorts outcomes as people expect it: ends before failures, numbers by their size. */
void outcomes_sort(explore_outcome_t *outcomes, size_t count);

#endif

/*
 * The search itself: breadth-first over the states of a model, to the end or to a bound.
 *
 * Fills a store (the states) and a graph (the edges). States are numbered in the order of their discovery, so
 * the frontier is the range of numbers not yet expanded. A block of states is expanded at a time; while its
 * successors are put, by a second thread where there are cores for it, the next one is expanded. The numbers
 * are the same however many cores there are. The table's cache lines for many successors are fetched ahead:
 * most of the time of a search of small states is waiting for memory.
 *
 * After a bound was reached, the states that were not expanded have no edges; `expanded` says how many were.
 */
#ifndef LESSONS_EXPLORE_SEARCH_H
#define LESSONS_EXPLORE_SEARCH_H

#include "lessons/explore/fold.h"
#include "lessons/explore/graph.h"
#include "lessons/explore/helper.h"
#include "lessons/explore/model.h"
#include "lessons/explore/shortcut.h"
#include "lessons/explore/store.h"

typedef struct search {
    model_t *model;
    const explore_options_t *options;
    store_t *store; /* of folded states */
    fold_t fold;
    shortcut_t *shortcut;
    graph_t graph;
    helper_t *helper; /* NULL: none was worth while, or there is one core */
    uint32_t expanded;
    uint64_t transitions;
    const char *bound; /* why it ended early, NULL: exhausted */
    char bound_text[64];
    double started_s;
    char over_text[64]; /* why the model was kept from running on, "" if it was not */
    size_t max_memory_bytes;
    size_t memory_bytes, model_bytes; /* as they were before the present block */
    /* Called for each new state, in order; true: it counts as an end though it may have moves (a broken
     * invariant), and is not expanded. */
    bool (*stops_at)(void *context, const model_vector_t *vector);
    void *stops_context;
    uint32_t *stopped; /* the states at which stops_at said so */
    uint32_t stopped_count, stopped_room;
} search_t;

bool search_init(search_t *search, model_t *model, const explore_options_t *options);
void search_destroy(search_t *search);

/* false: out of memory before the first state, or the model failed at once (model_failure). */
bool search_run(search_t *search);

/* Unpacks a state. */
void search_get(search_t *search, uint32_t state, model_vector_t *vector);

/* Gives back what only search_get needs. */
void search_forget_states(search_t *search);

double search_elapsed_s(const search_t *search);
size_t search_memory_bytes(const search_t *search);

#endif

/*
 * Strongly connected components, found one by one: Tarjan's search (1972) without recursion, on all edges or
 * on those of all processes but one.
 *
 *     tarjan_init → tarjan_visit from any states → tarjan_destroy
 */
#ifndef LESSONS_EXPLORE_GRAPH_COMPONENTS_H
#define LESSONS_EXPLORE_GRAPH_COMPONENTS_H

#include "lessons/explore/graph.h"

#define TARJAN_UNSEEN UINT32_MAX

typedef struct tarjan {
    const graph_t *graph;
    const uint16_t *movers; /* the process of each move; NULL: all edges count */
    uint16_t without;       /* the process whose edges do not */
    /* Called for each component; returns the number that its states get in component[] (not UNSEEN). */
    uint32_t (*closed)(struct tarjan *tarjan, const uint32_t *states, uint32_t count);
    void *context;
    uint32_t *index; /* order of discovery; UNSEEN */
    uint32_t *low;   /* the earliest state known to be reachable within the component */
    uint32_t *edge;  /* next edge to look at */
    uint32_t *open;  /* states whose component is not complete */
    uint32_t *path;  /* states from the root of the depth-first search to the present one */
    uint32_t open_count, path_count, next_index;
    uint32_t *component; /* what closed() said; while a state is open: UNSEEN */
} tarjan_t;

/* Set graph, movers, without, closed and context before. false: out of memory, nothing to destroy. */
bool tarjan_init(tarjan_t *tarjan);
void tarjan_destroy(tarjan_t *tarjan);

/* All components that can be reached from `start` and are not known yet. */
void tarjan_visit(tarjan_t *tarjan, uint32_t start);

static inline bool tarjan_takes(const tarjan_t *tarjan, uint32_t edge)
{
    return !tarjan->movers || tarjan->movers[graph_move(tarjan->graph, edge)] != tarjan->without;
}

/* Within closed(): whether a state belongs to this component, of which `member` is one with the lowest index,
 * states[0]. */
static inline bool tarjan_holds(const tarjan_t *tarjan, uint32_t member, uint32_t state)
{
    return tarjan->component[state] == TARJAN_UNSEEN && tarjan->index[state] >= tarjan->index[member];
}

#endif

/*
 * The graph of states that a search has seen, and what is worked out on it afterwards.
 *
 * Built state by state in the order of their numbers: graph_add_edge for each edge of the state, then
 * graph_close_state. An edge is a target and a move (a number below 65536 whose meaning the model knows; the
 * graph only needs to know which process a move belongs to). State 0 is the root.
 *
 * Counting orders is dynamic programming over a topological order (Kahn 1962); the shortest witness is
 * Dijkstra's search with the pair (switches, steps) as distance, in buckets of equal switches; cycles are
 * found by Tarjan's strongly connected components (1972), written without recursion.
 */
#ifndef LESSONS_EXPLORE_GRAPH_H
#define LESSONS_EXPLORE_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct graph {
    uint32_t *starts; /* starts[s] .. starts[s + 1] are the edges of s */
    uint32_t state_count, state_room;
    uint32_t *targets;
    uint16_t *moves; /* wide form; NULL while every move is below 256 */
    uint8_t *narrow;
    size_t edge_count, edge_room;
    uint8_t *alone; /* one bit a state: only one process is left, so going to it is no switch */
    size_t alone_room;
    bool goes_back;        /* some edge leads to its own state or an earlier one: else there is no cycle */
    uint32_t longest_edge; /* from a state to a later one, in numbers */
} graph_t;

bool graph_init(graph_t *graph);
void graph_destroy(graph_t *graph);

/* false: out of memory, the graph is as before */
bool graph_add_edge(graph_t *graph, uint32_t target, uint16_t move);
bool graph_close_state(graph_t *graph, bool alone);

static inline uint16_t graph_move(const graph_t *graph, size_t edge)
{
    return graph->moves ? graph->moves[edge] : graph->narrow[edge];
}

static inline bool graph_alone(const graph_t *graph, uint32_t state)
{
    return graph->alone[state / 8] >> (state % 8) & 1;
}

size_t graph_memory_bytes(const graph_t *graph);

/*
 * orders[i] becomes the decimal number of paths from the root to the states of group i, or NULL where a cycle
 * reaches one of them; *all the sum, or NULL. group_of(context, state) names a state's group, or SIZE_MAX for
 * none. Strings are malloc'ed, the caller frees them. false: out of memory, nothing was set.
 */
bool graph_count_orders(const graph_t *graph, size_t (*group_of)(void *context, uint32_t state),
                        void *context, size_t groups, char **orders, char **all);

typedef struct graph_path {
    uint16_t *moves; /* malloc'ed */
    size_t count;
    uint32_t switches;
    uint32_t state; /* where it ends */
} graph_path_t;

/*
 * The path with the fewest switches, then the fewest edges, from the root to some state of each group.
 * process_of names the process of a move. paths[i].moves stays NULL for a group that no path reaches. false:
 * out of memory.
 */
bool graph_shortest(const graph_t *graph, uint16_t (*process_of)(void *context, uint16_t move),
                    size_t (*group_of)(void *context, uint32_t state), void *context, size_t groups,
                    graph_path_t *paths);

/*
 * The sets of states that a program can enter and never leave nor end in: bottom strongly connected
 * components with an edge. *component becomes a malloc'ed array (state_count): the number of its set, from 1,
 * for each state in one, 0 for all others; *count is their number. false: out of memory, nothing was set.
 */
bool graph_bottom_components(const graph_t *graph, uint32_t **component, uint32_t *count);

/*
 * Where a process can wait for ever although the scheduler is weakly fair: calls `found` for each largest set
 * of states in which the others can go round without a step of `process`, each of them taking steps or unable
 * to go now and then, and `process` unable to go now and then: first in `state`. For GRAPH_NOBODY: each largest set
 * in which some can go round, as before. movers: the process of each move, below 256. false: out of memory, or `found` said so.
 */
#define GRAPH_NOBODY UINT16_MAX

typedef bool graph_starving_fn(void *context, uint16_t process, uint32_t state, const uint32_t *states,
                               uint32_t count);
bool graph_find_starving(const graph_t *graph, const uint16_t *movers, uint16_t process,
                         graph_starving_fn *found, void *context);

#endif

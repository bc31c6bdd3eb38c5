#include <stdlib.h>
#include <string.h>

#include "lessons/explore/graph_components.h"

/*
 * A process can wait for ever if the others can go round without it, and the scheduler owes it nothing: on the
 * way round there is a state in which it cannot go. (A scheduler that is weakly fair lets everybody go who
 * could go all the time.) The same must hold for each of the others that takes no step of the round. All states
 * of a component of the graph without that process's steps can be visited in one round, so it is enough to look
 * at components as a whole.
 */
enum { SET_WORDS = 4 }; /* processes are numbered below 256 */

typedef struct set {
    uint64_t bits[SET_WORDS];
} set_t;

typedef struct seeking {
    const uint16_t *movers;
    graph_starving_fn *found;
    void *context;
    bool failed;
} seeking_t;

static void set_add(set_t *set, uint16_t process)
{
    set->bits[process / 64 % SET_WORDS] |= UINT64_C(1) << (process % 64);
}

static bool set_has(const set_t *set, uint16_t process)
{
    return set->bits[process / 64 % SET_WORDS] >> (process % 64) & 1;
}

/* Who has a move in a state. */
static set_t movers_in(const tarjan_t *tarjan, uint32_t state)
{
    const graph_t *graph = tarjan->graph;
    set_t set = {0};
    for (uint32_t edge = graph->starts[state]; edge < graph->starts[state + 1]; edge++) {
        set_add(&set, tarjan->movers[graph_move(graph, edge)]);
    }
    return set;
}

/* Who takes a step of the round, or cannot go in some state of it. */
static set_t content(const tarjan_t *tarjan, const uint32_t *states, uint32_t count, bool *goes_round)
{
    const graph_t *graph = tarjan->graph;
    set_t fair = {0};
    *goes_round = false;
    for (uint32_t i = 0; i < count; i++) {
        set_t movers = movers_in(tarjan, states[i]);
        for (int word = 0; word < SET_WORDS; word++) {
            fair.bits[word] |= ~movers.bits[word];
        }
        for (uint32_t edge = graph->starts[states[i]]; edge < graph->starts[states[i] + 1]; edge++) {
            if (tarjan_takes(tarjan, edge) && tarjan_holds(tarjan, states[0], graph->targets[edge])) {
                set_add(&fair, tarjan->movers[graph_move(graph, edge)]);
                *goes_round = true;
            }
        }
    }
    return fair;
}

/* The earliest state, in which the process cannot go; there is one. */
static uint32_t first_without(const tarjan_t *tarjan, const uint32_t *states, uint32_t count)
{
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        set_t movers = movers_in(tarjan, states[i]);
        bool stands = tarjan->without == GRAPH_NOBODY || !set_has(&movers, tarjan->without);
        if (states[i] < first && stands) {
            first = states[i];
        }
    }
    return first;
}

static uint32_t look_at_component(tarjan_t *tarjan, const uint32_t *states, uint32_t count)
{
    seeking_t *seeking = tarjan->context;
    bool goes_round;
    set_t fair = content(tarjan, states, count, &goes_round);
    bool all = goes_round;
    for (int word = 0; all && word < SET_WORDS; word++) {
        all = fair.bits[word] == UINT64_MAX;
    }
    if (all) {
        seeking->failed |= !seeking->found(seeking->context, tarjan->without,
                                           first_without(tarjan, states, count), states, count);
    }
    return 0;
}

bool graph_find_starving(const graph_t *graph, const uint16_t *movers, uint16_t process,
                         graph_starving_fn *found, void *context)
{
    seeking_t seeking = {.movers = movers, .found = found, .context = context};
    tarjan_t tarjan = {.graph = graph,
                       .movers = movers,
                       .without = process,
                       .closed = look_at_component,
                       .context = &seeking};
    if (!tarjan_init(&tarjan)) {
        return false;
    }
    for (uint32_t state = 0; state < graph->state_count && !seeking.failed; state++) {
        tarjan_visit(&tarjan, state);
    }
    tarjan_destroy(&tarjan);
    return !seeking.failed;
}

#include "lessons/explore/graph.h"

#include <stdlib.h>

#define UNSEEN UINT32_MAX

typedef struct tarjan {
    const graph_t *graph;
    uint32_t *index; /* order of discovery; UNSEEN */
    uint32_t *low;   /* the earliest state known to be reachable within the component */
    uint32_t *edge;  /* next edge to look at */
    uint32_t *open;  /* states whose component is not complete */
    uint32_t *path;  /* states from the root of the depth-first search to the present one */
    uint32_t open_count, path_count, next_index;
    uint32_t *component; /* result; while a state is open: UNSEEN */
    uint32_t count;
} tarjan_t;

static void enter(tarjan_t *tarjan, uint32_t state)
{
    tarjan->index[state] = tarjan->low[state] = tarjan->next_index++;
    tarjan->edge[state] = tarjan->graph->starts[state];
    tarjan->component[state] = UNSEEN;
    tarjan->open[tarjan->open_count++] = state;
    tarjan->path[tarjan->path_count++] = state;
}

/* Do all edges of the states open[first ..] stay among them, and is there one at all? */
static bool is_bottom(const tarjan_t *tarjan, uint32_t first)
{
    const graph_t *graph = tarjan->graph;
    uint32_t root_index = tarjan->index[tarjan->open[first]];
    bool has_edge = false;
    for (uint32_t i = first; i < tarjan->open_count; i++) {
        uint32_t state = tarjan->open[i];
        for (uint32_t edge = graph->starts[state]; edge < graph->starts[state + 1]; edge++) {
            uint32_t target = graph->targets[edge];
            /* Open states discovered at or after the root are this component. */
            if (tarjan->component[target] != UNSEEN || tarjan->index[target] < root_index) {
                return false;
            }
            has_edge = true;
        }
    }
    return has_edge;
}

static void close_component(tarjan_t *tarjan, uint32_t root)
{
    uint32_t first = tarjan->open_count;
    while (tarjan->open[--first] != root) {
    }
    uint32_t number = is_bottom(tarjan, first) ? ++tarjan->count : 0;
    for (uint32_t i = first; i < tarjan->open_count; i++) {
        tarjan->component[tarjan->open[i]] = number;
    }
    tarjan->open_count = first;
}

static void visit(tarjan_t *tarjan, uint32_t start)
{
    const graph_t *graph = tarjan->graph;
    enter(tarjan, start);
    while (tarjan->path_count > 0) {
        uint32_t state = tarjan->path[tarjan->path_count - 1];
        if (tarjan->edge[state] < graph->starts[state + 1]) {
            uint32_t target = graph->targets[tarjan->edge[state]++];
            if (tarjan->index[target] == UNSEEN) {
                enter(tarjan, target);
            } else if (tarjan->component[target] == UNSEEN && tarjan->index[target] < tarjan->low[state]) {
                tarjan->low[state] = tarjan->index[target];
            }
            continue;
        }
        if (tarjan->low[state] == tarjan->index[state]) {
            close_component(tarjan, state);
        }
        if (--tarjan->path_count > 0) {
            uint32_t parent = tarjan->path[tarjan->path_count - 1];
            if (tarjan->low[state] < tarjan->low[parent]) {
                tarjan->low[parent] = tarjan->low[state];
            }
        }
    }
}

bool graph_bottom_components(const graph_t *graph, uint32_t **component, uint32_t *count)
{
    size_t states = graph->state_count;
    tarjan_t tarjan = {.graph = graph};
    uint32_t **arrays[] = {&tarjan.index, &tarjan.low,  &tarjan.edge,
                           &tarjan.open,  &tarjan.path, &tarjan.component};
    bool ok = true;
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        *arrays[i] = malloc((states + 1) * sizeof **arrays[i]);
        ok = ok && *arrays[i];
    }
    if (ok) {
        for (size_t state = 0; state < states; state++) {
            tarjan.index[state] = UNSEEN;
            tarjan.component[state] = 0;
        }
        if (states > 0) {
            visit(&tarjan, 0);
        }
        *component = tarjan.component;
        *count = tarjan.count;
        tarjan.component = NULL;
    }
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        free(*arrays[i]);
    }
    return ok;
}

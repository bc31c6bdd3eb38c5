#include "lessons/explore/graph_components.h"

#include <stdlib.h>

bool tarjan_init(tarjan_t *tarjan)
{
    size_t states = tarjan->graph->state_count;
    uint32_t **arrays[] = {&tarjan->index, &tarjan->low,  &tarjan->edge,
                           &tarjan->open,  &tarjan->path, &tarjan->component};
    bool ok = true;
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        *arrays[i] = malloc((states + 1) * sizeof **arrays[i]);
        ok = ok && *arrays[i];
    }
    if (!ok) {
        tarjan_destroy(tarjan);
        return false;
    }
    for (size_t state = 0; state < states; state++) {
        tarjan->index[state] = TARJAN_UNSEEN;
        tarjan->component[state] = 0;
    }
    return true;
}

void tarjan_destroy(tarjan_t *tarjan)
{
    uint32_t **arrays[] = {&tarjan->index, &tarjan->low,  &tarjan->edge,
                           &tarjan->open,  &tarjan->path, &tarjan->component};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        free(*arrays[i]);
        *arrays[i] = NULL;
    }
}

static void enter(tarjan_t *tarjan, uint32_t state)
{
    tarjan->index[state] = tarjan->low[state] = tarjan->next_index++;
    tarjan->edge[state] = tarjan->graph->starts[state];
    tarjan->component[state] = TARJAN_UNSEEN;
    tarjan->open[tarjan->open_count++] = state;
    tarjan->path[tarjan->path_count++] = state;
}

static void close_component(tarjan_t *tarjan, uint32_t root)
{
    uint32_t first = tarjan->open_count;
    while (tarjan->open[--first] != root) {
    }
    uint32_t number = tarjan->closed(tarjan, tarjan->open + first, tarjan->open_count - first);
    for (uint32_t i = first; i < tarjan->open_count; i++) {
        tarjan->component[tarjan->open[i]] = number;
    }
    tarjan->open_count = first;
}

static void look_at_edge(tarjan_t *tarjan, uint32_t state, uint32_t edge)
{
    uint32_t target = tarjan->graph->targets[edge];
    if (!tarjan_takes(tarjan, edge)) {
        return;
    }
    if (tarjan->index[target] == TARJAN_UNSEEN) {
        enter(tarjan, target);
    } else if (tarjan->component[target] == TARJAN_UNSEEN && tarjan->index[target] < tarjan->low[state]) {
        tarjan->low[state] = tarjan->index[target];
    }
}

void tarjan_visit(tarjan_t *tarjan, uint32_t start)
{
    const graph_t *graph = tarjan->graph;
    if (tarjan->index[start] != TARJAN_UNSEEN) {
        return;
    }
    enter(tarjan, start);
    while (tarjan->path_count > 0) {
        uint32_t state = tarjan->path[tarjan->path_count - 1];
        if (tarjan->edge[state] < graph->starts[state + 1]) {
            look_at_edge(tarjan, state, tarjan->edge[state]++);
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

/* ---- bottom components ---- */

/* Do all edges stay among these states, and is there one at all? Then it gets a number of its own. */
static uint32_t number_bottom(tarjan_t *tarjan, const uint32_t *states, uint32_t count)
{
    const graph_t *graph = tarjan->graph;
    uint32_t *numbers = tarjan->context;
    bool has_edge = false;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t edge = graph->starts[states[i]]; edge < graph->starts[states[i] + 1]; edge++) {
            if (!tarjan_holds(tarjan, states[0], graph->targets[edge])) {
                return 0;
            }
            has_edge = true;
        }
    }
    return has_edge ? ++*numbers : 0;
}

bool graph_bottom_components(const graph_t *graph, uint32_t **component, uint32_t *count)
{
    uint32_t numbers = 0;
    tarjan_t tarjan = {.graph = graph, .closed = number_bottom, .context = &numbers};
    if (!tarjan_init(&tarjan)) {
        return false;
    }
    if (graph->state_count > 0) {
        tarjan_visit(&tarjan, 0);
    }
    *component = tarjan.component;
    *count = numbers;
    tarjan.component = NULL;
    tarjan_destroy(&tarjan);
    return true;
}

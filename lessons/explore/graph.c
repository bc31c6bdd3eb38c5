#include "lessons/explore/graph.h"

#include <stdlib.h>
#include <string.h>

bool graph_init(graph_t *graph)
{
    *graph = (graph_t){.state_room = 1024, .edge_room = 4096, .alone_room = 1024};
    graph->starts = calloc(graph->state_room + 1, sizeof *graph->starts);
    graph->targets = malloc(graph->edge_room * sizeof *graph->targets);
    graph->narrow = malloc(graph->edge_room);
    graph->alone = calloc(graph->alone_room, 1);
    if (!graph->starts || !graph->targets || !graph->narrow || !graph->alone) {
        graph_destroy(graph);
        return false;
    }
    return true;
}

void graph_destroy(graph_t *graph)
{
    free(graph->starts);
    free(graph->targets);
    free(graph->moves);
    free(graph->narrow);
    free(graph->alone);
    *graph = (graph_t){0};
}

/* Makes *array hold `room` items of `size` bytes. */
static bool resize(void *array, size_t room, size_t size)
{
    void *grown = realloc(*(void **)array, room * size);
    if (!grown) {
        return false;
    }
    *(void **)array = grown;
    return true;
}

static bool widen_moves(graph_t *graph)
{
    uint16_t *moves = malloc(graph->edge_room * sizeof *moves);
    if (!moves) {
        return false;
    }
    for (size_t edge = 0; edge < graph->edge_count; edge++) {
        moves[edge] = graph->narrow[edge];
    }
    free(graph->narrow);
    graph->narrow = NULL;
    graph->moves = moves;
    return true;
}

bool graph_add_edge(graph_t *graph, uint32_t target, uint16_t move)
{
    if (graph->edge_count == graph->edge_room) {
        size_t room = graph->edge_room + graph->edge_room / 2;
        if (room > UINT32_MAX || !resize(&graph->targets, room, sizeof *graph->targets) ||
            !(graph->moves ? resize(&graph->moves, room, sizeof *graph->moves)
                           : resize(&graph->narrow, room, sizeof *graph->narrow))) {
            return false;
        }
        graph->edge_room = room;
    }
    if (move > UINT8_MAX && !graph->moves && !widen_moves(graph)) {
        return false;
    }
    if (target <= graph->state_count) {
        graph->goes_back = true;
    } else if (target - graph->state_count > graph->longest_edge) {
        graph->longest_edge = target - graph->state_count;
    }
    graph->targets[graph->edge_count] = target;
    if (graph->moves) {
        graph->moves[graph->edge_count] = move;
    } else {
        graph->narrow[graph->edge_count] = (uint8_t)move;
    }
    graph->edge_count++;
    return true;
}

bool graph_close_state(graph_t *graph, bool alone)
{
    if (graph->state_count == graph->state_room) {
        uint32_t room = graph->state_room + graph->state_room / 2;
        if (!resize(&graph->starts, (size_t)room + 1, sizeof *graph->starts)) {
            return false;
        }
        graph->state_room = room;
    }
    uint32_t state = graph->state_count;
    if (state / 8 >= graph->alone_room) {
        size_t room = graph->alone_room * 2;
        if (!resize(&graph->alone, room, 1)) {
            return false;
        }
        memset(graph->alone + graph->alone_room, 0, room - graph->alone_room);
        graph->alone_room = room;
    }
    graph->alone[state / 8] |= (uint8_t)(alone << (state % 8));
    graph->state_count++;
    graph->starts[graph->state_count] = (uint32_t)graph->edge_count;
    return true;
}

size_t graph_memory_bytes(const graph_t *graph)
{
    return ((size_t)graph->state_room + 1) * sizeof *graph->starts +
           graph->edge_room * sizeof *graph->targets +
           graph->edge_room * (graph->moves ? sizeof *graph->moves : 1) + graph->alone_room;
}

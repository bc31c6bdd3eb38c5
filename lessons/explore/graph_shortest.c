#include "lessons/explore/graph.h"

#include <stdlib.h>
#include <string.h>

#define NO_NODE UINT32_MAX
#define NOBODY  UINT16_MAX
#define NO_MOVE UINT16_MAX

/* A way to a state with a last process; the nodes of one state are chained. */
typedef struct node {
    uint32_t state, parent, next;
    uint32_t steps;
    uint16_t switches;
    uint16_t move; /* NO_MOVE: the root */
} node_t;

/* A candidate: becomes a node when it is taken out, if nothing better has come to its state before. */
typedef struct candidate {
    uint32_t state, parent;
    uint32_t steps;
    uint16_t move;
} candidate_t;

typedef struct queue {
    candidate_t *items;
    size_t first, count, room;
} queue_t;

typedef struct search {
    const graph_t *graph;
    uint16_t *movers; /* the process of each move */
    void *context;
    node_t *nodes;
    uint32_t node_count, node_room;
    uint32_t *first_node; /* by state */
    /* Three queues, each in the order of steps: those that this number of switches began with, those that
     * were reached since without a further switch, and those of one switch more. */
    queue_t began, went_on, more;
    uint32_t switches;
} search_t;

static bool push(queue_t *queue, candidate_t candidate)
{
    if (queue->count == queue->room) {
        if (queue->first > queue->count / 2) {
            memmove(queue->items, queue->items + queue->first,
                    (queue->count - queue->first) * sizeof *queue->items);
            queue->count -= queue->first;
            queue->first = 0;
        } else {
            size_t room = queue->room ? queue->room * 2 : 1024;
            candidate_t *items = realloc(queue->items, room * sizeof *items);
            if (!items) {
                return false;
            }
            queue->items = items;
            queue->room = room;
        }
    }
    queue->items[queue->count++] = candidate;
    return true;
}

/* Most of the time is waiting for memory: what is_dominated will look at for the next candidates. */
static void fetch_ahead(const search_t *search, const queue_t *queue)
{
    enum { NEAR = 4, FAR = 12 };
    if (queue->count - queue->first > FAR) {
        uint32_t node = search->first_node[queue->items[queue->first + NEAR].state];
        __builtin_prefetch(&search->first_node[queue->items[queue->first + FAR].state]);
        __builtin_prefetch(node == NO_NODE ? NULL : &search->nodes[node]);
    }
}

/* Takes the candidate with the fewest switches, then the fewest steps. */
static bool pop(search_t *search, candidate_t *candidate)
{
    queue_t *a = &search->began, *b = &search->went_on;
    if (a->first == a->count && b->first == b->count) {
        queue_t empty = *a;
        *a = search->more;
        search->more = empty;
        search->more.first = search->more.count = 0;
        b->first = b->count = 0;
        search->switches++;
    }
    bool from_a =
        a->first < a->count && (b->first == b->count || a->items[a->first].steps <= b->items[b->first].steps);
    queue_t *queue = from_a ? a : b;
    if (queue->first == queue->count) {
        return false;
    }
    *candidate = queue->items[queue->first++];
    fetch_ahead(search, queue);
    return true;
}

static uint16_t mover_of(const search_t *search, uint16_t move)
{
    return move == NO_MOVE ? NOBODY : search->movers[move];
}

/* Is there a way to the state that is at least as good whatever comes next? One with fewer switches is: to go
 * on with our process costs it the one switch that it has to spare. */
static bool is_dominated(const search_t *search, const candidate_t *candidate)
{
    uint32_t i = search->first_node[candidate->state];
    if (i == NO_NODE) {
        return false;
    }
    uint16_t process = mover_of(search, candidate->move);
    for (; i != NO_NODE; i = search->nodes[i].next) {
        const node_t *node = &search->nodes[i];
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): who has a number has a node */
        if (mover_of(search, node->move) == process ||
            (node->switches < search->switches && node->steps <= candidate->steps)) {
            return true;
        }
    }
    return false;
}

static bool expand(search_t *search, uint32_t from)
{
    const graph_t *graph = search->graph;
    node_t node = search->nodes[from];
    bool alone = graph_alone(graph, node.state);
    uint16_t last = mover_of(search, node.move);
    for (uint32_t edge = graph->starts[node.state]; edge < graph->starts[node.state + 1]; edge++) {
        uint16_t move = graph_move(graph, edge);
        uint16_t process = mover_of(search, move);
        candidate_t candidate = {
            .state = graph->targets[edge], .parent = from, .steps = node.steps + 1, .move = move};
        bool free_of_charge = process == last || last == NOBODY || alone;
        if (!push(free_of_charge ? &search->went_on : &search->more, candidate)) {
            return false;
        }
    }
    return true;
}

static bool add_node(search_t *search, const candidate_t *candidate, uint32_t *place)
{
    if (search->node_count == search->node_room) {
        uint32_t room = search->node_room ? search->node_room + search->node_room / 2 : 1024;
        node_t *nodes = realloc(search->nodes, room * sizeof *nodes);
        if (!nodes) {
            return false;
        }
        search->nodes = nodes;
        search->node_room = room;
    }
    *place = search->node_count++;
    search->nodes[*place] =
        (node_t){.state = candidate->state,
                 .parent = candidate->parent,
                 .next = search->first_node[candidate->state],
                 .switches = (uint16_t)(search->switches < UINT16_MAX ? search->switches : UINT16_MAX),
                 .steps = candidate->steps,
                 .move = candidate->move};
    search->first_node[candidate->state] = *place;
    return true;
}

static bool write_path(const search_t *search, uint32_t end, graph_path_t *path)
{
    const node_t *node = &search->nodes[end];
    path->moves = malloc((node->steps + 1) * sizeof *path->moves);
    if (!path->moves) {
        return false;
    }
    path->count = node->steps;
    path->switches = node->switches;
    path->state = node->state;
    for (size_t i = path->count; i > 0; i--) {
        path->moves[i - 1] = node->move;
        node = &search->nodes[node->parent];
    }
    return true;
}

static bool run(search_t *search, size_t (*group_of)(void *, uint32_t), size_t groups, graph_path_t *paths)
{
    if (!push(&search->began, (candidate_t){.state = 0, .parent = NO_NODE, .move = NO_MOVE})) {
        return false;
    }
    size_t found = 0;
    candidate_t candidate;
    while (found < groups && pop(search, &candidate)) {
        uint32_t place;
        if (is_dominated(search, &candidate)) {
            continue;
        }
        if (!add_node(search, &candidate, &place)) {
            return false;
        }
        size_t group = group_of(search->context, candidate.state);
        if (group != SIZE_MAX && !paths[group].moves) {
            found++;
            if (!write_path(search, place, &paths[group])) {
                return false;
            }
        }
        if (!expand(search, place)) {
            return false;
        }
    }
    return true;
}

static bool list_movers(search_t *search, uint16_t (*process_of)(void *context, uint16_t move))
{
    const graph_t *graph = search->graph;
    size_t moves = 0;
    for (size_t edge = 0; edge < graph->edge_count; edge++) {
        moves = graph_move(graph, edge) >= moves ? (size_t)graph_move(graph, edge) + 1 : moves;
    }
    search->movers = malloc((moves + 1) * sizeof *search->movers);
    for (size_t move = 0; search->movers && move < moves; move++) {
        search->movers[move] = process_of(search->context, (uint16_t)move);
    }
    return search->movers != NULL;
}

bool graph_shortest(const graph_t *graph, uint16_t (*process_of)(void *context, uint16_t move),
                    size_t (*group_of)(void *context, uint32_t state), void *context, size_t groups,
                    graph_path_t *paths)
{
    search_t search = {.graph = graph, .context = context};
    for (size_t i = 0; i < groups; i++) {
        paths[i] = (graph_path_t){0};
    }
    search.first_node = malloc(graph->state_count * sizeof *search.first_node);
    bool ok = search.first_node && list_movers(&search, process_of);
    if (ok) {
        memset(search.first_node, 0xff, graph->state_count * sizeof *search.first_node);
        ok = run(&search, group_of, groups, paths);
    }
    free(search.first_node);
    free(search.movers);
    free(search.nodes);
    free(search.began.items);
    free(search.went_on.items);
    free(search.more.items);
    return ok;
}

#include "lessons/run/waits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/run/reason.h"
#include "lessons/run/words.h"

/* The processes of a session, with what waiting needs. */
typedef struct census {
    mp_machine_t *machine;
    mp_view_t views[MP_SLOTS];
    size_t count;
} census_t;

static bool lives(const mp_view_t *view)
{
    return view->life == MP_LIFE_NEW || view->life == MP_LIFE_RUNNING;
}

static const mp_view_t *by_who(const census_t *census, uint32_t who)
{
    for (size_t i = 0; i < census->count; i++)
        if (census->views[i].who == who && lives(&census->views[i]))
            return &census->views[i];
    return NULL;
}

static const mp_view_t *by_process(const census_t *census, uint32_t process)
{
    for (size_t i = 0; i < census->count; i++)
        if (census->views[i].process == process)
            return &census->views[i];
    return NULL;
}

/* ---- edges ---- */

static bool waits(mp_machine_t *machine, const mp_view_t *view)
{
    bool pending = lives(view) && view->has_pending && view->pending.kind != MP_OP_SLEEP;
    return pending && !mp_machine_ready(machine, view->who);
}

/* Who could end the waiting, where that is one process. */
static const mp_view_t *holder_of(const census_t *census, const wait_edge_t *edge)
{
    switch (edge->reason.why) {
    case MP_WHY_HELD:
    case MP_WHY_READER:
        return by_who(census, edge->reason.holder);
    case MP_WHY_LIVES:
        if (edge->view.pending.kind == MP_OP_JOIN)
            return by_process(census, edge->view.pending.object);
        return edge->reason.holder < MP_WHO_MAX ? by_who(census, edge->reason.holder) : NULL;
    default:
        return NULL;
    }
}

static void write_sentence(const census_t *census, wait_edge_t *edge, const mp_view_t *holder)
{
    char path[MP_PATH_TEXT], other[MP_PATH_TEXT], name[64], what[128], tail[96] = "";
    object_name(census->machine, edge->object, name, sizeof name);
    words_waits_for(&edge->view.pending, name, NULL, what, sizeof what);
    if (edge->reason.why == MP_WHY_HELD && holder)
        snprintf(tail, sizeof tail, ", which %s holds", mp_path_format(holder->path, other));
    else if (edge->reason.why == MP_WHY_HELD_BY_DEAD)
        snprintf(tail, sizeof tail, ", held by a process that has ended: nobody will give it back");
    else if (edge->reason.why == MP_WHY_UNDELIVERED)
        snprintf(tail, sizeof tail, ": %u undelivered", edge->reason.count);
    else if (edge->reason.why == MP_WHY_EMPTY)
        snprintf(tail, sizeof tail, ", which is empty");
    char place[32] = "at its end";
    if (edge->view.pending.line)
        snprintf(place, sizeof place, "at line %u", edge->view.pending.line);
    snprintf(edge->sentence, sizeof edge->sentence, "%s waits %s for %s%s.",
             mp_path_format(edge->view.path, path), place, what, tail);
}

static void add_edge(const census_t *census, const mp_view_t *view, wait_graph_t *graph)
{
    wait_edge_t *edge = &graph->edges[graph->count++];
    *edge = (wait_edge_t){.view = *view};
    mp_why(mp_machine_mem(census->machine), &view->pending, view->who, &edge->reason);
    edge->object = edge->reason.object ? edge->reason.object : view->pending.object;
    const mp_view_t *holder = holder_of(census, edge);
    if (holder) {
        edge->holder = holder->path;
        edge->holder_line = holder->pending.line;
    }
    write_sentence(census, edge, holder);
}

/* ---- cycles ---- */

static const wait_edge_t *edge_of(const wait_graph_t *graph, mp_path_t path)
{
    for (size_t i = 0; i < graph->count; i++)
        if (graph->edges[i].view.path == path)
            return &graph->edges[i];
    return NULL;
}

/* Each process waits for one holder at most, so walking the edges from a process comes back to it or ends. */
static bool leads_back(const wait_graph_t *graph, const wait_edge_t *edge)
{
    const wait_edge_t *at = edge;
    for (size_t steps = 0; steps <= graph->count && at; steps++) {
        at = at->holder == MP_PATH_NONE ? NULL : edge_of(graph, at->holder);
        if (at == edge)
            return true;
    }
    return false;
}

/* What only its own process can end: an RLock and a life. */
static bool is_sure(const census_t *census, const wait_edge_t *edge)
{
    const mp_object_t *object = mp_object(mp_machine_mem(census->machine), edge->object);
    return edge->reason.why == MP_WHY_LIVES || (object && object->kind == MP_RLOCK);
}

static size_t mark_cycles(const census_t *census, wait_graph_t *graph, bool *sure)
{
    size_t found = 0;
    *sure = true;
    for (size_t i = 0; i < graph->count; i++) {
        graph->edges[i].in_cycle = leads_back(graph, &graph->edges[i]);
        if (graph->edges[i].in_cycle) {
            found++;
            *sure = *sure && is_sure(census, &graph->edges[i]);
        }
    }
    return found;
}

/* Nobody can take a step and nobody waits for a time. */
static bool nobody_moves(const census_t *census)
{
    bool alive = false;
    for (size_t i = 0; i < census->count; i++) {
        const mp_view_t *view = &census->views[i];
        if (!lives(view))
            continue;
        alive = true;
        if (!view->has_pending || view->deadline_ns >= 0 || mp_machine_ready(census->machine, view->who))
            return false;
    }
    return alive;
}

/* ---- names for what it is ---- */

static const wait_edge_t *first_waiting(const wait_graph_t *graph, mp_why_t why)
{
    for (size_t i = 0; i < graph->count; i++)
        if (graph->edges[i].reason.why == why)
            return &graph->edges[i];
    return NULL;
}

static bool all_wait_only_for(const wait_graph_t *graph, mp_why_t why)
{
    for (size_t i = 0; i < graph->count; i++)
        if (graph->edges[i].reason.why != why && graph->edges[i].reason.why != MP_WHY_LIVES)
            return false;
    return true;
}

static void name_it(wait_graph_t *graph, size_t cycle)
{
    const wait_edge_t *undelivered = first_waiting(graph, MP_WHY_UNDELIVERED);
    const wait_edge_t *dead = first_waiting(graph, MP_WHY_HELD_BY_DEAD);
    const char *name = "nobody can go on";
    if (undelivered)
        name = "join before get: a process does not end before the items that it put into a queue are taken";
    else if (dead)
        name = "a lock is held by a process that has ended";
    else if (cycle > 1)
        name = "each waits for what another one of them holds";
    else if (cycle == 1)
        name = "a process waits for what it holds itself";
    else if (first_waiting(graph, MP_WHY_NOT_NOTIFIED))
        name = "lost wake-up: nobody is left to notify the one who sleeps";
    else if (first_waiting(graph, MP_WHY_EMPTY) && all_wait_only_for(graph, MP_WHY_EMPTY))
        name = "waits for an item that nobody will put";
    else if (first_waiting(graph, MP_WHY_HELD))
        name = "missing release: a lock is held by one who will not give it back";
    else if (first_waiting(graph, MP_WHY_ZERO))
        name = "missing release: the semaphore is at zero and nobody will release it";
    else if (first_waiting(graph, MP_WHY_NOT_SET))
        name = "waits for an event that nobody will set";
    else if (first_waiting(graph, MP_WHY_NOT_ALL_THERE))
        name = "the barrier waits for more processes than will come";
    else if (first_waiting(graph, MP_WHY_FULL))
        name = "full, and nobody will take anything out";
    snprintf(graph->name, sizeof graph->name, "%s", name);
}

void waits_read(mp_machine_t *machine, const program_t *program, wait_graph_t *graph)
{
    (void)program;
    census_t *census = malloc(sizeof *census);
    bool sure = true;
    graph->count = 0;
    graph->verdict = WAITS_NONE;
    graph->name[0] = '\0';
    if (!census)
        return;
    census->machine = machine;
    census->count = mp_machine_view(machine, census->views, MP_SLOTS);
    for (size_t i = 0; i < census->count && graph->count < WAITS_MAX; i++)
        if (waits(machine, &census->views[i]))
            add_edge(census, &census->views[i], graph);
    size_t cycle = mark_cycles(census, graph, &sure);
    if (nobody_moves(census))
        graph->verdict = WAITS_DEADLOCK;
    else if (cycle > 0)
        graph->verdict = sure ? WAITS_DEADLOCK : WAITS_POSSIBLE;
    if (graph->verdict != WAITS_NONE)
        name_it(graph, cycle);
    free(census);
}

char *waits_text(mp_machine_t *machine, const program_t *program)
{
    wait_graph_t *graph = malloc(sizeof *graph);
    char *text = NULL;
    size_t size = 0;
    FILE *stream = graph ? open_memstream(&text, &size) : NULL;
    if (stream) {
        waits_read(machine, program, graph);
        fprintf(stream, "deadlock: %s", graph->name[0] ? graph->name : "nobody can go on");
        for (size_t i = 0; i < graph->count; i++)
            fprintf(stream, "\n  %s", graph->edges[i].sentence);
        fclose(stream);
    }
    free(graph);
    return text;
}

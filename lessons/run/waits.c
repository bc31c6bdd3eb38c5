#include "lessons/run/waits.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/run/moves.h"
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

/* Nobody can take a step, nothing is to be delivered, and nobody waits for a time. */
static bool nobody_moves(const census_t *census, const program_t *program)
{
    const quiet_rules_t rules = program ? quiet_rules_of(program) : (quiet_rules_t){0};
    move_t moves[MOVES_MAX];
    bool alive = false;
    for (size_t i = 0; i < census->count; i++) {
        const mp_view_t *view = &census->views[i];
        if (!lives(view))
            continue;
        alive = true;
        if (!view->has_pending || view->deadline_ns >= 0)
            return false;
    }
    return alive && moves_list(census->machine, &rules, false, moves) == 0;
}

/* ---- names for what it is ---- */

/* The edges that a name is sought for: all of them where nobody can move, else those of the cycle. */
typedef struct naming {
    const census_t *census;
    wait_graph_t *graph;
    bool total;
} naming_t;

static bool counts(const naming_t *naming, const wait_edge_t *edge)
{
    return naming->total || edge->in_cycle;
}

static const wait_edge_t *first_waiting(const naming_t *naming, mp_why_t why)
{
    for (size_t i = 0; i < naming->graph->count; i++)
        if (naming->graph->edges[i].reason.why == why && counts(naming, &naming->graph->edges[i]))
            return &naming->graph->edges[i];
    return NULL;
}

static bool all_wait_only_for(const naming_t *naming, mp_why_t why)
{
    for (size_t i = 0; i < naming->graph->count; i++) {
        mp_why_t other = naming->graph->edges[i].reason.why;
        if (other != why && other != MP_WHY_LIVES)
            return false;
    }
    return true;
}

/* In a cycle: who waits for another's end, though that one waits for what it holds. */
static const wait_edge_t *joins_its_waiter(const naming_t *naming, const wait_edge_t **held)
{
    for (size_t i = 0; i < naming->graph->count; i++) {
        const wait_edge_t *edge = &naming->graph->edges[i];
        *held = edge;
        if (!edge->in_cycle || edge->reason.why != MP_WHY_HELD)
            continue;
        const wait_edge_t *holder = edge_of(naming->graph, edge->holder);
        if (holder && holder->in_cycle && holder->reason.why == MP_WHY_LIVES)
            return holder;
    }
    return NULL;
}

static bool somebody_has_ended(const census_t *census)
{
    uint32_t refs[1024];
    size_t count = mp_machine_objects(census->machine, refs, 1024);
    for (size_t i = 0; i < count && i < 1024; i++) {
        mp_process_state_t process;
        const mp_object_t *object = mp_object(mp_machine_mem(census->machine), refs[i]);
        if (object && object->kind == MP_PROCESS &&
            mp_machine_copy(census->machine, refs[i], &process, sizeof process) &&
            process.life >= MP_PROCESS_ENDED)
            return true;
    }
    return false;
}

__attribute__((format(printf, 2, 3))) static bool say(const naming_t *naming, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(naming->graph->name, sizeof naming->graph->name, format, arguments);
    va_end(arguments);
    return true;
}

static char *thing_of(const naming_t *naming, const wait_edge_t *edge, char name[64])
{
    return object_name(naming->census->machine, edge->object, name, 64);
}

/* Who holds what another needs, and will not give it back. */
static bool name_cycle(const naming_t *naming, size_t cycle)
{
    char path[MP_PATH_TEXT], other[MP_PATH_TEXT], name[64];
    const wait_edge_t *held, *joiner = joins_its_waiter(naming, &held);
    if (joiner)
        return say(naming, "missing release: %s holds %s and waits for the end of %s, which waits for it",
                   mp_path_format(joiner->view.path, path), thing_of(naming, held, name),
                   mp_path_format(joiner->holder, other));
    if (cycle > 1)
        return say(naming, "each waits for what another one of them holds");
    for (size_t i = 0; cycle == 1 && i < naming->graph->count; i++)
        if (naming->graph->edges[i].in_cycle)
            return say(naming, "missing release: %s waits for what it holds itself",
                       mp_path_format(naming->graph->edges[i].view.path, path));
    return false;
}

static bool name_loss(const naming_t *naming)
{
    char name[64];
    const wait_edge_t *dead = first_waiting(naming, MP_WHY_HELD_BY_DEAD);
    const wait_edge_t *empty = first_waiting(naming, MP_WHY_EMPTY);
    if (first_waiting(naming, MP_WHY_UNDELIVERED))
        return say(naming,
                   "join before get: a process does not end before the items that it put into a queue "
                   "are taken");
    if (dead)
        return say(naming, "a wait for an exited process: %s is held by one that has ended",
                   thing_of(naming, dead, name));
    if (first_waiting(naming, MP_WHY_NOT_NOTIFIED))
        return say(naming, "lost wake-up: nobody is left to notify the one who sleeps");
    if (empty && all_wait_only_for(naming, MP_WHY_EMPTY) && somebody_has_ended(naming->census))
        return say(naming, "a wait for an exited process: nobody is left to put an item into %s",
                   thing_of(naming, empty, name));
    if (empty && all_wait_only_for(naming, MP_WHY_EMPTY))
        return say(naming, "waits for an item that nobody will put");
    return false;
}

static void name_rest(const naming_t *naming)
{
    char name[64], path[MP_PATH_TEXT];
    const wait_edge_t *held = first_waiting(naming, MP_WHY_HELD);
    const wait_edge_t *zero = first_waiting(naming, MP_WHY_ZERO);
    if (held && held->holder != MP_PATH_NONE)
        say(naming, "missing release: %s is held by %s, which will not give it back",
            thing_of(naming, held, name), mp_path_format(held->holder, path));
    else if (held)
        say(naming, "missing release: a lock is held by one who will not give it back");
    else if (zero)
        say(naming, "missing release: %s is at zero and nobody will release it",
            thing_of(naming, zero, name));
    else if (first_waiting(naming, MP_WHY_NOT_SET))
        say(naming, "waits for an event that nobody will set");
    else if (first_waiting(naming, MP_WHY_NOT_ALL_THERE))
        say(naming, "the barrier waits for more processes than will come");
    else if (first_waiting(naming, MP_WHY_FULL))
        say(naming, "full, and nobody will take anything out");
    else
        say(naming, "nobody can go on");
}

static void name_it(const census_t *census, wait_graph_t *graph, size_t cycle, bool total)
{
    const naming_t naming = {.census = census, .graph = graph, .total = total};
    bool undelivered = first_waiting(&naming, MP_WHY_UNDELIVERED) != NULL;
    if (undelivered ? name_loss(&naming) : name_cycle(&naming, cycle) || name_loss(&naming))
        return;
    name_rest(&naming);
}

void waits_read(mp_machine_t *machine, const program_t *program, wait_graph_t *graph)
{
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
    bool total = nobody_moves(census, program);
    if (total)
        graph->verdict = WAITS_DEADLOCK;
    else if (cycle > 0)
        graph->verdict = sure ? WAITS_DEADLOCK : WAITS_POSSIBLE;
    if (graph->verdict != WAITS_NONE)
        name_it(census, graph, cycle, total);
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

#include "lessons/explore/starving.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/explore/names.h"

enum { ROUNDS_MOST_LINES = 4, ROUND_STATES = 256, ROUND_TEXT = 400 };

/* The lines at which a process goes round. */
typedef struct lines {
    uint32_t line[ROUNDS_MOST_LINES];
    size_t count;
    bool more, goes;
} lines_t;

/* ---- what a place is like ---- */

static bool is_known(const starving_t *starving, const starving_place_t *place)
{
    for (size_t i = 0; i < starving->count; i++) {
        const starving_place_t *other = &starving->places[i];
        if (other->who == place->who && other->line == place->line && other->kind == place->kind) {
            return true;
        }
    }
    return false;
}

/* Whether the process moves anywhere in the bottom component of this state, if it is in one: if not, the
 * endless rest is told as a livelock, with this process among those that wait. */
static bool moves_in_its_livelock(const starving_t *starving, uint32_t state)
{
    const graph_t *graph = &starving->outcomes->search->graph;
    const uint32_t *component = starving->outcomes->component;
    if (!component || !component[state]) {
        return true;
    }
    for (uint32_t other = 0; other < graph->state_count; other++) {
        for (uint32_t edge = graph->starts[other];
             component[other] == component[state] && edge < graph->starts[other + 1]; edge++) {
            if (starving->movers[graph_move(graph, edge)] == starving->process) {
                return true;
            }
        }
    }
    return false;
}

static void note_line(lines_t *lines, uint32_t line)
{
    lines->goes = true;
    for (size_t i = 0; i < lines->count; i++) {
        if (lines->line[i] == line) {
            return;
        }
    }
    lines->more |= lines->count == ROUNDS_MOST_LINES;
    if (line > 0 && lines->count < ROUNDS_MOST_LINES) {
        size_t at = lines->count++;
        for (; at > 0 && lines->line[at - 1] > line; at--) {
            lines->line[at] = lines->line[at - 1];
        }
        lines->line[at] = line;
    }
}

static int compare_states(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

/* Where everybody steps from one of these states to another. `states` is sorted. */
static void find_lines(const starving_t *starving, const uint32_t *states, uint32_t count, lines_t *lines)
{
    search_t *search = starving->outcomes->search;
    const graph_t *graph = &search->graph;
    for (uint32_t i = 0; i < count && i < ROUND_STATES; i++) {
        model_vector_t vector;
        search_get(search, states[i], &vector);
        for (uint32_t edge = graph->starts[states[i]]; edge < graph->starts[states[i] + 1]; edge++) {
            uint16_t mover = starving->movers[graph_move(graph, edge)];
            bool stays = mover != starving->process && bsearch(&graph->targets[edge], states, count,
                                                               sizeof *states, compare_states) != NULL;
            if (stays) {
                note_line(&lines[mover], model_process(search->model, &vector, mover).op.line);
            }
        }
    }
}

static const char *round_text(const starving_t *starving, const lines_t *lines)
{
    model_t *model = starving->outcomes->search->model;
    char text[ROUND_TEXT] = "", name[NAMES_TEXT];
    size_t used = 0;
    for (uint32_t who = 0; who < model_process_count(model) && used < sizeof text; who++) {
        if (!lines[who].goes) {
            continue;
        }
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", used ? " and " : "",
                                 names_process(model, who, name, sizeof name));
        for (size_t i = 0; i < lines[who].count && used < sizeof text; i++) {
            const char *glue = i > 0 ? ", " : lines[who].count == 1 ? " (line " : " (lines ";
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%u", glue, lines[who].line[i]);
        }
        if (used < sizeof text) {
            used += (size_t)snprintf(text + used, sizeof text - used, "%s",
                                     lines[who].count == 0 ? ""
                                     : lines[who].more     ? ", …)"
                                                           : ")");
        }
    }
    return report_text(starving->outcomes->report, "%s", text);
}

/* ---- finding them ---- */

static bool could_go(const starving_t *starving, const uint32_t *states, uint32_t count)
{
    const graph_t *graph = &starving->outcomes->search->graph;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t edge = graph->starts[states[i]]; edge < graph->starts[states[i] + 1]; edge++) {
            if (starving->movers[graph_move(graph, edge)] == starving->process) {
                return true;
            }
        }
    }
    return false;
}

/* Everybody who is left goes round or waits for the end of one: nobody waits for a turn. */
static bool all_go_round(const starving_t *starving, uint32_t state, const lines_t *lines)
{
    search_t *search = starving->outcomes->search;
    model_vector_t vector;
    search_get(search, state, &vector);
    for (uint32_t who = 0; who < model_process_count(search->model); who++) {
        model_process_t process = model_process(search->model, &vector, who);
        if (process.born && !process.ended && !lines[who].goes && process.op.kind != MP_OP_JOIN) {
            return false;
        }
    }
    return true;
}

static bool add_place(starving_t *starving, starving_place_t place, const uint32_t *states, uint32_t count)
{
    lines_t lines[MP_WHO_MAX] = {0};
    uint32_t *sorted = malloc(count * sizeof *sorted);
    starving_place_t *grown = realloc(starving->places, (starving->count + 1) * sizeof *grown);
    if (grown) {
        starving->places = grown;
    }
    if (!grown || !sorted) {
        free(sorted);
        return false;
    }
    memcpy(sorted, states, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_states);
    find_lines(starving, sorted, count, lines);
    free(sorted);
    if (starving->process == GRAPH_NOBODY && !all_go_round(starving, place.state, lines)) {
        return true;
    }
    place.could_go = could_go(starving, states, count);
    place.round = round_text(starving, lines);
    starving->places[starving->count++] = place;
    return true;
}

/* Who joins waits for an end, not for a turn; who sleeps has one. */
static bool waits_for_a_turn(const model_process_t *process)
{
    uint16_t kind = process->op.kind;
    return process->born && !process->ended && mp_op_waits(kind) && kind != MP_OP_JOIN &&
           kind != MP_OP_WAITPID && kind != MP_OP_SLEEP;
}

static bool found(void *context, uint16_t process, uint32_t state, const uint32_t *states, uint32_t count)
{
    starving_t *starving = context;
    const outcomes_t *outcomes = starving->outcomes;
    search_t *search = outcomes->search;
    model_vector_t vector;
    if (process == GRAPH_NOBODY) {
        starving_place_t place = {.who = MP_WHO_MAX, .state = state};
        bool told = is_known(starving, &place) || (outcomes->component && outcomes->component[state]);
        return told || add_place(starving, place, states, count);
    }
    search_get(search, state, &vector);
    model_process_t standing = model_process(search->model, &vector, process);
    starving_place_t place = {
        .who = process, .line = standing.op.line, .kind = standing.op.kind, .state = state};
    if (!waits_for_a_turn(&standing) || is_known(starving, &place) ||
        !moves_in_its_livelock(starving, state)) {
        return true;
    }
    return add_place(starving, place, states, count);
}

/* The process of each move. */
static bool list_movers(starving_t *starving)
{
    const search_t *search = starving->outcomes->search;
    const graph_t *graph = &search->graph;
    size_t moves = 0;
    for (size_t edge = 0; edge < graph->edge_count; edge++) {
        moves = graph_move(graph, edge) >= moves ? (size_t)graph_move(graph, edge) + 1 : moves;
    }
    starving->movers = malloc((moves + 1) * sizeof *starving->movers);
    for (size_t move = 0; starving->movers && move < moves; move++) {
        starving->movers[move] = (uint16_t)model_describe_move(search->model, (uint16_t)move).who;
    }
    return starving->movers != NULL;
}

bool starving_collect(starving_t *starving, outcomes_t *outcomes)
{
    search_t *search = outcomes->search;
    *starving = (starving_t){.outcomes = outcomes};
    if (search->bound || !search->graph.goes_back) {
        return true;
    }
    bool ok = list_movers(starving);
    for (uint32_t who = 0; ok && who < model_process_count(search->model); who++) {
        starving->process = (uint16_t)who;
        ok = graph_find_starving(&search->graph, starving->movers, (uint16_t)who, found, starving);
    }
    starving->process = GRAPH_NOBODY;
    return ok && graph_find_starving(&search->graph, starving->movers, GRAPH_NOBODY, found, starving);
}

void starving_destroy(starving_t *starving)
{
    free(starving->movers);
    free(starving->places);
    *starving = (starving_t){0};
}

size_t starving_group_of(const starving_t *starving, uint32_t state)
{
    for (size_t i = 0; i < starving->count; i++) {
        if (starving->places[i].state == state) {
            return i;
        }
    }
    return SIZE_MAX;
}

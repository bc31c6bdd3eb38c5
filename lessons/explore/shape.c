#include "lessons/explore/shape.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/explore/names.h"
#include "lessons/explore/search.h"

/* Processes that are told apart; the sandbox has no more at once. */
enum { SHAPE_PROCESSES = 256 };

struct shape {
    program_t *program;
    model_t *model;
    search_t search;
    explore_options_t options;
    uint32_t most_children;
};

/* ---- searching ---- */

static bool is_child(const model_process_t *process)
{
    return process->who != 0;
}

static uint32_t count_children(const model_t *model, const model_vector_t *vector)
{
    uint32_t children = 0;
    for (uint32_t who = 0; who < model_process_count(model); who++) {
        model_process_t process = model_process(model, vector, who);
        children += process.born && !process.ended && is_child(&process);
    }
    return children;
}

static bool look_at_state(void *context, const model_vector_t *vector)
{
    shape_t *shape = context;
    uint32_t children = count_children(shape->model, vector);
    if (children > shape->most_children)
        shape->most_children = children;
    return false;
}

static bool compile(shape_t *shape, const char *file, const char *text, size_t size, char *message,
                    size_t message_size)
{
    diagnostics_t found;
    diagnostics_init(&found, file);
    shape->program = program_compile(file, text, size, &found);
    if (shape->program == NULL && found.count > 0)
        snprintf(message, message_size, "%s:%" PRIu32 ":%" PRIu32 ": %s", file, found.items[0].place.line,
                 found.items[0].place.column, found.items[0].message);
    diagnostics_destroy(&found);
    return shape->program != NULL;
}

shape_t *shape_new(const char *text, size_t size, const char *file, const explore_options_t *options,
                   char *message, size_t message_size)
{
    snprintf(message, message_size, "out of memory");
    shape_t *shape = calloc(1, sizeof *shape);
    if (shape == NULL)
        return NULL;
    shape->options = *options;
    shape->options.see = EXPLORE_SEE_VALUES; /* keeps no output, so there are fewer states */
    if (!compile(shape, file, text, size, message, message_size))
        goto fail;
    shape->model = model_new(shape->program, &shape->options, message, message_size);
    if (shape->model == NULL || !search_init(&shape->search, shape->model, &shape->options))
        goto fail;
    shape->search.stops_at = look_at_state;
    shape->search.stops_context = shape;
    if (!search_run(&shape->search)) {
        const char *why = model_failure(shape->model);
        snprintf(message, message_size, "%s: %s", file, why ? why : "out of memory");
        goto fail;
    }
    return shape;
fail:
    shape_free(shape);
    return NULL;
}

void shape_free(shape_t *shape)
{
    if (shape == NULL)
        return;
    search_destroy(&shape->search);
    model_free(shape->model);
    program_free(shape->program);
    free(shape);
}

/* ---- together ---- */

shape_answer_t shape_together(shape_t *shape, uint32_t count)
{
    if (shape->most_children >= count)
        return SHAPE_YES;
    return shape->search.bound != NULL ? SHAPE_UNDECIDED : SHAPE_NO;
}

/* ---- who touches what ---- */

static void get_state(shape_t *shape, uint32_t state, model_vector_t *vector)
{
    search_get(&shape->search, state, vector);
}

/* True if the object of a load or store is the Value or Array of that name. */
static bool has_name(shape_t *shape, const model_vector_t *vector, uint32_t object, const char *name)
{
    uint32_t ref, count = model_object_count(shape->model);
    mp_create_t create;
    for (uint32_t i = 0; i < count; i++) {
        if (model_object(shape->model, vector, i, &ref, &create) && ref == object)
            return strcmp(create.name, name) == 0;
    }
    return false;
}

/* The process that takes the edge, and whether its step is a load or a store of one of the names. */
static uint32_t who_touches(shape_t *shape, const model_vector_t *vector, size_t edge, char *const *names,
                            uint32_t count, bool stores_only, bool *touches)
{
    model_move_t move = model_describe_move(shape->model, graph_move(&shape->search.graph, edge));
    *touches = false;
    if (move.kind != MODEL_STEP)
        return move.who;
    mp_op_t op = model_process(shape->model, vector, move.who).op;
    if (op.kind != MP_OP_STORE && (stores_only || op.kind != MP_OP_LOAD))
        return move.who;
    for (uint32_t i = 0; i < count && !*touches; i++)
        *touches = has_name(shape, vector, op.object, names[i]);
    return move.who;
}

/* ---- stores ---- */

/* Counts of stores by process, for each state: all ways to a state must agree, or some order has another
 * number than the rest (what comes behind the state is the same for all ways to it). */
typedef struct counting {
    shape_t *shape;
    char *names[1];
    uint32_t processes;
    uint32_t *counts; /* [state * processes + who] */
    bool *reached;
    uint32_t ends; /* states in which everybody has ended */
    char *said;
    size_t said_size;
} counting_t;

static void say_count(const counting_t *counting, uint32_t who, const char *text)
{
    char name[NAMES_TEXT];
    if (counting->said != NULL)
        snprintf(counting->said, counting->said_size, "%s stores to %s %s",
                 names_process(counting->shape->model, who, name, sizeof name), counting->names[0], text);
}

static bool follow_edge(counting_t *counting, const model_vector_t *vector, uint32_t state, size_t edge)
{
    uint32_t processes = counting->processes, target = counting->shape->search.graph.targets[edge];
    bool stores;
    uint32_t who = who_touches(counting->shape, vector, edge, counting->names, 1, true, &stores);
    const uint32_t *from = counting->counts + (size_t)state * processes;
    uint32_t *to = counting->counts + (size_t)target * processes;
    for (uint32_t i = 0; i < processes; i++) {
        uint32_t count = from[i] + (stores && i == who);
        if (!counting->reached[target])
            to[i] = count;
        else if (to[i] != count) {
            say_count(counting, i, "not equally often in every order");
            return false;
        }
    }
    counting->reached[target] = true;
    return true;
}

/* An end that all processes have come to: each child that was born has its number of stores. */
static bool check_end(counting_t *counting, const model_vector_t *vector, uint32_t state, int64_t each)
{
    const uint32_t *counts = counting->counts + (size_t)state * counting->processes;
    if (model_alive_count(counting->shape->model, vector) > 0)
        return true;
    counting->ends++;
    for (uint32_t who = 0; who < counting->processes; who++) {
        model_process_t process = model_process(counting->shape->model, vector, who);
        if (!process.born || !is_child(&process) || counts[who] == each)
            continue;
        char text[60];
        snprintf(text, sizeof text, "%" PRIu32 " times, not %" PRId64, counts[who], each);
        say_count(counting, who, text);
        return false;
    }
    return true;
}

/* States are numbered as they were found, so a state's first way to it comes from a smaller number. */
static bool count_stores(counting_t *counting, int64_t each)
{
    const graph_t *graph = &counting->shape->search.graph;
    model_vector_t vector;
    counting->reached[0] = true;
    for (uint32_t state = 0; state < graph->state_count; state++) {
        get_state(counting->shape, state, &vector);
        for (size_t edge = graph->starts[state]; edge < graph->starts[state + 1]; edge++) {
            if (!follow_edge(counting, &vector, state, edge))
                return false;
        }
        bool is_end = graph->starts[state] == graph->starts[state + 1];
        if (is_end && !check_end(counting, &vector, state, each))
            return false;
    }
    return true;
}

shape_answer_t shape_stores(shape_t *shape, const char *name, int64_t each, char *said, size_t said_size)
{
    uint32_t processes = model_process_count(shape->model), states = shape->search.graph.state_count;
    counting_t counting = {.shape = shape,
                           .names = {(char *)(uintptr_t)name},
                           .processes = processes,
                           .said = said,
                           .said_size = said_size};
    counting.counts = calloc((size_t)states * processes + 1, sizeof *counting.counts);
    counting.reached = calloc((size_t)states + 1, sizeof *counting.reached);
    shape_answer_t answer = SHAPE_UNDECIDED;
    if (counting.counts != NULL && counting.reached != NULL)
        answer = count_stores(&counting, each) ? SHAPE_YES : SHAPE_NO;
    free(counting.counts);
    free(counting.reached);
    if (answer == SHAPE_YES && counting.ends == 0 && shape->search.bound == NULL) {
        if (said != NULL)
            snprintf(said, said_size, "no order comes to an end");
        return SHAPE_NO;
    }
    return answer == SHAPE_YES && shape->search.bound != NULL ? SHAPE_UNDECIDED : answer;
}

/* ---- overlap ---- */

/* How far a way is on "first touches, second touches, first touches again", as bits: a state may be reached
 * in several of these. */
enum { PHASE_NONE = 1, PHASE_FIRST = 2, PHASE_SECOND = 4, PHASE_THIRD = 8 };

static uint8_t next_phases(uint8_t phases, bool by_first, bool by_second)
{
    uint8_t next = phases;
    if (by_first)
        next = (uint8_t)(next | (phases & PHASE_NONE ? PHASE_FIRST : 0) |
                         (phases & PHASE_SECOND ? PHASE_THIRD : 0));
    if (by_second)
        next = (uint8_t)(next | (phases & PHASE_FIRST ? PHASE_SECOND : 0));
    return next;
}

typedef struct touch {
    uint16_t who;
    bool touches;
} touch_t;

/* Spreads the phases along the edges until nothing is new. */
static bool find_overlap(const graph_t *graph, const touch_t *touches, uint8_t *phases, uint32_t first,
                         uint32_t second)
{
    memset(phases, 0, graph->state_count);
    phases[0] = PHASE_NONE;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t state = 0; state < graph->state_count; state++) {
            for (size_t edge = graph->starts[state]; phases[state] != 0 && edge < graph->starts[state + 1];
                 edge++) {
                bool touching = touches[edge].touches;
                uint8_t next = next_phases(phases[state], touching && touches[edge].who == first,
                                           touching && touches[edge].who == second);
                uint8_t *target = &phases[graph->targets[edge]];
                if (next & PHASE_THIRD)
                    return true;
                changed = changed || (next & ~*target) != 0;
                *target |= next;
            }
        }
    }
    return false;
}

static bool list_touches(shape_t *shape, char *const *names, uint32_t count, touch_t *touches)
{
    const graph_t *graph = &shape->search.graph;
    bool seen[SHAPE_PROCESSES] = {false};
    uint32_t children = 0;
    model_vector_t vector;
    for (uint32_t state = 0; state < graph->state_count; state++) {
        get_state(shape, state, &vector);
        for (size_t edge = graph->starts[state]; edge < graph->starts[state + 1]; edge++) {
            uint32_t who = who_touches(shape, &vector, edge, names, count, false, &touches[edge].touches);
            touches[edge].who = (uint16_t)who;
            if (touches[edge].touches && who != 0 && who < SHAPE_PROCESSES && !seen[who]) {
                seen[who] = true;
                children++;
            }
        }
    }
    return children >= 2;
}

shape_answer_t shape_overlap(shape_t *shape, char *const *names, uint32_t count)
{
    const graph_t *graph = &shape->search.graph;
    uint32_t processes = model_process_count(shape->model);
    touch_t *touches = calloc(graph->edge_count + 1, sizeof *touches);
    uint8_t *phases = calloc((size_t)graph->state_count + 1, 1);
    bool found = false;
    bool worked = touches != NULL && phases != NULL;
    if (worked && list_touches(shape, names, count, touches)) {
        for (uint32_t first = 1; first < processes && !found; first++) {
            for (uint32_t second = 1; second < processes && !found; second++)
                found = first != second && find_overlap(graph, touches, phases, first, second);
        }
    }
    free(touches);
    free(phases);
    if (found)
        return SHAPE_YES;
    return worked && shape->search.bound == NULL ? SHAPE_NO : SHAPE_UNDECIDED;
}

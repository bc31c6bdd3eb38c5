#include "lessons/explore/outcome.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "lessons/explore/names.h"
#include "lessons/run/words.h"

/* ---- what a state shows ---- */

static int exit_code_of(model_t *model, const model_vector_t *vector)
{
    model_process_t main_process = model_process(model, vector, 0);
    if (!main_process.ended) {
        return -1;
    }
    int status = (int)main_process.status;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static bool is_shown(const mp_create_t *create)
{
    return create->name[0] != '\0' && (create->kind == MP_VALUE || create->kind == MP_ARRAY);
}

/* "balance 98" a line, for EXPLORE_SEE_VALUES; malloc'ed. */
static char *show_values(model_t *model, const model_vector_t *vector)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    if (!file) {
        return NULL;
    }
    mp_create_t create;
    const char *glue = "";
    uint32_t ref, count = model_object_count(model);
    for (uint32_t i = 0; i < count; i++) {
        char name[NAMES_TEXT], value[256];
        if (model_object(model, vector, i, &ref, &create) && is_shown(&create) &&
            names_value(model, vector, ref, value, sizeof value)) {
            fprintf(file, "%s%s %s", glue, names_object(model, vector, ref, name, sizeof name), value);
            glue = "\n";
        }
    }
    if (fclose(file) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static char *show(outcomes_t *outcomes, const model_vector_t *vector)
{
    model_t *model = outcomes->search->model;
    return outcomes->search->options->see == EXPLORE_SEE_VALUES ? show_values(model, vector)
                                                                : model_show_output(model, vector);
}

/* ---- grouping ---- */

static explore_end_kind_t kind_of(model_t *model, const model_vector_t *vector, bool stopped, bool forever)
{
    bool alive = false, error = false;
    for (uint32_t who = 0; who < model_process_count(model); who++) {
        model_process_t process = model_process(model, vector, who);
        alive |= process.born && !process.ended;
        error |= process.error != NULL;
    }
    return stopped   ? EXPLORE_END_INVARIANT
           : forever ? EXPLORE_END_LIVELOCK
           : alive   ? EXPLORE_END_DEADLOCK
           : error   ? EXPLORE_END_EXCEPTION
                     : EXPLORE_END_NORMAL;
}

/* What makes two ends one outcome. */
static char *key_of(outcomes_t *outcomes, const model_vector_t *vector, explore_end_kind_t kind,
                    const char *shown)
{
    model_t *model = outcomes->search->model;
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    if (!file) {
        return NULL;
    }
    fprintf(file, "%d", (int)kind);
    bool waits = kind == EXPLORE_END_DEADLOCK || kind == EXPLORE_END_LIVELOCK;
    if (kind != EXPLORE_END_LIVELOCK && kind != EXPLORE_END_INVARIANT) {
        fprintf(file, "\n%d\n%s", exit_code_of(model, vector), shown);
    }
    for (uint32_t who = 0; who < model_process_count(model) && kind != EXPLORE_END_INVARIANT; who++) {
        model_process_t process = model_process(model, vector, who);
        if (waits && process.born && !process.ended) {
            fprintf(file, "\n%" PRIu32 " %" PRIu16 " %" PRIu32, who, process.op.kind,
                    kind == EXPLORE_END_LIVELOCK ? 0 : process.op.line);
        }
        if (process.error) {
            fprintf(file, "\n%" PRIu32 " %" PRIu32 " %s", who, process.error_line, process.error);
        }
    }
    if (fclose(file) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static bool add_group(outcomes_t *outcomes, explore_outcome_t group)
{
    if (outcomes->group_count == outcomes->group_room) {
        size_t room = outcomes->group_room ? outcomes->group_room * 2 : 16;
        explore_outcome_t *groups = realloc(outcomes->groups, room * sizeof *groups);
        if (!groups) {
            return false;
        }
        outcomes->groups = groups;
        outcomes->group_room = room;
    }
    outcomes->groups[outcomes->group_count++] = group;
    return true;
}

static bool add_end(outcomes_t *outcomes, uint32_t state, uint32_t group)
{
    if (outcomes->end_count == outcomes->end_room) {
        size_t room = outcomes->end_room ? outcomes->end_room * 2 : 256;
        outcome_end_t *ends = realloc(outcomes->ends, room * sizeof *ends);
        if (!ends) {
            return false;
        }
        outcomes->ends = ends;
        outcomes->end_room = room;
    }
    outcomes->ends[outcomes->end_count++] = (outcome_end_t){.state = state, .group = group};
    return true;
}

static bool collect_state(outcomes_t *outcomes, uint32_t state, bool stopped, bool forever)
{
    search_t *search = outcomes->search;
    model_vector_t vector;
    search_get(search, state, &vector);
    explore_end_kind_t kind = kind_of(search->model, &vector, stopped, forever);
    char *shown = show(outcomes, &vector);
    char *key = shown ? key_of(outcomes, &vector, kind, shown) : NULL;
    uint32_t group = 0;
    bool is_new = false, ok = key != NULL;
    if (ok) {
        group = intern_put(outcomes->keys, key, strlen(key), &is_new);
        ok = group != 0;
    }
    if (ok && is_new) {
        ok = add_group(outcomes, (explore_outcome_t){.kind = kind,
                                                     .show = report_text(outcomes->report, "%s", shown),
                                                     .exit_code = exit_code_of(search->model, &vector)});
    }
    free(key);
    free(shown);
    return ok && add_end(outcomes, state, group - 1);
}

bool outcomes_collect(outcomes_t *outcomes, search_t *search, report_t *report)
{
    *outcomes = (outcomes_t){.search = search, .report = report, .keys = intern_new()};
    uint32_t components;
    if (!outcomes->keys || (!search->bound && search->graph.goes_back &&
                            !graph_bottom_components(&search->graph, &outcomes->component, &components))) {
        outcomes_destroy(outcomes);
        return false;
    }
    const graph_t *graph = &search->graph;
    uint32_t next_stopped = 0;
    for (uint32_t state = 0; state < search->expanded; state++) {
        bool stopped = next_stopped < search->stopped_count && search->stopped[next_stopped] == state;
        next_stopped += stopped;
        bool forever = outcomes->component && outcomes->component[state];
        if ((graph->starts[state] == graph->starts[state + 1] || forever) &&
            !collect_state(outcomes, state, stopped, forever)) {
            outcomes_destroy(outcomes);
            return false;
        }
    }
    return true;
}

void outcomes_destroy(outcomes_t *outcomes)
{
    intern_free(outcomes->keys);
    free(outcomes->ends);
    free(outcomes->groups);
    free(outcomes->component);
    *outcomes = (outcomes_t){0};
}

size_t outcomes_group_of(const outcomes_t *outcomes, uint32_t state)
{
    const uint32_t *starts = outcomes->search->graph.starts;
    size_t low = 0, high = outcomes->end_count;
    if (starts[state] != starts[state + 1] && !outcomes->component) {
        return SIZE_MAX; /* it has moves, so it is no end */
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (outcomes->ends[middle].state < state) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < outcomes->end_count && outcomes->ends[low].state == state ? outcomes->ends[low].group
                                                                           : SIZE_MAX;
}

/* ---- describing ---- */

static void describe_values(model_t *model, report_t *report, const model_vector_t *vector,
                            explore_outcome_t *outcome)
{
    mp_create_t create;
    uint32_t ref, count = model_object_count(model);
    outcome->values = report_alloc(report, count * sizeof *outcome->values);
    outcome->value_count = 0;
    for (uint32_t i = 0; i < count && !report->failed; i++) {
        char name[NAMES_TEXT], value[1024];
        if (model_object(model, vector, i, &ref, &create) && is_shown(&create) &&
            names_value(model, vector, ref, value, sizeof value)) {
            outcome->values[outcome->value_count++] = (explore_value_t){
                .name = report_text(report, "%s", names_object(model, vector, ref, name, sizeof name)),
                .text = report_text(report, "%s", value),
            };
        }
    }
}

explore_waiting_t outcome_waiting(model_t *model, report_t *report, const model_vector_t *vector,
                                  const model_process_t *process, outcome_since_fn *since, void *context)
{
    char path[NAMES_TEXT], object[NAMES_TEXT] = "", on[160];
    mp_reason_t reason = {.holder = MP_WHO_MAX};
    bool loaded = model_load_all(model, vector);
    if (loaded && mp_enabled(model_memory(model), &process->op, process->who) == MP_READY) {
        return (explore_waiting_t){
            .process = report_text(report, "%s", names_process(model, process->who, path, sizeof path)),
            .line = process->op.line,
            .on = "",
            .goes_on = true};
    }
    if (loaded) {
        mp_why(model_memory(model), &process->op, process->who, &reason);
    }
    uint32_t about = reason.object ? reason.object : process->op.object;
    if (process->op.kind == MP_OP_JOIN) {
        names_process_of(model, vector, about, object, sizeof object);
    } else if (about) {
        names_object(model, vector, about, object, sizeof object);
    }
    explore_waiting_t waiting = {
        .process = report_text(report, "%s", names_process(model, process->who, path, sizeof path)),
        .line = process->op.line,
        .on = report_text(report, "%s", words_waits_for(&process->op, object, NULL, on, sizeof on)),
        .holder_ended = reason.why == MP_WHY_HELD_BY_DEAD,
    };
    bool held = reason.holder < MP_WHO_MAX && process->op.kind != MP_OP_JOIN;
    if (held || waiting.holder_ended) {
        uint32_t who = held ? reason.holder : MP_WHO_MAX;
        waiting.held_since = since ? since(context, &who, about) : 0;
        waiting.held_by = who < MP_WHO_MAX
                              ? report_text(report, "%s", names_process(model, who, path, sizeof path))
                              : "a process that has ended";
    }
    return waiting;
}

void outcome_describe(model_t *model, report_t *report, const model_vector_t *vector, outcome_since_fn *since,
                      void *context, explore_outcome_t *outcome)
{
    uint32_t processes = model_process_count(model);
    describe_values(model, report, vector, outcome);
    outcome->waiting = report_alloc(report, processes * sizeof *outcome->waiting);
    outcome->errors = report_alloc(report, processes * sizeof *outcome->errors);
    outcome->waiting_count = outcome->error_count = 0;
    bool waits = outcome->kind == EXPLORE_END_DEADLOCK || outcome->kind == EXPLORE_END_LIVELOCK;
    for (uint32_t who = 0; who < processes && !report->failed; who++) {
        model_process_t process = model_process(model, vector, who);
        if (process.error) {
            char path[NAMES_TEXT];
            outcome->errors[outcome->error_count++] = (explore_error_t){
                .process = report_text(report, "%s", names_process(model, who, path, sizeof path)),
                .line = process.error_line,
                .message = report_text(report, "%s", process.error),
            };
        }
        if (waits && process.born && !process.ended) {
            outcome->waiting[outcome->waiting_count++] =
                outcome_waiting(model, report, vector, &process, since, context);
        }
    }
}

/* ---- sorting ---- */

/* Text order, but runs of digits (with a sign before them) by their number. */
static int compare_naturally(const char *a, const char *b)
{
    while (*a && *b) {
        bool number_a = isdigit((unsigned char)*a) || (*a == '-' && isdigit((unsigned char)a[1]));
        bool number_b = isdigit((unsigned char)*b) || (*b == '-' && isdigit((unsigned char)b[1]));
        if (number_a && number_b) {
            char *end_a, *end_b;
            double left = strtod(a, &end_a), right = strtod(b, &end_b);
            if (left != right) {
                return left < right ? -1 : 1;
            }
            a = end_a;
            b = end_b;
        } else if (*a != *b) {
            return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        } else {
            a++;
            b++;
        }
    }
    return (*a != '\0') - (*b != '\0');
}

static int compare_outcomes(const void *a, const void *b)
{
    const explore_outcome_t *left = a, *right = b;
    if (left->kind != right->kind) {
        return left->kind < right->kind ? -1 : 1;
    }
    int order = compare_naturally(left->show, right->show);
    if (order == 0) {
        order = (left->exit_code > right->exit_code) - (left->exit_code < right->exit_code);
    }
    return order ? order : (left->switches > right->switches) - (left->switches < right->switches);
}

void outcomes_sort(explore_outcome_t *outcomes, size_t count)
{
    if (count > 1) {
        qsort(outcomes, count, sizeof *outcomes, compare_outcomes);
    }
}

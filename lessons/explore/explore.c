#include "lessons/explore/explore.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/explore/explain.h"
#include "lessons/explore/names.h"
#include "lessons/explore/outcome.h"
#include "lessons/explore/report.h"
#include "lessons/explore/search.h"
#include "lessons/explore/starving.h"
#include "lessons/explore/witness.h"
#include "lessons/run/condition.h"
#include "lessons/run/slot_text.h"

/* Everything that one search holds. */
typedef struct run {
    const char *text, *file;
    size_t size;
    const explore_options_t *options;
    program_t *program;
    condition_t *invariant;
    bool *name_met; /* by name of the invariant: whether a shared thing of that name ever existed */
    model_t *model;
    search_t search;
    report_t *report;
    outcomes_t outcomes;
    starving_t starving;
    const model_vector_t *looked_at;
} run_t;

static void run_destroy(run_t *run)
{
    starving_destroy(&run->starving);
    outcomes_destroy(&run->outcomes);
    search_destroy(&run->search);
    model_free(run->model);
    program_free(run->program);
    condition_free(run->invariant);
    free(run->name_met);
}

/* ---- the invariant ---- */

static bool look_up(void *context, const char *name, int64_t index, condition_number_t *number)
{
    run_t *run = context;
    uint32_t ref, count = model_object_count(run->model);
    mp_create_t create;
    for (uint32_t i = 0; i < count; i++) {
        bool exists = model_object(run->model, run->looked_at, i, &ref, &create);
        if (!exists || strcmp(create.name, name) != 0 ||
            (create.kind != MP_VALUE && create.kind != MP_ARRAY)) {
            continue;
        }
        for (size_t n = 0; condition_name(run->invariant, n); n++) {
            run->name_met[n] |= strcmp(condition_name(run->invariant, n), name) == 0;
        }
        if (!model_load_object(run->model, run->looked_at, ref)) {
            return false;
        }
        const mp_object_t *object = mp_object(model_memory(run->model), ref);
        const mp_value_state_t *value = (const mp_value_state_t *)(const void *)object;
        int64_t slot = index < 0 ? 0 : index;
        if (slot >= object->count || (index < 0) != (create.kind == MP_VALUE)) {
            return false;
        }
        *number = slot_number(object->type, value->slots[slot]);
        return true;
    }
    return false;
}

static bool breaks_invariant(void *context, const model_vector_t *vector)
{
    run_t *run = context;
    run->looked_at = vector;
    return condition_holds(run->invariant, look_up, run) == CONDITION_FALSE;
}

static bool is_name_character(char c)
{
    return c == '_' || (unsigned char)c >= 0x80 || isalnum((unsigned char)c);
}

/* Shared things have names that the program gives them: one that does not stand in its text is none. */
static bool stands_in_text(const run_t *run, const char *name)
{
    size_t length = strlen(name);
    const char *end = run->text + run->size;
    for (const char *at = run->text; (at = memmem(at, (size_t)(end - at), name, length)) != NULL; at++) {
        if ((at == run->text || !is_name_character(at[-1])) &&
            (at + length == end || !is_name_character(at[length]))) {
            return true;
        }
    }
    return false;
}

static explore_status_t refuse_name(const run_t *run, const char *name, char *message, size_t message_size)
{
    snprintf(message, message_size, "invariant '%.100s': no Value or Array is called '%.60s'",
             run->options->invariant, name);
    return EXPLORE_BAD_INVARIANT;
}

static explore_status_t prepare_invariant(run_t *run, char *message, size_t message_size)
{
    if (!run->options->invariant) {
        return EXPLORE_OK;
    }
    char why[256];
    run->invariant = condition_parse(run->options->invariant, why, sizeof why);
    if (!run->invariant) {
        snprintf(message, message_size, "invariant '%.100s': %s", run->options->invariant, why);
        return EXPLORE_BAD_INVARIANT;
    }
    size_t names = 0;
    for (const char *name; (name = condition_name(run->invariant, names)) != NULL; names++) {
        if (!stands_in_text(run, name)) {
            return refuse_name(run, name, message, message_size);
        }
    }
    if (names == 0) {
        snprintf(message, message_size, "invariant '%.100s': it names nothing shared",
                 run->options->invariant);
        return EXPLORE_BAD_INVARIANT;
    }
    run->name_met = calloc(names, sizeof *run->name_met);
    return run->name_met ? EXPLORE_OK : EXPLORE_OUT_OF_MEMORY;
}

static explore_status_t check_invariant_names(const run_t *run, char *message, size_t message_size)
{
    for (size_t i = 0; run->invariant && condition_name(run->invariant, i); i++) {
        if (!run->name_met[i] && !run->search.bound) {
            return refuse_name(run, condition_name(run->invariant, i), message, message_size);
        }
    }
    return EXPLORE_OK;
}

/* ---- compiling ---- */

static explore_status_t compile(run_t *run, char *message, size_t message_size)
{
    diagnostics_t found;
    diagnostics_init(&found, run->file);
    run->program = program_compile(run->file, run->text, run->size, &found);
    if (!run->program) {
        if (found.count > 0) {
            snprintf(message, message_size, "%s:%" PRIu32 ":%" PRIu32 ": %s: %s", run->file,
                     found.items[0].place.line, found.items[0].place.column,
                     diagnostic_kind_text(found.items[0].kind), found.items[0].message);
        } else {
            snprintf(message, message_size, "%s: out of memory", run->file);
        }
    }
    diagnostics_destroy(&found);
    return run->program ? EXPLORE_OK : EXPLORE_BAD_PROGRAM;
}

/* ---- after the search ---- */

static size_t group_of(void *context, uint32_t state)
{
    const run_t *run = context;
    return outcomes_group_of(&run->outcomes, state);
}

static uint16_t process_of(void *context, uint16_t move)
{
    const run_t *run = context;
    return (uint16_t)model_describe_move(run->model, move).who;
}

static uint32_t held_since(void *context, uint32_t *who, uint32_t object)
{
    const witness_t *witness = context;
    for (size_t i = witness->count; i-- > 0;) {
        const witness_step_t *step = &witness->steps[i];
        bool takes = !step->time && step->op.kind == MP_OP_ACQUIRE && step->op.object == object &&
                     step->result.status == MP_OK && !step->again;
        if (takes && (*who == MP_WHO_MAX || step->who == *who)) {
            *who = step->who;
            return step->number;
        }
    }
    return 0;
}

static bool tell_witness(run_t *run, const graph_path_t *path, explore_outcome_t *outcome)
{
    witness_t witness;
    bool ok = witness_tell(&witness, run->model, run->report, path->moves, path->count);
    if (ok) {
        outcome->switches = path->switches;
        witness_fill(&witness, run->file, run->text, run->size, run->options->seed, outcome);
        outcome_describe(run->model, run->report, &witness.end, held_since, &witness, outcome);
        explain_program_t program = {.text = run->text,
                                     .see = run->options->see,
                                     .size = run->size,
                                     .only_end = run->outcomes.group_count == 1 && !run->search.bound,
                                     .may_turn = run->search.graph.goes_back};
        explain_outcome(&witness, &program, outcome);
    }
    witness_destroy(&witness);
    return ok;
}

/* What is worked out on the graph: the shortest way to each group, and the number of all ways. */
typedef struct ways {
    run_t *run;
    size_t groups;
    graph_path_t *paths;
    char **orders, *all;
    bool found, counted;
} ways_t;

static void find_shortest(void *context)
{
    ways_t *ways = context;
    ways->found =
        graph_shortest(&ways->run->search.graph, process_of, group_of, ways->run, ways->groups, ways->paths);
}

static void count_orders(void *context)
{
    ways_t *ways = context;
    ways->counted =
        ways->run->search.bound || graph_count_orders(&ways->run->search.graph, group_of, ways->run,
                                                      ways->groups, ways->orders, &ways->all);
}

static void fill_orders(const ways_t *ways)
{
    run_t *run = ways->run;
    explore_report_t *report = &run->report->report;
    for (size_t i = 0; i < ways->groups; i++) {
        run->outcomes.groups[i].orders = report_take(run->report, ways->orders[i]);
    }
    report->all_orders = report_take(run->report, ways->all);
    report->counting =
        run->search.bound
            ? "orders are counted only in a search that is exhausted"
            : "orders of the steps that others can notice; starts, joins, sleeps and ends that nobody can "
              "tell apart are taken at once";
}

static bool fill_witnesses(const ways_t *ways)
{
    bool ok = ways->found;
    for (size_t i = 0; ok && i < ways->groups; i++) {
        ok =
            !ways->paths[i].moves || tell_witness(ways->run, &ways->paths[i], &ways->run->outcomes.groups[i]);
    }
    return ok;
}

static bool work_out_ways(run_t *run)
{
    size_t groups = run->outcomes.group_count;
    ways_t ways = {.run = run, .groups = groups};
    ways.paths = calloc(groups + 1, sizeof *ways.paths);
    ways.orders = calloc(groups + 1, sizeof *ways.orders);
    bool ok = ways.paths && ways.orders;
    if (ok) {
        helper_do_both(run->search.helper, count_orders, &ways, find_shortest, &ways);
        fill_orders(&ways);
        ok = ways.counted && fill_witnesses(&ways);
    }
    for (size_t i = 0; ways.paths && i < groups; i++) {
        free(ways.paths[i].moves);
    }
    free(ways.paths);
    free(ways.orders);
    return ok;
}

/* ---- who can wait for ever ---- */

static size_t starving_group(void *context, uint32_t state)
{
    const run_t *run = context;
    return starving_group_of(&run->starving, state);
}

/* Who waits, or, where nobody does, who goes on. */
static void list_starving(run_t *run, witness_t *witness, const starving_place_t *place,
                          explore_outcome_t *outcome)
{
    uint32_t count = model_process_count(run->model);
    char path[NAMES_TEXT];
    outcome->waiting = report_alloc(run->report, count * sizeof *outcome->waiting);
    for (uint32_t who = 0; who < count && !run->report->failed; who++) {
        model_process_t process = model_process(run->model, &witness->end, who);
        explore_waiting_t *waiting = &outcome->waiting[outcome->waiting_count];
        if (place->who == who) {
            *waiting = outcome_waiting(run->model, run->report, &witness->end, &process, held_since, witness);
            outcome->waiting_count++;
        } else if (place->who == MP_WHO_MAX && process.born && !process.ended &&
                   process.op.kind != MP_OP_JOIN) {
            const char *name = names_process(run->model, who, path, sizeof path);
            *waiting = (explore_waiting_t){.process = report_text(run->report, "%s", name),
                                           .line = process.op.line,
                                           .on = "",
                                           .goes_on = true};
            outcome->waiting_count++;
        }
    }
}

static bool tell_starving(run_t *run, const graph_path_t *path, const starving_place_t *place,
                          explore_outcome_t *outcome)
{
    witness_t witness;
    bool ok = witness_tell(&witness, run->model, run->report, path->moves, path->count);
    if (ok) {
        *outcome = (explore_outcome_t){
            .kind = EXPLORE_END_LIVELOCK, .show = "", .exit_code = -1, .switches = path->switches};
        witness_fill(&witness, run->file, run->text, run->size, run->options->seed, outcome);
        list_starving(run, &witness, place, outcome);
        explain_starving(&witness, place->round, place->could_go, outcome);
    }
    witness_destroy(&witness);
    return ok;
}

static bool tell_all_starving(run_t *run)
{
    size_t count = run->starving.count;
    explore_report_t *report = &run->report->report;
    if (count == 0) {
        return true;
    }
    graph_path_t *paths = calloc(count, sizeof *paths);
    report->starving = report_alloc(run->report, count * sizeof *report->starving);
    bool ok = paths && !run->report->failed &&
              graph_shortest(&run->search.graph, process_of, starving_group, run, count, paths);
    for (size_t i = 0; ok && i < count; i++) {
        const starving_place_t *place = &run->starving.places[i];
        size_t first = starving_group_of(&run->starving, place->state); /* another may wait there too */
        ok = tell_starving(run, &paths[first], place, &report->starving[report->starving_count++]);
    }
    for (size_t i = 0; paths && i < count; i++) {
        free(paths[i].moves);
    }
    free(paths);
    return ok;
}

static void judge(const run_t *run)
{
    bool seen_one = false;
    for (size_t i = 0; i < run->outcomes.group_count; i++) {
        explore_outcome_t *outcome = &run->outcomes.groups[i];
        outcome->wrong = outcome->kind != EXPLORE_END_NORMAL ||
                         (run->options->expect && strcmp(outcome->show, run->options->expect) != 0) ||
                         (run->options->one_end && seen_one);
        seen_one |= outcome->kind == EXPLORE_END_NORMAL;
    }
}

static void list_assumptions(const run_t *run)
{
    report_t *report = run->report;
    model_assumptions_t assumed = model_assumptions(run->model);
    explore_report_t *out = &report->report;
    out->assumed = report_alloc(report, 6 * sizeof *out->assumed);
    if (assumed.entropy) {
        out->assumed[out->assumed_count++] = (char *)(uintptr_t)report_text(
            report, "random without a seed: seed %" PRIu64 " was given", run->options->seed);
    }
    if (assumed.clock) {
        out->assumed[out->assumed_count++] =
            (char *)(uintptr_t)(run->options->timing == EXPLORE_TIMING_IDEAL
                                    ? "clocks show the time slept; computing takes no time"
                                    : "a process's clock shows what it has slept itself, and a millisecond "
                                      "for each look at it");
    }
    if (assumed.sleeps) {
        out->assumed[out->assumed_count++] =
            (char *)(uintptr_t)(run->options->timing == EXPLORE_TIMING_IDEAL
                                    ? "sleeps take exactly what they say"
                                    : "a sleep may take any time, a time-out may be over at any moment");
    }
    out->sleeps = assumed.sleeps;
}

static explore_status_t finish(run_t *run)
{
    explore_report_t *report = &run->report->report;
    report->memory_bytes = search_memory_bytes(&run->search);
    if (!outcomes_collect(&run->outcomes, &run->search, run->report) ||
        !starving_collect(&run->starving, &run->outcomes)) {
        return EXPLORE_OUT_OF_MEMORY;
    }
    report->states = store_count(run->search.store);
    report->transitions = run->search.transitions;
    report->processes = model_process_count(run->model);
    report->bound = run->search.bound ? report_text(run->report, "%s", run->search.bound) : NULL;
    report->exhausted = !run->search.bound;
    search_forget_states(&run->search); /* what comes needs only the graph */
    if (!work_out_ways(run) || !tell_all_starving(run)) {
        return EXPLORE_OUT_OF_MEMORY;
    }
    outcomes_sort(run->outcomes.groups, run->outcomes.group_count);
    judge(run);
    report->outcomes = report_alloc(run->report, run->outcomes.group_count * sizeof *report->outcomes);
    if (!run->report->failed && run->outcomes.group_count > 0) {
        memcpy(report->outcomes, run->outcomes.groups, run->outcomes.group_count * sizeof *report->outcomes);
        report->outcome_count = run->outcomes.group_count;
    }
    list_assumptions(run);
    report->elapsed_s = search_elapsed_s(&run->search);
    return run->report->failed ? EXPLORE_OUT_OF_MEMORY : EXPLORE_OK;
}

static explore_status_t run_all(run_t *run, char *message, size_t message_size)
{
    explore_status_t status = compile(run, message, message_size);
    if (status == EXPLORE_OK) {
        status = prepare_invariant(run, message, message_size);
    }
    if (status != EXPLORE_OK) {
        return status;
    }
    run->model = model_new(run->program, run->options, message, message_size);
    if (!run->model) {
        return EXPLORE_OUT_OF_MEMORY;
    }
    if (!search_init(&run->search, run->model, run->options)) {
        return EXPLORE_OUT_OF_MEMORY;
    }
    if (run->invariant) {
        run->search.stops_at = breaks_invariant;
        run->search.stops_context = run;
    }
    if (!search_run(&run->search)) {
        const char *why = model_failure(run->model);
        snprintf(message, message_size, "%s: %s", run->file, why ? why : "out of memory");
        return EXPLORE_OUT_OF_MEMORY;
    }
    status = check_invariant_names(run, message, message_size);
    return status == EXPLORE_OK ? finish(run) : status;
}

explore_status_t explore_run(const char *text, size_t size, const char *file,
                             const explore_options_t *options, explore_report_t **report, char *message,
                             size_t message_size)
{
    run_t run = {.text = text, .file = file, .size = size, .options = options};
    *report = NULL;
    snprintf(message, message_size, "out of memory");
    run.report = report_new();
    if (!run.report) {
        return EXPLORE_OUT_OF_MEMORY;
    }
    explore_status_t status = run_all(&run, message, message_size);
    run_destroy(&run);
    if (status == EXPLORE_OK) {
        *report = &run.report->report;
    } else {
        explore_report_free(&run.report->report);
    }
    return status;
}

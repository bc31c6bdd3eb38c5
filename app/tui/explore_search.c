#include "app/tui/explore_inner.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/load/claims.h"
#include "lessons/load/knobs.h"

explore_state_t *explore_state(const app_t *app)
{
    return app->states[VIEW_EXPLORE];
}

const explore_outcome_t *explore_chosen(const explore_state_t *state)
{
    return state->report && state->at < state->report->outcome_count ? &state->report->outcomes[state->at]
                                                                     : NULL;
}

/* ---- words ---- */

static const char *kind_words(const explore_outcome_t *outcome)
{
    switch (outcome->kind) {
    case EXPLORE_END_DEADLOCK:
        return "deadlock";
    case EXPLORE_END_INVARIANT:
        return "invariant broken";
    case EXPLORE_END_LIVELOCK:
        return "goes on for ever";
    case EXPLORE_END_EXCEPTION:
        return outcome->error_count ? outcome->errors[0].message : "exception";
    case EXPLORE_END_NORMAL:
        break;
    }
    return "";
}

void explore_label(const explore_outcome_t *outcome, char *text, size_t size)
{
    const char *words = kind_words(outcome);
    size_t at = (size_t)snprintf(text, size, "%s", words);
    const char *show = outcome->show ? outcome->show : "";
    at = at < size ? at : size - 1;
    if (words[0] && show[0]) {
        at += (size_t)snprintf(text + at, size - at, ", ");
    }
    for (; *show && at + 4 < size; show++) {
        if (*show != '\n') {
            text[at++] = *show;
        } else if (show[1]) {
            at += (size_t)snprintf(text + at, size - at, " / ");
        }
    }
    text[at < size ? at : size - 1] = '\0';
    if (text[0] == '\0') {
        snprintf(text, size, "(no output)");
    }
}

const char *explore_verdict(const explore_state_t *state, const explore_outcome_t *outcome)
{
    return outcome->wrong ? "wrong" : state->judged ? "right" : "";
}

char *explore_commas(uint64_t number, char text[32])
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%" PRIu64, number), at = 0;
    for (int i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0) {
            text[at++] = ',';
        }
        text[at++] = digits[i];
    }
    text[at] = '\0';
    return text;
}

bool explore_orders(const explore_report_t *report, bool wrong, uint64_t *orders)
{
    *orders = 0;
    for (size_t i = 0; i < report->outcome_count; i++) {
        const explore_outcome_t *outcome = &report->outcomes[i];
        if (!outcome->orders || strlen(outcome->orders) > 17) {
            return false;
        }
        *orders += outcome->wrong == wrong ? strtoull(outcome->orders, NULL, 10) : 0;
    }
    return true;
}

/* ---- what is searched ---- */

static char *text_to_search(const app_t *app)
{
    if (!app_is_program(app) && !app->text_override && app_knobs_as_stated(app)) {
        return knobs_search(app->lesson, app_variant(app));
    }
    return app_program_text(app, false);
}

static void keep_before(explore_state_t *state)
{
    char *text = NULL;
    size_t size;
    FILE *out = state->report ? open_memstream(&text, &size) : NULL;
    if (!out) {
        return;
    }
    for (size_t i = 0; i < state->report->outcome_count; i++) {
        char label[200];
        explore_label(&state->report->outcomes[i], label, sizeof label);
        fprintf(out, "%s\n", label);
    }
    if (fclose(out) == 0) {
        free(state->before);
        state->before = text;
        memcpy(state->before_name, state->now_name, sizeof state->before_name);
    }
}

/* A search of what stands on the screen; NULL: not enough memory. */
static explore_task_t *search(const app_t *app, const explore_state_t *state, explore_timing_t timing)
{
    explore_options_t options;
    char *name = app_program_name(app);
    explore_options_init(&options);
    if (app_variant(app)->search.bound) {
        options.max_states = app_variant(app)->search.bound;
    }
    options.see = state->see;
    options.timing = timing;
    options.invariant = state->invariant[0] ? state->invariant : NULL;
    explore_task_t *task =
        state->text && name ? explore_task_start(state->text, name, &options, app->wake_fd) : NULL;
    free(name);
    return task;
}

void explore_end_tasks(explore_state_t *state)
{
    explore_task_free(state->task);
    explore_task_free(state->other_task);
    state->task = state->other_task = NULL;
}

static void start(app_t *app)
{
    explore_state_t *state = explore_state(app);
    keep_before(state);
    explore_end_tasks(state);
    explore_report_free(state->report);
    state->report = NULL;
    state->other_orders[0] = '\0';
    state->result_said = false;
    state->message[0] = '\0';
    state->at = state->top = 0;
    state->stopped = state->not_searched = false;
    snprintf(state->now_name, sizeof state->now_name, "%s%s", app_variant(app)->title,
             state->with_lock ? ", with a lock" : "");
    state->task = search(app, state, state->timing);
    if (!state->task) {
        snprintf(state->message, sizeof state->message, "There is not enough memory to search.");
    }
    app->dirty = true;
}

void explore_begin(app_t *app)
{
    explore_state_t *state = explore_state(app);
    free(state->text);
    state->text = text_to_search(app);
    state->with_lock = false;
    start(app);
}

void explore_begin_with(app_t *app, char *text, const char *words)
{
    explore_state_t *state = explore_state(app);
    free(state->text);
    state->text = text;
    state->with_lock = true;
    snprintf(state->lock_words, sizeof state->lock_words, "%s", words);
    start(app);
}

/* ---- when it is over ---- */

static const char *sleeps_words(const explore_state_t *state)
{
    if (!state->report->sleeps) {
        return "no sleeps";
    }
    if (state->other_orders[0]) {
        return state->other_orders;
    }
    return state->timing == EXPLORE_TIMING_IDEAL ? "sleeps exact (T)" : "a sleep may take any time (T)";
}

static void say_result(app_t *app, explore_state_t *state)
{
    char states[32], steps[32];
    const explore_report_t *report = state->report;
    const explore_what_if_t *what_if =
        state->with_lock && state->what_if_count ? &state->what_ifs[state->what_if_count - 1] : NULL;
    state->result_said = true;
    if (what_if) {
        app_say(app, "With a lock around %s: %s. Esc goes back to the program as it is.", what_if->words,
                what_if->result);
        return;
    }
    app_say(app, "%s states · %s steps · %s%s in %.2f s · %s%s%s", explore_commas(report->states, states),
            explore_commas(report->transitions, steps),
            report->exhausted ? "everything searched" : "NOT everything was searched: ",
            report->exhausted ? ""
            : report->bound   ? report->bound
                              : "stopped",
            report->elapsed_s, sleeps_words(state), report->assumed_count ? " · assumed: " : "",
            report->assumed_count ? report->assumed[0] : "");
}

/* "6 orders", "1 order", "endlessly many orders" */
static void orders_words(const explore_report_t *report, char *text, size_t size)
{
    const char *orders = report->all_orders ? report->all_orders : "endlessly many";
    bool many = strlen(orders) > 12 && report->all_orders;
    snprintf(text, size, "%s%.14s order%s", report->exhausted ? "" : "at least ", many ? "very many" : orders,
             strcmp(orders, "1") == 0 ? "" : "s");
}

/* The other half of what sleeps mean; on the screen if the result still is. */
static void take_other(app_t *app, explore_state_t *state)
{
    char message[200], mine[40], other[40];
    explore_report_t *report = explore_task_take(state->other_task, message, sizeof message);
    explore_task_free(state->other_task);
    state->other_task = NULL;
    if (!report || !state->report) {
        explore_report_free(report);
        return;
    }
    bool exact = state->timing == EXPLORE_TIMING_IDEAL;
    orders_words(state->report, mine, sizeof mine);
    orders_words(report, other, sizeof other);
    snprintf(state->other_orders, sizeof state->other_orders, "sleeps exact: %.28s; may be late: %.28s (T)",
             exact ? mine : other, exact ? other : mine);
    explore_report_free(report);
    if (state->result_said && app->view == VIEW_EXPLORE && !app->sentence_is_refusal) {
        say_result(app, state);
    }
}

static void judge(const app_t *app, explore_state_t *state)
{
    const lesson_variant_t *variant = app_variant(app);
    explore_options_t stated;
    explore_options_init(&stated);
    claims_options(variant, &stated);
    bool same_question = stated.see == state->see && stated.timing == state->timing && !state->invariant[0];
    state->judged = variant->ends.list_count > 0 && same_question;
    if (!state->judged) {
        return;
    }
    if (state->with_lock || !app_knobs_as_stated(app)) {
        /* Other numbers, other ends: only what is known to be good or bad can be told. */
        for (size_t i = 0; i < state->report->outcome_count; i++) {
            explore_outcome_t *outcome = &state->report->outcomes[i];
            const lesson_end_t *end = claims_end_of(variant, outcome);
            outcome->wrong = end ? !end->good : outcome->wrong || state->with_lock;
        }
        state->judged = state->with_lock;
        return;
    }
    claims_judge(variant, state->report);
}

static void choose_first_wrong(explore_state_t *state)
{
    for (size_t i = 0; i < state->report->outcome_count; i++) {
        if (state->report->outcomes[i].wrong) {
            state->at = i;
            return;
        }
    }
}

static void take_report(app_t *app, explore_state_t *state)
{
    state->report = explore_task_take(state->task, state->message, sizeof state->message);
    explore_task_free(state->task);
    state->task = NULL;
    if (!state->report) {
        app_refuse(app, "%s", state->message[0] ? state->message : "The search came to nothing.");
        return;
    }
    judge(app, state);
    choose_first_wrong(state);
    if (state->with_lock) {
        explore_note_what_if(state);
    }
    say_result(app, state);
    if (state->report->sleeps && !state->stopped) {
        state->other_task = search(
            app, state, state->timing == EXPLORE_TIMING_IDEAL ? EXPLORE_TIMING_ANY : EXPLORE_TIMING_IDEAL);
    }
}

static void take_lesson_question(const app_t *app, explore_state_t *state)
{
    explore_options_t stated;
    explore_options_init(&stated);
    claims_options(app_variant(app), &stated);
    state->see = stated.see;
    state->timing = stated.timing;
}

bool explore_carry_on(app_t *app)
{
    explore_state_t *state = explore_state(app);
    if (state->task && explore_task_is_done(state->task)) {
        take_report(app, state);
        return true;
    }
    if (state->other_task && explore_task_is_done(state->other_task)) {
        take_other(app, state);
        return true;
    }
    char *program = app_program_text(app, false);
    if (!program || (state->program && strcmp(program, state->program) == 0)) {
        free(program);
        return state->task != NULL;
    }
    if (app->text_override && state->text && strcmp(program, state->text) == 0) {
        free(state->program); /* the reader stepped through a what-if: it is what was searched */
        state->program = program;
        return true;
    }
    free(state->program);
    state->program = program;
    state->trials = false;
    take_lesson_question(app, state);
    if (app_variant(app)->search.mode == SEARCH_NONE && !app_is_program(app)) {
        explore_end_tasks(state);
        explore_report_free(state->report);
        state->report = NULL;
        state->not_searched = true;
        return true;
    }
    explore_begin(app);
    return true;
}

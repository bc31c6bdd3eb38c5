#include "app/cli/explore_print.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BAR_WIDTH = 24, WITNESSES_SHOWN = 3 };

const char *explore_kind_name(explore_end_kind_t kind)
{
    static const char *const names[] = {
        [EXPLORE_END_NORMAL] = "end",          [EXPLORE_END_DEADLOCK] = "deadlock",
        [EXPLORE_END_EXCEPTION] = "exception", [EXPLORE_END_INVARIANT] = "invariant",
        [EXPLORE_END_LIVELOCK] = "livelock",
    };
    return names[kind];
}

/* ---- progress ---- */

static void show_progress(void *context, const explore_progress_t *progress)
{
    (void)context;
    double rate = progress->elapsed_s > 0 ? (double)progress->states / progress->elapsed_s : 0;
    fprintf(stderr, "\r%" PRIu64 " states, %.0f a second, %" PRIu64 " to go on from, %zu MB\033[K",
            progress->states, rate, progress->frontier, progress->memory_bytes >> 20);
}

void explore_print_progress_start(explore_options_t *options, bool quiet)
{
    if (!quiet && isatty(STDERR_FILENO)) {
        options->progress = show_progress;
    }
}

void explore_print_progress_end(const explore_options_t *options)
{
    if (options->progress) {
        fputs("\r\033[K", stderr);
    }
}

/* ---- text ---- */

static bool use_colour(void)
{
    const char *none = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && !(none && *none);
}

static void print_heading(const explore_report_t *report)
{
    size_t wrong = 0;
    for (size_t i = 0; i < report->outcome_count; i++) {
        wrong += report->outcomes[i].wrong;
    }
    printf("%zu %s%s", report->outcome_count, report->outcome_count == 1 ? "end" : "ends",
           report->exhausted ? "" : " so far");
    if (wrong > 0) {
        printf(", %zu wrong", wrong);
    }
    if (report->all_orders) {
        printf("; %s order%s", report->all_orders, strcmp(report->all_orders, "1") == 0 ? "" : "s");
    }
    putchar('\n');
}

static void print_title(const explore_outcome_t *outcome)
{
    switch (outcome->kind) {
    case EXPLORE_END_DEADLOCK:
        fputs("deadlock", stdout);
        break;
    case EXPLORE_END_LIVELOCK:
        fputs("goes on for ever", stdout);
        break;
    case EXPLORE_END_INVARIANT:
        fputs("the invariant is broken", stdout);
        break;
    default:
        break;
    }
    if (outcome->show[0]) {
        bool named = outcome->kind != EXPLORE_END_NORMAL && outcome->kind != EXPLORE_END_EXCEPTION;
        fputs(named ? " after: " : "", stdout);
        for (const char *at = outcome->show; *at; at++) {
            fputs(*at == '\n' ? " | " : (char[]){*at, '\0'}, stdout);
        }
    } else if (outcome->kind == EXPLORE_END_NORMAL) {
        fputs("(nothing printed)", stdout);
    }
    if (outcome->exit_code > 0) {
        printf("  [exit code %d]", outcome->exit_code);
    }
}

static void print_bar(const explore_outcome_t *outcome, double largest, bool colour)
{
    double orders = outcome->orders ? strtod(outcome->orders, NULL) : 0;
    int length = largest > 0 ? (int)(orders / largest * BAR_WIDTH + 0.5) : 0;
    length = orders > 0 && length == 0 ? 1 : length;
    fputs(colour ? (outcome->wrong ? "\033[33m" : "\033[32m") : "", stdout);
    for (int i = 0; i < BAR_WIDTH; i++) {
        fputs(i < length ? (outcome->wrong ? "▒" : "█") : " ", stdout);
    }
    fputs(colour ? "\033[0m" : "", stdout);
}

static void print_outcomes(const explore_report_t *report)
{
    double largest = 0;
    bool colour = use_colour();
    for (size_t i = 0; i < report->outcome_count; i++) {
        double orders = report->outcomes[i].orders ? strtod(report->outcomes[i].orders, NULL) : 0;
        largest = orders > largest ? orders : largest;
    }
    for (size_t i = 0; i < report->outcome_count; i++) {
        const explore_outcome_t *outcome = &report->outcomes[i];
        fputs("  ", stdout);
        print_bar(outcome, largest, colour);
        printf(" %10s  %-5s  ", outcome->orders ? outcome->orders : "?", outcome->wrong ? "wrong" : "right");
        print_title(outcome);
        putchar('\n');
    }
}

/* The steps of one process after another, a line each turn, and the explanation. */
static void print_steps(const explore_outcome_t *outcome)
{
    const char *last = NULL;
    for (size_t i = 0; i < outcome->step_count; i++) {
        const explore_step_t *step = &outcome->steps[i];
        if (step->quiet) {
            continue;
        }
        if (!last || strcmp(last, step->process) != 0) {
            printf("%s  %-5s", last ? "\n" : "", step->process);
        }
        printf("  %" PRIu32 ":%s", step->number, step->cell);
        last = step->process;
    }
    fputs(last ? "\n" : "", stdout);
    for (size_t i = 0; i < outcome->why_count; i++) {
        printf("  %s\n", outcome->why[i]);
    }
}

static void print_witness(const explore_outcome_t *outcome)
{
    fputs("\nshortest way to ", stdout);
    print_title(outcome);
    printf(": %" PRIu32 " switch%s\n", outcome->switches, outcome->switches == 1 ? "" : "es");
    print_steps(outcome);
}

/* Of a few wrong outcomes; what broke first of all, then ends that are not allowed. */
static void print_witnesses(const explore_report_t *report)
{
    size_t shown = 0;
    for (int broken = 1; broken >= 0; broken--) {
        for (size_t i = 0; i < report->outcome_count && shown < WITNESSES_SHOWN; i++) {
            const explore_outcome_t *outcome = &report->outcomes[i];
            if (outcome->wrong && outcome->steps && (outcome->kind != EXPLORE_END_NORMAL) == broken) {
                print_witness(outcome);
                shown++;
            }
        }
    }
}

/* Each is told in full: there are few, and nobody looks for them in a list of ends. */
static void print_starving(const explore_report_t *report)
{
    for (size_t i = 0; i < report->starving_count; i++) {
        const explore_outcome_t *outcome = &report->starving[i];
        if (outcome->waiting_count > 0 && outcome->waiting[0].goes_on) {
            puts("\nthe program can go on for ever, though nobody is passed over:");
        } else if (outcome->waiting_count > 0) {
            printf("\n%s can wait for ever, though nobody is passed over who could go all the time:\n",
                   outcome->waiting[0].process);
        }
        print_steps(outcome);
    }
}

static void print_timing(const char *when, const explore_report_t *report)
{
    printf("%s: %s order%s, %zu end%s%s", when, report->all_orders ? report->all_orders : "?",
           report->all_orders && strcmp(report->all_orders, "1") == 0 ? "" : "s", report->outcome_count,
           report->outcome_count == 1 ? "" : "s", report->exhausted ? "" : " so far");
}

/* "sleeps exact: 1 order, 1 end; if a sleep may be late: 6 orders, 6 ends" */
static void print_both_timings(const explore_report_t *report, const explore_report_t *other,
                               const explore_options_t *options)
{
    bool exact = options->timing == EXPLORE_TIMING_IDEAL;
    print_timing("sleeps exact", exact ? report : other);
    fputs("; ", stdout);
    print_timing("if a sleep may be late", exact ? other : report);
    putchar('\n');
}

static void print_size(const explore_report_t *report)
{
    printf("%" PRIu64 " state%s, %" PRIu64 " step%s", report->states, report->states == 1 ? "" : "s",
           report->transitions, report->transitions == 1 ? "" : "s");
}

void explore_print_text(const explore_report_t *report, const explore_report_t *other,
                        const explore_options_t *options)
{
    print_heading(report);
    print_outcomes(report);
    print_witnesses(report);
    print_starving(report);
    putchar('\n');
    for (size_t i = 0; i < report->assumed_count; i++) {
        printf("assumed: %s\n", report->assumed[i]);
    }
    if (other) {
        print_both_timings(report, other, options);
    }
    if (report->exhausted) {
        fputs("exhausted: ", stdout);
        print_size(report);
        printf(", all of them searched in %.2f s", report->elapsed_s);
    } else {
        bool at_number = report->bound[0] >= '0' && report->bound[0] <= '9';
        printf(at_number ? "bounded at %s" : "bounded (%s)", report->bound);
        fputs(": ", stdout);
        print_size(report);
        printf(" in %.2f s; there may be other ends", report->elapsed_s);
    }
    printf("; an end is: %s\n", explore_see_name(options->see));
}

/* ---- JSON ---- */

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *values_json(const explore_outcome_t *outcome)
{
    json_t *values = json_object();
    for (size_t i = 0; i < outcome->value_count; i++) {
        json_object_set_new(values, outcome->values[i].name, json_string(outcome->values[i].text));
    }
    return values;
}

static json_t *why_json(const explore_outcome_t *outcome)
{
    json_t *why = json_array();
    for (size_t i = 0; i < outcome->why_count; i++) {
        json_array_append_new(why, json_string(outcome->why[i]));
    }
    return why;
}

static json_t *outcome_json(const explore_outcome_t *outcome)
{
    return json_pack(
        "{s:s, s:s, s:s, s:o, s:o, s:o, s:I, s:I, s:s, s:b, s:o}", "kind", explore_kind_name(outcome->kind),
        "output", outcome->output ? outcome->output : outcome->show, "show", outcome->show, "exit",
        outcome->exit_code < 0 ? json_null() : json_integer(outcome->exit_code), "values",
        values_json(outcome), "schedules", text_or_null(outcome->orders), "steps",
        (json_int_t)outcome->step_count, "switches", (json_int_t)outcome->switches, "schedule",
        outcome->schedule ? outcome->schedule : "", "wrong", outcome->wrong, "why", why_json(outcome));
}

static json_t *waiting_json(const explore_outcome_t *outcome)
{
    json_t *waiting = json_array();
    for (size_t i = 0; i < outcome->waiting_count; i++) {
        const explore_waiting_t *at = &outcome->waiting[i];
        if (!at->goes_on) {
            json_array_append_new(waiting, json_pack("{s:s, s:I, s:s, s:o}", "process", at->process, "line",
                                                     (json_int_t)at->line, "on", at->on, "held_by",
                                                     text_or_null(at->held_by)));
        }
    }
    return waiting;
}

/* Who can wait for ever while others go on; `livelock`: they all go on. */
static json_t *starvation_json(const explore_report_t *report)
{
    json_t *starvation = json_array();
    for (size_t i = 0; i < report->starving_count; i++) {
        const explore_outcome_t *outcome = &report->starving[i];
        json_array_append_new(starvation,
                              json_pack("{s:o, s:b, s:s, s:o}", "waiting", waiting_json(outcome), "livelock",
                                        outcome->waiting_count > 0 && outcome->waiting[0].goes_on, "schedule",
                                        outcome->schedule, "why", why_json(outcome)));
    }
    return starvation;
}

static json_t *deadlock_json(const explore_outcome_t *outcome)
{
    return json_pack("{s:o, s:s, s:o, s:b, s:o}", "waiting", waiting_json(outcome), "schedule",
                     outcome->schedule ? outcome->schedule : "", "schedules", text_or_null(outcome->orders),
                     "livelock", outcome->kind == EXPLORE_END_LIVELOCK, "why", why_json(outcome));
}

/* The step after which a state is what it is. */
static const explore_step_t *last_chosen(const explore_outcome_t *outcome)
{
    for (size_t i = outcome->step_count; i-- > 0;) {
        if (!outcome->steps[i].quiet) {
            return &outcome->steps[i];
        }
    }
    return NULL;
}

static void add_errors(json_t *errors, const explore_outcome_t *outcome)
{
    for (size_t i = 0; i < outcome->error_count; i++) {
        const explore_error_t *error = &outcome->errors[i];
        json_array_append_new(errors, json_pack("{s:s, s:I, s:s, s:s}", "process", error->process, "line",
                                                (json_int_t)error->line, "message", error->message,
                                                "schedule", outcome->schedule ? outcome->schedule : ""));
    }
    if (outcome->kind == EXPLORE_END_INVARIANT) {
        const explore_step_t *step = last_chosen(outcome);
        json_array_append_new(
            errors,
            json_pack("{s:s, s:I, s:s, s:s, s:o}", "process", step ? step->process : "main", "line",
                      (json_int_t)(step ? step->line : 0), "message", "the invariant is broken", "schedule",
                      outcome->schedule ? outcome->schedule : "", "why", why_json(outcome)));
    }
}

static json_t *other_timing_json(const explore_report_t *other)
{
    return other ? json_pack("{s:b, s:o, s:I}", "exhausted", other->exhausted, "schedules",
                             text_or_null(other->all_orders), "ends", (json_int_t)other->outcome_count)
                 : json_null();
}

void explore_print_json(const explore_report_t *report, const explore_report_t *other, const char *program)
{
    json_t *outcomes = json_array(), *deadlocks = json_array(), *errors = json_array(),
           *assumed = json_array();
    for (size_t i = 0; i < report->outcome_count; i++) {
        const explore_outcome_t *outcome = &report->outcomes[i];
        if (outcome->kind == EXPLORE_END_DEADLOCK || outcome->kind == EXPLORE_END_LIVELOCK) {
            json_array_append_new(deadlocks, deadlock_json(outcome));
        } else if (outcome->kind != EXPLORE_END_INVARIANT) {
            json_array_append_new(outcomes, outcome_json(outcome));
        }
        add_errors(errors, outcome);
    }
    for (size_t i = 0; i < report->assumed_count; i++) {
        json_array_append_new(assumed, json_string(report->assumed[i]));
    }
    json_t *whole =
        json_pack("{s:s, s:b, s:o, s:I, s:I, s:f, s:I, s:I, s:s, s:o, s:o, s:o, s:o, s:o}", "program",
                  program, "exhausted", report->exhausted, "bound", text_or_null(report->bound), "states",
                  (json_int_t)report->states, "transitions", (json_int_t)report->transitions, "elapsed_s",
                  report->elapsed_s, "processes", (json_int_t)report->processes, "memory_bytes",
                  (json_int_t)report->memory_bytes, "counting", report->counting, "schedules",
                  text_or_null(report->all_orders), "assumed", assumed, "outcomes", outcomes, "deadlocks",
                  deadlocks, "errors", errors);
    json_object_set_new(whole, "starvation", starvation_json(report));
    json_object_set_new(whole, "other_timing", other_timing_json(other));
    json_dumpf(whole, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    putchar('\n');
    json_decref(whole);
}

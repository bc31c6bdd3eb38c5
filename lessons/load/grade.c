#include "lessons/load/grade.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/explore/explore.h"
#include "lessons/explore/shape.h"
#include "lessons/lang/codegen.h"
#include "lessons/load/exercise.h"

enum {
    GRADE_STATES = 2000000,
    GRADE_SPINS =
        500, /* millions of instructions that nobody sees: a loop that only computes is bounded, too */
};
#define GRADE_MEMORY ((size_t)4 << 30)

/* One case of one answer. */
typedef struct grading {
    grade_t *grade;
    const lesson_exercise_t *exercise;
    uint32_t in_case;
    const char *file;
    char *program; /* with the case's numbers */
    explore_options_t options;
    explore_report_t *report;
    shape_t *shape; /* made when a demand needs it */
    char message[400];
} grading_t;

const char *grade_verdict_text(grade_verdict_t verdict)
{
    static const char *const texts[] = {"passed", "failed", "not decided"};
    return texts[verdict];
}

/* ---- verdicts ---- */

static int weight(grade_verdict_t verdict)
{
    return verdict == GRADE_FAILED ? 2 : verdict == GRADE_UNDECIDED ? 1 : 0;
}

/* A verdict counts if it is worse than that of the cases before. */
static bool note(const grading_t *grading, grade_demand_t *demand, grade_verdict_t verdict,
                 const char *reason)
{
    if (weight(verdict) <= weight(demand->verdict))
        return false;
    demand->verdict = verdict;
    demand->in_case = grading->in_case;
    snprintf(demand->reason, sizeof demand->reason, "%s", reason);
    for (char *at = demand->reason; *at; at++)
        *at = *at == '\n' ? ' ' : *at;
    return true;
}

static char *join_lines(char *const *lines, size_t count)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = count == 0 ? NULL : open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s\n", lines[i]);
    fclose(out);
    return text;
}

/* Fails the demand by what the search has found, and keeps the way there. */
static void fail_by(const grading_t *grading, grade_demand_t *demand, const explore_outcome_t *outcome,
                    const char *what)
{
    char reason[400];
    const char *all = grading->report->all_orders;
    if (outcome->orders != NULL && all != NULL)
        snprintf(reason, sizeof reason, "%s of %s orders: %s", outcome->orders, all, what);
    else
        snprintf(reason, sizeof reason, "%s", what);
    if (!note(grading, demand, GRADE_FAILED, reason))
        return;
    free(demand->schedule);
    free(demand->explanation);
    demand->schedule = outcome->schedule != NULL ? strdup(outcome->schedule) : NULL;
    demand->explanation = join_lines(outcome->why, outcome->why_count);
}

static void not_decided(const grading_t *grading, grade_demand_t *demand)
{
    char reason[200];
    snprintf(reason, sizeof reason, "the search reached its bound (%s)",
             grading->report != NULL && grading->report->bound != NULL ? grading->report->bound : "memory");
    note(grading, demand, GRADE_UNDECIDED, reason);
}

/* ---- demands on outcomes ---- */

static bool is_end(const explore_outcome_t *outcome)
{
    return outcome->kind == EXPLORE_END_NORMAL || outcome->kind == EXPLORE_END_EXCEPTION;
}

static void ask_ends(const grading_t *grading, const lesson_demand_t *wanted, grade_demand_t *demand)
{
    char *show = exercise_show(grading->exercise, grading->in_case, wanted->show);
    size_t ends = 0;
    for (size_t i = 0; show != NULL && i < grading->report->outcome_count; i++) {
        const explore_outcome_t *outcome = &grading->report->outcomes[i];
        char what[300];
        ends += is_end(outcome);
        if (!is_end(outcome) || strcmp(outcome->show, show) == 0)
            continue;
        snprintf(what, sizeof what, "it shows \"%.120s\", not \"%.120s\"", outcome->show, show);
        fail_by(grading, demand, outcome, what);
    }
    free(show);
    if (!grading->report->exhausted)
        not_decided(grading, demand);
    else if (ends == 0)
        note(grading, demand, GRADE_FAILED, "no order comes to an end");
}

static void ask_kinds(const grading_t *grading, grade_demand_t *demand, lesson_demand_kind_t kind)
{
    for (size_t i = 0; i < grading->report->outcome_count; i++) {
        const explore_outcome_t *outcome = &grading->report->outcomes[i];
        if (kind == DEMAND_NO_DEADLOCK && outcome->kind == EXPLORE_END_DEADLOCK)
            fail_by(grading, demand, outcome, "deadlock");
        if (kind == DEMAND_NO_DEADLOCK && outcome->kind == EXPLORE_END_LIVELOCK)
            fail_by(grading, demand, outcome, "it goes on for ever and comes to no end");
        if (kind == DEMAND_NO_ERROR && outcome->kind == EXPLORE_END_EXCEPTION)
            fail_by(grading, demand, outcome,
                    outcome->error_count > 0 ? outcome->errors[0].message : "an exception");
    }
    if (!grading->report->exhausted)
        not_decided(grading, demand);
}

/* ---- demands on the shape ---- */

static void ask_shape(grading_t *grading, const lesson_demand_t *wanted, grade_demand_t *demand)
{
    char said[200] = "";
    int64_t each = 0;
    shape_answer_t answer = SHAPE_YES;
    exercise_number(grading->exercise, grading->in_case, wanted->each, &each);
    if (!grading->report->exhausted) { /* the second search would not come to its end either */
        not_decided(grading, demand);
        return;
    }
    if (grading->shape == NULL)
        grading->shape = shape_new(grading->program, strlen(grading->program), grading->file,
                                   &grading->options, grading->message, sizeof grading->message);
    if (grading->shape == NULL) {
        note(grading, demand, GRADE_UNDECIDED, grading->message);
        return;
    }
    switch (wanted->kind) {
    case DEMAND_TOGETHER:
        answer = shape_together(grading->shape, (uint32_t)each);
        snprintf(said, sizeof said, "never do %" PRId64 " children live at once", each);
        break;
    case DEMAND_OVERLAP:
        answer = shape_overlap(grading->shape, wanted->of, wanted->of_count);
        snprintf(said, sizeof said, "no child ever gets a turn before another one is done");
        break;
    default:
        for (uint32_t i = 0; i < wanted->of_count && answer == SHAPE_YES; i++)
            answer = shape_stores(grading->shape, wanted->of[i], each, said, sizeof said);
    }
    if (answer == SHAPE_UNDECIDED)
        not_decided(grading, demand);
    else if (answer == SHAPE_NO)
        note(grading, demand, GRADE_FAILED, said);
}

/* In a case with so little to do that nobody can come between, an overlap cannot be asked for: it counts if
 * some case has it. */
static bool needs_one_case(lesson_demand_kind_t kind)
{
    return kind == DEMAND_OVERLAP;
}

static void ask(grading_t *grading, uint32_t index)
{
    const lesson_demand_t *wanted = &grading->exercise->demands[index];
    grade_demand_t *demand = &grading->grade->demands[index];
    switch (wanted->kind) {
    case DEMAND_ENDS:
        ask_ends(grading, wanted, demand);
        break;
    case DEMAND_NO_DEADLOCK:
    case DEMAND_NO_ERROR:
        ask_kinds(grading, demand, wanted->kind);
        break;
    default:
        if (!needs_one_case(wanted->kind)) {
            ask_shape(grading, wanted, demand);
        } else if (grading->in_case == 0 || demand->verdict != GRADE_PASSED) {
            free(demand->schedule);
            *demand = (grade_demand_t){0};
            ask_shape(grading, wanted, demand);
        }
    }
}

/* ---- a case, an answer ---- */

static explore_see_t see_of(lesson_see_t see)
{
    static const explore_see_t sees[] = {
        [SEE_LAST_LINE] = EXPLORE_SEE_LAST_LINE,
        [SEE_LINES] = EXPLORE_SEE_LINES,
        [SEE_LINES_ANY_ORDER] = EXPLORE_SEE_LINES_ANY_ORDER,
        [SEE_EACH_PROCESS] = EXPLORE_SEE_EACH_PROCESS,
        [SEE_VALUES] = EXPLORE_SEE_VALUES,
    };
    return sees[see];
}

static void set_options(grading_t *grading, volatile sig_atomic_t *stop)
{
    const lesson_exercise_t *exercise = grading->exercise;
    explore_options_init(&grading->options);
    grading->options.see = see_of(exercise->see);
    grading->options.timing = exercise->sleeps == SLEEPS_EXACT ? EXPLORE_TIMING_IDEAL : EXPLORE_TIMING_ANY;
    grading->options.max_states = exercise->bound ? exercise->bound : GRADE_STATES;
    grading->options.max_spins = GRADE_SPINS;
    grading->options.max_memory_bytes = GRADE_MEMORY;
    grading->options.stop = stop;
}

/* False: out of memory. `bounded` is set if the search did not come to its end. */
static bool grade_case(grade_t *grade, uint32_t in_case, const char *text, const char *file,
                       volatile sig_atomic_t *stop, bool *bounded)
{
    grading_t grading = {.grade = grade, .exercise = grade->exercise, .in_case = in_case, .file = file};
    set_options(&grading, stop);
    grading.program = exercise_case_program(grade->exercise, in_case, text);
    if (grading.program == NULL)
        return false;
    explore_status_t status = explore_run(grading.program, strlen(grading.program), file, &grading.options,
                                          &grading.report, grading.message, sizeof grading.message);
    for (uint32_t i = 0; i < grade->exercise->demands_count; i++) {
        if (status == EXPLORE_OK)
            ask(&grading, i);
        else /* what the search cannot hold is not known to be wrong */
            note(&grading, &grade->demands[i], GRADE_UNDECIDED, grading.message);
    }
    *bounded = status != EXPLORE_OK || !grading.report->exhausted;
    shape_free(grading.shape);
    explore_report_free(grading.report);
    free(grading.program);
    return true;
}

/* One line: file, place, what it is, what to do instead. */
static void tell_finding(grade_t *grade, const char *file, const diagnostic_t *finding)
{
    char place[40] = "";
    if (finding->place.line > 0)
        snprintf(place, sizeof place, ":%" PRIu32 ":%" PRIu32, finding->place.line, finding->place.column);
    snprintf(grade->problem, sizeof grade->problem, "%s%s: %s: %s%s%s%s", file, place,
             diagnostic_kind_text(finding->kind), finding->message, finding->hint != NULL ? " (" : "",
             finding->hint != NULL ? finding->hint : "", finding->hint != NULL ? ")" : "");
}

/* Kept lines, the cases' lines, and that it compiles. */
static bool find_problem(grade_t *grade, const char *text, size_t size, const char *file)
{
    const lesson_exercise_t *exercise = grade->exercise;
    const char *line = exercise_missing_line(exercise, text), *name = NULL;
    for (uint32_t i = 0; i < exercise_case_count(exercise) && name == NULL; i++)
        name = exercise_missing_number(exercise, i, text);
    diagnostics_t found;
    diagnostics_init(&found, file);
    codegen_source_t source = {file, "__main__", text, size, false};
    code_unit_t *unit = codegen_compile(&source, &found);
    if (unit == NULL && found.count > 0)
        tell_finding(grade, file, &found.items[0]);
    else if (unit == NULL)
        snprintf(grade->problem, sizeof grade->problem, "%s: it does not compile", file);
    else if (line != NULL)
        snprintf(grade->problem, sizeof grade->problem, "%s: the line `%.200s` must stay", file, line);
    else if (name != NULL)
        snprintf(grade->problem, sizeof grade->problem, "%s: it must have exactly one line `%.60s = number`",
                 file, name);
    code_unit_free(unit);
    diagnostics_destroy(&found);
    return grade->problem[0] != 0;
}

static void add_up(grade_t *grade)
{
    for (uint32_t i = 0; i < grade->exercise->demands_count; i++) {
        if (grade->problem[0])
            grade->demands[i].verdict = GRADE_FAILED;
        grade_verdict_t verdict = grade->demands[i].verdict;
        grade->points_max += grade->exercise->demands[i].points;
        if (verdict == GRADE_PASSED)
            grade->points += grade->exercise->demands[i].points;
        if (weight(verdict) > weight(grade->verdict))
            grade->verdict = verdict;
    }
}

bool grade_answer(grade_t *grade, const lesson_exercise_t *exercise, const char *text, size_t size,
                  const char *file, volatile sig_atomic_t *stop)
{
    *grade = (grade_t){.exercise = exercise};
    grade->demands = calloc(exercise->demands_count, sizeof *grade->demands);
    if (grade->demands == NULL)
        return false;
    bool good = true;
    if (!find_problem(grade, text, size, file)) {
        /* one bounded case leaves the answer undecided or failed: the others would cost much and change
         * little */
        bool bounded = false;
        for (uint32_t i = 0; i < exercise_case_count(exercise) && good && !bounded; i++)
            good = grade_case(grade, i, text, file, stop, &bounded);
    }
    add_up(grade);
    return good;
}

void grade_destroy(grade_t *grade)
{
    for (uint32_t i = 0; grade->demands != NULL && i < grade->exercise->demands_count; i++) {
        free(grade->demands[i].schedule);
        free(grade->demands[i].explanation);
    }
    free(grade->demands);
    *grade = (grade_t){0};
}

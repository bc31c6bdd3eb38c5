#include <stdio.h>
#include <string.h>

#include "lessons/explore/explain_telling.h"
#include "lessons/explore/names.h"

void telling_say(telling_t *telling, const char *sentence)
{
    if (telling->count < MAX_SENTENCES) {
        telling->sentences[telling->count++] = (char *)(uintptr_t)sentence;
    }
}

const char *telling_path(const telling_t *telling, uint32_t who)
{
    char text[NAMES_TEXT];
    return report_text(telling->witness->report, "%s",
                       names_process(telling->witness->model, who, text, sizeof text));
}

bool explain_is_condition(const explain_program_t *program, uint32_t line)
{
    static const char *const words[] = {"if", "elif", "while", "assert"};
    const char *at = program->text, *end = program->text + program->size;
    for (; line > 1 && at; line--) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    while (at && at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    for (size_t i = 0; at && i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(end - at) > length && memcmp(at, words[i], length) == 0 &&
            (at[length] == ' ' || at[length] == '(')) {
            return true;
        }
    }
    return false;
}

static void explain_errors(telling_t *telling)
{
    model_t *model = telling->witness->model;
    for (size_t i = 0; i < telling->outcome->error_count && i < 4; i++) {
        const explore_error_t *error = &telling->outcome->errors[i];
        SAY(telling, "%s ended at line %u with %s.", error->process, error->line, error->message);
        for (uint32_t who = 0; who < model_process_count(model); who++) {
            if (strcmp(telling_path(telling, who), error->process) == 0) {
                explain_what_it_saw(telling, who);
            }
        }
    }
}

/* ---- the order that decided ---- */

static bool is_print(const witness_step_t *step)
{
    return telling_is_done(step) && step->op.kind == MP_OP_WRITE && step->op.index == 1;
}

static void tell_prints(telling_t *telling, const witness_step_t *first, const witness_step_t *second)
{
    SAY(telling, "%s printed %s (step %u) before %s printed %s (step %u).", telling_path(telling, first->who),
        first->value, first->number, telling_path(telling, second->who), second->value, second->number);
}

/* The first two prints of different processes. */
static bool tell_first_prints(telling_t *telling)
{
    const witness_t *witness = telling->witness;
    const witness_step_t *first = NULL;
    for (size_t i = 0; i < witness->count; i++) {
        const witness_step_t *step = &witness->steps[i];
        if (is_print(step) && first && step->who != first->who) {
            tell_prints(telling, first, step);
            return true;
        }
        first = is_print(step) && !first ? step : first;
    }
    return false;
}

/* The last print, if it could have come before the last one of somebody else: its process has not waited for an
 * end in between. */
static bool tell_last_prints(telling_t *telling)
{
    const witness_t *witness = telling->witness;
    const witness_step_t *last = NULL;
    for (size_t i = witness->count; i-- > 0;) {
        const witness_step_t *step = &witness->steps[i];
        if (last && step->who == last->who && step->op.kind == MP_OP_JOIN) {
            return false;
        }
        if (is_print(step) && last && step->who != last->who) {
            tell_prints(telling, step, last);
            return true;
        }
        last = is_print(step) && !last ? step : last;
    }
    return false;
}

/* Prints count where their order shows. */
static bool tell_visible_prints(telling_t *telling)
{
    switch (telling->program->see) {
    case EXPLORE_SEE_LINES:
        return tell_first_prints(telling);
    case EXPLORE_SEE_LAST_LINE:
        return tell_last_prints(telling);
    default:
        return false;
    }
}

/* Reads alone disturb nobody, and a process object is touched by starts and joins that nobody can tell apart.
 */
static bool is_looking(const witness_step_t *step)
{
    switch (step->op.kind) {
    case MP_OP_LOAD:
    case MP_OP_SEM_VALUE:
    case MP_OP_EVENT_IS_SET:
    case MP_OP_BARRIER_READ:
    case MP_OP_QUEUE_SIZE:
    case MP_OP_QUEUE_EMPTY:
    case MP_OP_QUEUE_FULL:
    case MP_OP_PIPE_POLL:
        return true;
    default:
        return false;
    }
}

static bool may_meet(const witness_step_t *step)
{
    return telling_is_done(step) && !step->quiet && step->op.object != 0 &&
           !(step->op.flags & MP_OP_LIBRARY && step->op.line == 0);
}

/* The step with which the process was started; 0: main. */
static uint32_t birth_of(const telling_t *telling, uint32_t who)
{
    const witness_t *witness = telling->witness;
    mp_path_t path = model_process(witness->model, &witness->end, who).path;
    for (size_t i = 0; i < witness->count; i++) {
        const witness_step_t *step = &witness->steps[i];
        bool birth = step->op.kind == MP_OP_START || step->op.kind == MP_OP_FORK;
        if (telling_is_done(step) && birth && step->result.value == path) {
            return step->number;
        }
    }
    return 0;
}

/* Whether the order of the two, b after a, is one that can matter and that could be another. */
static bool do_meet(const telling_t *telling, const witness_step_t *a, const witness_step_t *b)
{
    return birth_of(telling, b->who) < a->number && a->who != b->who && a->op.object == b->op.object &&
           a->op.index == b->op.index && !(is_looking(a) && is_looking(b));
}

static void tell_step(telling_t *telling, const witness_step_t *first, const witness_step_t *second)
{
    SAY(telling, "%s (step %u), then %s (step %u).", witness_sentence(telling->witness, first), first->number,
        witness_sentence(telling->witness, second), second->number);
}

/* The last store over what somebody else had stored. */
static bool tell_last_store(telling_t *telling)
{
    const witness_t *witness = telling->witness;
    for (size_t i = witness->count; i-- > 0;) {
        const witness_step_t *second = &witness->steps[i];
        for (size_t j = i; second->op.kind == MP_OP_STORE && may_meet(second) && j-- > 0;) {
            const witness_step_t *first = &witness->steps[j];
            if (!telling_is_access(first, MP_OP_STORE, second)) {
                continue;
            }
            if (do_meet(telling, first, second)) {
                tell_step(telling, first, second);
                return true;
            }
            break; /* over one's own */
        }
    }
    return false;
}

/* The first two steps of different processes that met at one thing: at best of one kind (two puts, two gets, who
 * takes the lock), else any. */
static bool tell_meeting(telling_t *telling)
{
    const witness_t *witness = telling->witness;
    for (int alike = 1; alike >= 0; alike--) {
        for (size_t i = 0; i < witness->count; i++) {
            const witness_step_t *second = &witness->steps[i];
            for (size_t j = 0; may_meet(second) && j < i; j++) {
                const witness_step_t *first = &witness->steps[j];
                bool same = first->op.kind == second->op.kind;
                if (may_meet(first) && do_meet(telling, first, second) && (same || !alike)) {
                    tell_step(telling, first, second);
                    return true;
                }
            }
        }
    }
    return false;
}

static void explain_order(telling_t *telling)
{
    bool updates = explain_has_updates(telling);
    const char *choice = updates ? "No update was lost: who comes first is the scheduler's choice."
                                 : "Who comes first is the scheduler's choice.";
    if (telling->program->only_end && !updates) {
        SAY(telling, telling->program->may_turn ? "Every order that comes to an end ends like this."
                                                : "Every order ends like this.");
    } else if (tell_visible_prints(telling)) {
        SAY(telling, "%s", choice);
    } else if (updates) {
        SAY(telling, "No update was lost on this way.");
    } else if (tell_last_store(telling) || tell_meeting(telling) || tell_first_prints(telling)) {
        SAY(telling, "%s", choice);
    } else {
        SAY(telling, "On this way nobody met anybody else at a shared thing.");
    }
}

/* The last step that was the reader's to choose, and what the shared things hold after it. */
static void explain_invariant(telling_t *telling)
{
    const witness_t *witness = telling->witness;
    char values[256] = "";
    for (size_t i = 0; i < telling->outcome->value_count; i++) {
        const explore_value_t *value = &telling->outcome->values[i];
        size_t used = strlen(values);
        snprintf(values + used, sizeof values - used, "%s%s = %s", i ? ", " : "", value->name, value->text);
    }
    for (size_t i = witness->count; i-- > 0;) {
        const witness_step_t *step = &witness->steps[i];
        if (!step->time && !step->quiet) {
            SAY(telling, "After step %u, by %s at line %u, the invariant does not hold: %s.", step->number,
                telling_path(telling, step->who), step->op.line, values);
            return;
        }
    }
    SAY(telling, "The invariant does not hold from the start: %s.", values);
}

static void keep_sentences(const telling_t *telling)
{
    explore_outcome_t *outcome = telling->outcome;
    report_t *report = telling->witness->report;
    outcome->why = report_alloc(report, telling->count * sizeof *outcome->why);
    memcpy(outcome->why, telling->sentences, telling->count * sizeof *outcome->why);
    outcome->why_count = report->failed ? 0 : telling->count;
}

void explain_starving(const witness_t *witness, const char *round, bool could_go, explore_outcome_t *outcome)
{
    telling_t telling = {.witness = witness, .outcome = outcome};
    const char *process = outcome->waiting[0].process;
    if (outcome->waiting[0].goes_on) {
        SAY(&telling, "%s can go round for ever and come back to the same state.", round);
        SAY(&telling, "Nobody is passed over on this round, and yet nobody gets on: a livelock.");
        keep_sentences(&telling);
        return;
    }
    explain_wait_of(&telling, &outcome->waiting[0]);
    SAY(&telling, "Meanwhile %s can go round for ever and come back to the same state.", round);
    if (could_go) {
        SAY(&telling,
            "Now and then %s could go, but nothing promises that it is quick enough: it can wait for ever.",
            process);
    } else {
        SAY(&telling, "Nothing that they do on this round lets %s go on: it can wait for ever.", process);
    }
    keep_sentences(&telling);
}

void explain_outcome(const witness_t *witness, const explain_program_t *program, explore_outcome_t *outcome)
{
    telling_t telling = {.witness = witness, .program = program, .outcome = outcome};
    if (outcome->kind == EXPLORE_END_DEADLOCK || outcome->kind == EXPLORE_END_LIVELOCK) {
        explain_waiting(&telling);
    } else {
        if (outcome->kind == EXPLORE_END_INVARIANT) {
            explain_invariant(&telling);
        }
        explain_errors(&telling);
        if (!explain_lost_updates(&telling) && !explain_check_then_act(&telling) &&
            outcome->error_count == 0 && outcome->kind != EXPLORE_END_INVARIANT) {
            explain_order(&telling);
        }
    }
    keep_sentences(&telling);
}

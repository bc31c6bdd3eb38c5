#include "lessons/explore/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/explore/names.h"

enum { MAX_SENTENCES = 12 };

typedef struct telling {
    const witness_t *witness;
    explore_outcome_t *outcome;
    char *sentences[MAX_SENTENCES];
    size_t count;
} telling_t;

static void say(telling_t *telling, const char *sentence)
{
    if (telling->count < MAX_SENTENCES) {
        telling->sentences[telling->count++] = (char *)(uintptr_t)sentence;
    }
}

#define SAY(telling, ...) say(telling, report_text((telling)->witness->report, __VA_ARGS__))

static const char *path_of(const telling_t *telling, uint32_t who)
{
    char text[NAMES_TEXT];
    return report_text(telling->witness->report, "%s",
                       names_process(telling->witness->model, who, text, sizeof text));
}

static bool is_access(const witness_step_t *step, uint16_t kind, const witness_step_t *like)
{
    return step->op.kind == kind && !step->again && step->op.object == like->op.object &&
           step->op.index == like->op.index;
}

/* ---- lost updates ---- */

/* A read, the write that was made from it, and at least one write of others in between. */
typedef struct lost_update {
    size_t read, write;
    size_t between; /* the first of the others' writes */
} lost_update_t;

/* The last access of the same process to the same slot before `at`; SIZE_MAX: none. */
static size_t access_before(const witness_t *witness, size_t at)
{
    const witness_step_t *step = &witness->steps[at];
    for (size_t i = at; i-- > 0;) {
        const witness_step_t *other = &witness->steps[i];
        if (other->who == step->who && !other->time &&
            (is_access(other, MP_OP_LOAD, step) || is_access(other, MP_OP_STORE, step))) {
            return i;
        }
    }
    return SIZE_MAX;
}

static size_t foreign_store(const witness_t *witness, size_t from, size_t to, const witness_step_t *like)
{
    for (size_t i = from + 1; i < to; i++) {
        const witness_step_t *step = &witness->steps[i];
        if (!step->time && step->who != like->who && is_access(step, MP_OP_STORE, like)) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* Is this step a store over what others stored since its process last read the slot? */
static bool find_lost_update(const witness_t *witness, size_t at, lost_update_t *lost)
{
    const witness_step_t *step = &witness->steps[at];
    if (step->time || step->op.kind != MP_OP_STORE || step->again) {
        return false;
    }
    size_t read = access_before(witness, at);
    if (read == SIZE_MAX || witness->steps[read].op.kind != MP_OP_LOAD) {
        return false;
    }
    size_t between = foreign_store(witness, read, at, step);
    *lost = (lost_update_t){.read = read, .write = at, .between = between};
    return between != SIZE_MAX;
}

/* "P2 stored 100 and 101 at line 11 (steps 7 and 9)": the stores of one process between the two. */
static const char *stores_between(const telling_t *telling, const lost_update_t *lost, uint32_t who)
{
    const witness_t *witness = telling->witness;
    const witness_step_t *like = &witness->steps[lost->write];
    char values[128] = "", numbers[128] = "";
    size_t count = 0, total = 0;
    uint32_t line = 0;
    for (size_t i = lost->read + 1; i < lost->write; i++) {
        const witness_step_t *step = &witness->steps[i];
        total += !step->time && step->who == who && is_access(step, MP_OP_STORE, like);
    }
    for (size_t i = lost->read + 1; i < lost->write; i++) {
        const witness_step_t *step = &witness->steps[i];
        if (step->time || step->who != who || !is_access(step, MP_OP_STORE, like)) {
            continue;
        }
        count++;
        line = step->op.line;
        if (total > 4 && count > 1 && count < total) {
            continue; /* the first and the last stand for a long row */
        }
        const char *glue = count == 1 ? "" : count == total ? (total > 4 ? " … " : " and ") : ", ";
        size_t v = strlen(values), n = strlen(numbers);
        snprintf(values + v, sizeof values - v, "%s%s", glue, step->value);
        snprintf(numbers + n, sizeof numbers - n, "%s%u", glue, step->number);
    }
    return report_text(witness->report, "%s stored %s at line %u (step%s %s)", path_of(telling, who), values,
                       line, total > 1 ? "s" : "", numbers);
}

static void tell_lost_update(telling_t *telling, const lost_update_t *lost)
{
    const witness_t *witness = telling->witness;
    const witness_step_t *read = &witness->steps[lost->read], *write = &witness->steps[lost->write];
    const witness_step_t *between = &witness->steps[lost->between];
    const char *who = path_of(telling, read->who);
    SAY(telling, "%s read %s = %s at line %u (step %u).", who, read->object, read->value, read->op.line,
        read->number);
    SAY(telling, "Before it stored, %s.", stores_between(telling, lost, between->who));
    SAY(telling,
        "%s then stored %s at line %u (step %u), made from the %s that it had read: what %s stored is lost.",
        who, write->value, write->op.line, write->number, read->value, path_of(telling, between->who));
}

static bool explain_lost_updates(telling_t *telling)
{
    const witness_t *witness = telling->witness;
    lost_update_t last = {0}, lost;
    size_t found = 0;
    for (size_t i = 0; i < witness->count; i++) {
        if (find_lost_update(witness, i, &lost)) {
            last = lost;
            found++;
        }
    }
    if (found == 0) {
        return false;
    }
    tell_lost_update(telling, &last);
    if (found > 1) {
        SAY(telling, "Before that, %zu more update%s lost in the same way.", found - 1,
            found == 2 ? " was" : "s were");
    }
    return true;
}

/* ---- check, then act ---- */

/* A read of a slot, a change of it by another, and then a read and a write by the first: what it found at
 * first no longer held when it acted. */
static bool explain_check_then_act(telling_t *telling)
{
    const witness_t *witness = telling->witness;
    for (size_t act = witness->count; act-- > 0;) {
        const witness_step_t *write = &witness->steps[act];
        if (write->time || write->op.kind != MP_OP_STORE || write->again) {
            continue;
        }
        size_t again = access_before(witness, act);
        size_t check = again == SIZE_MAX ? SIZE_MAX : access_before(witness, again);
        if (check == SIZE_MAX || witness->steps[check].op.kind != MP_OP_LOAD ||
            witness->steps[again].op.kind != MP_OP_LOAD) {
            continue;
        }
        size_t change = foreign_store(witness, check, again, write);
        const witness_step_t *first = &witness->steps[check];
        if (change == SIZE_MAX || strcmp(first->value, witness->steps[again].value) == 0) {
            continue;
        }
        const witness_step_t *other = &witness->steps[change];
        const char *who = path_of(telling, write->who);
        SAY(telling, "%s looked at %s at line %u (step %u) and found %s.", who, first->object, first->op.line,
            first->number, first->value);
        SAY(telling, "Then %s stored %s at line %u (step %u).", path_of(telling, other->who), other->value,
            other->op.line, other->number);
        SAY(telling, "%s acted on what it had seen all the same: it stored %s at line %u (step %u).", who,
            write->value, write->op.line, write->number);
        return true;
    }
    return false;
}

/* ---- waiting for ever, exceptions, order ---- */

static void tell_plain_waiting(telling_t *telling, const explore_waiting_t *waiting)
{
    if (waiting->goes_on) {
        SAY(telling, "%s goes on at line %u for ever: it only comes back to where it was.", waiting->process,
            waiting->line);
    } else if (waiting->line == 0) {
        SAY(telling, "%s waits at its end for %s.", waiting->process, waiting->on);
    } else {
        SAY(telling, "%s waits at line %u for %s.", waiting->process, waiting->line, waiting->on);
    }
}

static void tell_waiting(telling_t *telling, const explore_waiting_t *waiting)
{
    if (waiting->holder_ended && waiting->held_since) {
        SAY(telling,
            "%s waits at line %u for %s, which %s took at step %u and never gave back: it has ended.",
            waiting->process, waiting->line, waiting->on, waiting->held_by, waiting->held_since);
    } else if (waiting->held_by && waiting->held_since) {
        SAY(telling, "%s waits at line %u for %s, which %s holds since step %u.", waiting->process,
            waiting->line, waiting->on, waiting->held_by, waiting->held_since);
    } else if (waiting->held_by) {
        SAY(telling, "%s waits at line %u for %s, which %s has.", waiting->process, waiting->line,
            waiting->on, waiting->held_by);
    } else {
        tell_plain_waiting(telling, waiting);
    }
}

/* A sleeper that was notified before it slept: the notification is gone. */
static void tell_lost_wake_up(telling_t *telling, const model_process_t *process)
{
    const witness_t *witness = telling->witness;
    const witness_step_t *wait = NULL, *notify = NULL;
    for (size_t i = 0; i < witness->count && !wait; i++) {
        const witness_step_t *step = &witness->steps[i];
        if (step->time || step->op.object != process->op.object) {
            continue;
        }
        wait = step->op.kind == MP_OP_COND_WAIT && step->who == process->who ? step : NULL;
        notify = step->op.kind == MP_OP_COND_NOTIFY ? step : notify;
    }
    if (wait && notify) {
        SAY(telling,
            "%s notified %s at step %u, before %s began to wait at step %u: a notification is not kept.",
            path_of(telling, notify->who), notify->object, notify->number, path_of(telling, wait->who),
            wait->number);
    }
}

static void tell_reasons(telling_t *telling)
{
    model_t *model = telling->witness->model;
    for (uint32_t who = 0; who < model_process_count(model); who++) {
        model_process_t process = model_process(model, &telling->witness->end, who);
        if (!process.born || process.ended) {
            continue;
        }
        if (process.op.kind == MP_OP_COND_WAKE) {
            tell_lost_wake_up(telling, &process);
        } else if (process.op.kind == MP_OP_QUEUE_FLUSH) {
            SAY(telling, "A process does not end before what it has put is taken: get first, then join %s.",
                path_of(telling, who));
        }
    }
}

static void explain_waiting(telling_t *telling)
{
    const explore_outcome_t *outcome = telling->outcome;
    for (size_t i = 0; i < outcome->waiting_count && i < 6; i++) {
        tell_waiting(telling, &outcome->waiting[i]);
    }
    tell_reasons(telling);
    SAY(telling, outcome->kind == EXPLORE_END_LIVELOCK
                     ? "Nothing that they still do changes that: nobody ever ends."
                     : "Nobody is left who could change that.");
}

static void explain_errors(telling_t *telling)
{
    for (size_t i = 0; i < telling->outcome->error_count && i < 4; i++) {
        const explore_error_t *error = &telling->outcome->errors[i];
        SAY(telling, "%s ended at line %u with %s.", error->process, error->line, error->message);
    }
}

/* The first two prints of different processes: their order is the only thing that differs. */
static void explain_order(telling_t *telling)
{
    const witness_t *witness = telling->witness;
    const witness_step_t *first = NULL;
    for (size_t i = 0; i < witness->count; i++) {
        const witness_step_t *step = &witness->steps[i];
        if (step->time || step->op.kind != MP_OP_WRITE || step->op.index != 1) {
            continue;
        }
        if (!first) {
            first = step;
        } else if (step->who != first->who) {
            SAY(telling, "%s printed %s (step %u) before %s printed %s (step %u).",
                path_of(telling, first->who), first->value, first->number, path_of(telling, step->who),
                step->value, step->number);
            SAY(telling, "No update was lost: who comes first is the scheduler's choice.");
            return;
        }
    }
    SAY(telling, "No update was lost on this way.");
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
                path_of(telling, step->who), step->op.line, values);
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
    tell_waiting(&telling, &outcome->waiting[0]);
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

void explain_outcome(const witness_t *witness, explore_outcome_t *outcome)
{
    telling_t telling = {.witness = witness, .outcome = outcome};
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

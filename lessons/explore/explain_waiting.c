#include <string.h>

#include "lessons/explore/explain_telling.h"

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

void explain_wait_of(telling_t *telling, const explore_waiting_t *waiting)
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
            telling_path(telling, notify->who), notify->object, notify->number,
            telling_path(telling, wait->who), wait->number);
    }
}

enum { ANYBODY = MP_WHO_MAX };

/* The last step that did this to the object, of one process or anybody; NULL: none. */
static const witness_step_t *last_done(const witness_t *witness, uint32_t who, uint16_t kind, uint32_t object)
{
    for (size_t i = witness->count; i-- > 0;) {
        const witness_step_t *step = &witness->steps[i];
        if (telling_is_done(step) && step->op.kind == kind && step->op.object == object &&
            (who == ANYBODY || step->who == who)) {
            return step;
        }
    }
    return NULL;
}

/* It looked into the queue, then another took what it had seen. */
static bool tell_taken_after_look(telling_t *telling, const model_process_t *process,
                                  const witness_step_t *taken)
{
    const witness_step_t *look =
        last_done(telling->witness, process->who, MP_OP_QUEUE_EMPTY, process->op.object);
    if (!look || strcmp(look->value, "False") != 0 || look->number > taken->number) {
        return false;
    }
    SAY(telling, "%s had looked into %s at line %u (step %u) and found something; then %s took it (step %u).",
        telling_path(telling, look->who), look->object, look->op.line, look->number,
        telling_path(telling, taken->who), taken->number);
    return true;
}

static void tell_empty_queue(telling_t *telling, const model_process_t *process)
{
    const witness_t *witness = telling->witness;
    uint32_t queue = process->op.object;
    const witness_step_t *taken = last_done(witness, ANYBODY, MP_OP_QUEUE_GET, queue);
    const witness_step_t *put = last_done(witness, ANYBODY, MP_OP_QUEUE_PUT, queue);
    if (!put) {
        SAY(telling, "Nobody has put anything in.");
    } else if (taken && taken->who != process->who) {
        if (!tell_taken_after_look(telling, process, taken)) {
            SAY(telling, "The last item, %s, was taken by %s at step %u.", taken->value,
                telling_path(telling, taken->who), taken->number);
        }
    } else if (taken) {
        SAY(telling, "It has taken all that was put: the last item, %s, at step %u.", taken->value,
            taken->number);
    }
}

/* Set, and cleared again before the waiter came. */
static void tell_cleared_event(telling_t *telling, const model_process_t *process)
{
    const witness_step_t *set = last_done(telling->witness, ANYBODY, MP_OP_EVENT_SET, process->op.object);
    const witness_step_t *clear = last_done(telling->witness, ANYBODY, MP_OP_EVENT_CLEAR, process->op.object);
    if (!set) {
        SAY(telling, "Nobody has set it.");
    } else if (clear && clear->number > set->number && clear->who == set->who) {
        SAY(telling, "%s had set it at step %u and cleared it again at step %u.",
            telling_path(telling, set->who), set->number, clear->number);
    } else if (clear && clear->number > set->number) {
        SAY(telling, "%s had set it at step %u, and %s cleared it at step %u.",
            telling_path(telling, set->who), set->number, telling_path(telling, clear->who), clear->number);
    }
}

/* A Semaphore has no holder, but somebody took the last. */
static void tell_taken_semaphore(telling_t *telling, const model_process_t *process)
{
    const witness_t *witness = telling->witness;
    const witness_step_t *taken = last_done(witness, ANYBODY, MP_OP_ACQUIRE, process->op.object);
    const mp_object_t *object = model_load_object(witness->model, &witness->end, process->op.object)
                                    ? mp_object(model_memory(witness->model), process->op.object)
                                    : NULL;
    if (object && object->kind == MP_SEMAPHORE && taken) {
        SAY(telling, "The last one was taken by %s at step %u, and nobody has given one back since.",
            telling_path(telling, taken->who), taken->number);
    }
}

static void tell_reason(telling_t *telling, const model_process_t *process)
{
    switch (process->op.kind) {
    case MP_OP_COND_WAKE:
        tell_lost_wake_up(telling, process);
        break;
    case MP_OP_QUEUE_FLUSH:
        SAY(telling, "A process does not end before what it has put is taken: get first, then join %s.",
            telling_path(telling, process->who));
        break;
    case MP_OP_QUEUE_GET:
        tell_empty_queue(telling, process);
        break;
    case MP_OP_ACQUIRE:
        tell_taken_semaphore(telling, process);
        break;
    case MP_OP_EVENT_WAIT:
        tell_cleared_event(telling, process);
        break;
    default:
        break;
    }
}

/* Each reason stands behind the sentence of who waits. */
static void tell_reason_of(telling_t *telling, const char *path)
{
    model_t *model = telling->witness->model;
    for (uint32_t who = 0; who < model_process_count(model); who++) {
        model_process_t process = model_process(model, &telling->witness->end, who);
        if (process.born && !process.ended && strcmp(telling_path(telling, who), path) == 0) {
            tell_reason(telling, &process);
        }
    }
}

void explain_waiting(telling_t *telling)
{
    const explore_outcome_t *outcome = telling->outcome;
    for (size_t i = 0; i < outcome->waiting_count && i < 6; i++) {
        explain_wait_of(telling, &outcome->waiting[i]);
        if (!outcome->waiting[i].goes_on) {
            tell_reason_of(telling, outcome->waiting[i].process);
        }
    }
    SAY(telling, outcome->kind == EXPLORE_END_LIVELOCK
                     ? "Nothing that they still do changes that: nobody ever ends."
                     : "Nobody is left who could change that.");
}

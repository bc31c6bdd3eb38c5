#include <stdio.h>
#include <string.h>

#include "lessons/explore/explain_telling.h"

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
            (telling_is_access(other, MP_OP_LOAD, step) || telling_is_access(other, MP_OP_STORE, step))) {
            return i;
        }
    }
    return SIZE_MAX;
}

static size_t foreign_store(const witness_t *witness, size_t from, size_t to, const witness_step_t *like)
{
    for (size_t i = from + 1; i < to; i++) {
        const witness_step_t *step = &witness->steps[i];
        if (!step->time && step->who != like->who && telling_is_access(step, MP_OP_STORE, like)) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* The read stands in a condition of an earlier line: the store hangs on it, but is not made from it. */
static bool is_check(const telling_t *telling, const witness_step_t *read, const witness_step_t *store)
{
    return read->op.line != store->op.line && explain_is_condition(telling->program, read->op.line);
}

/* Is this step a store over what others stored since its process last read the slot? */
static bool find_lost_update(const telling_t *telling, size_t at, lost_update_t *lost)
{
    const witness_t *witness = telling->witness;
    const witness_step_t *step = &witness->steps[at];
    if (!telling_is_done(step) || step->op.kind != MP_OP_STORE) {
        return false;
    }
    size_t read = access_before(witness, at);
    if (read == SIZE_MAX || witness->steps[read].op.kind != MP_OP_LOAD ||
        is_check(telling, &witness->steps[read], step)) {
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
        total += !step->time && step->who == who && telling_is_access(step, MP_OP_STORE, like);
    }
    for (size_t i = lost->read + 1; i < lost->write; i++) {
        const witness_step_t *step = &witness->steps[i];
        if (step->time || step->who != who || !telling_is_access(step, MP_OP_STORE, like)) {
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
    return report_text(witness->report, "%s stored %s at line %u (step%s %s)", telling_path(telling, who),
                       values, line, total > 1 ? "s" : "", numbers);
}

static void tell_lost_update(telling_t *telling, const lost_update_t *lost)
{
    const witness_t *witness = telling->witness;
    const witness_step_t *read = &witness->steps[lost->read], *write = &witness->steps[lost->write];
    const witness_step_t *between = &witness->steps[lost->between];
    const char *who = telling_path(telling, read->who);
    SAY(telling, "%s read %s = %s at line %u (step %u).", who, read->object, read->value, read->op.line,
        read->number);
    SAY(telling, "Before it stored, %s.", stores_between(telling, lost, between->who));
    SAY(telling,
        "%s then stored %s at line %u (step %u), made from the %s that it had read: what %s stored is lost.",
        who, write->value, write->op.line, write->number, read->value, telling_path(telling, between->who));
}

bool explain_lost_updates(telling_t *telling)
{
    const witness_t *witness = telling->witness;
    lost_update_t last = {0}, lost;
    size_t found = 0;
    for (size_t i = 0; i < witness->count; i++) {
        if (find_lost_update(telling, i, &lost)) {
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

static void tell_check_then_act(telling_t *telling, const witness_step_t *check, const witness_step_t *change,
                                const witness_step_t *act)
{
    const char *who = telling_path(telling, act->who);
    SAY(telling, "%s looked at %s at line %u (step %u) and found %s.", who, check->object, check->op.line,
        check->number, check->value);
    SAY(telling, "Then %s stored %s at line %u (step %u).", telling_path(telling, change->who), change->value,
        change->op.line, change->number);
    SAY(telling, "%s acted on what it had seen all the same: it stored %s at line %u (step %u).", who,
        act->value, act->op.line, act->number);
}

/* The read that a store hung on: in a condition just before it, or before the read that it was made from.
 * SIZE_MAX: none. `until`: where what was seen is still believed. */
static size_t check_before(const telling_t *telling, size_t act, size_t *until)
{
    const witness_t *witness = telling->witness;
    size_t last = access_before(witness, act);
    if (last == SIZE_MAX || witness->steps[last].op.kind != MP_OP_LOAD) {
        return SIZE_MAX;
    }
    *until = act;
    if (is_check(telling, &witness->steps[last], &witness->steps[act])) {
        return last;
    }
    *until = last;
    size_t check = access_before(witness, last);
    return check != SIZE_MAX && witness->steps[check].op.kind == MP_OP_LOAD ? check : SIZE_MAX;
}

/* A read of a slot, a change of it by another, and then a store by the first: what it found at first no longer
 * held when it acted. */
bool explain_check_then_act(telling_t *telling)
{
    const witness_t *witness = telling->witness;
    for (size_t act = witness->count; act-- > 0;) {
        const witness_step_t *store = &witness->steps[act];
        size_t until;
        if (!telling_is_done(store) || store->op.kind != MP_OP_STORE) {
            continue;
        }
        size_t check = check_before(telling, act, &until);
        size_t change = check == SIZE_MAX ? SIZE_MAX : foreign_store(witness, check, until, store);
        if (change == SIZE_MAX || strcmp(witness->steps[check].value, witness->steps[change].value) == 0) {
            continue;
        }
        tell_check_then_act(telling, &witness->steps[check], &witness->steps[change], store);
        return true;
    }
    return false;
}

bool explain_has_updates(const telling_t *telling)
{
    const witness_t *witness = telling->witness;
    const witness_step_t *first = NULL;
    for (size_t i = 0; i < witness->count; i++) {
        const witness_step_t *step = &witness->steps[i];
        size_t read =
            telling_is_done(step) && step->op.kind == MP_OP_STORE ? access_before(witness, i) : SIZE_MAX;
        if (read == SIZE_MAX || witness->steps[read].op.kind != MP_OP_LOAD) {
            continue;
        }
        if (first && first->who != step->who && telling_is_access(step, MP_OP_STORE, first)) {
            return true;
        }
        first = first ? first : step;
    }
    return false;
}

/* ---- exceptions ---- */

void explain_what_it_saw(telling_t *telling, uint32_t who)
{
    const witness_t *witness = telling->witness;
    size_t read = witness->count;
    while (read-- > 0) {
        const witness_step_t *step = &witness->steps[read];
        if (telling_is_done(step) && step->who == who && step->op.kind == MP_OP_LOAD) {
            break;
        }
    }
    for (size_t i = read; read != SIZE_MAX && i-- > 0;) {
        const witness_step_t *store = &witness->steps[i];
        if (!telling_is_access(store, MP_OP_STORE, &witness->steps[read])) {
            continue;
        }
        if (store->who != who) {
            SAY(telling,
                "It had read %s = %s at line %u (step %u), which %s had stored at line %u (step %u).",
                store->object, store->value, witness->steps[read].op.line, witness->steps[read].number,
                telling_path(telling, store->who), store->op.line, store->number);
        }
        return;
    }
}

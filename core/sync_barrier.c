/*
 * Barrier, with the phases of CPython's:
 *
 *     FILLING ──last arrives──▶ (ACTING, if it has an action) ──▶ DRAINING ──last leaves──▶ FILLING
 *     any ──abort, time-out, action fails──▶ BROKEN ──reset──▶ RESETTING (while some wait) ──▶ FILLING
 *
 * The last one to arrive never waits: its BARRIER_ENTER (or BARRIER_OPEN, after the action) counts it out.
 * While the action runs CPython holds the barrier's lock, so nothing else can happen to the barrier.
 */
#include "core/sync.h"

static mp_enabled_t barrier_enabled(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op,
                                    uint32_t who)
{
    (void)mem;
    const mp_barrier_state_t *barrier = (const mp_barrier_state_t *)object;
    bool acting = barrier->phase == MP_BARRIER_ACTING;
    bool ready = true;
    switch (op->kind) {
    case MP_OP_BARRIER_ENTER:
        ready = barrier->phase == MP_BARRIER_FILLING || barrier->phase == MP_BARRIER_IS_BROKEN;
        break;
    case MP_OP_BARRIER_LEAVE:
        ready = barrier->phase != MP_BARRIER_FILLING && !acting;
        break;
    case MP_OP_BARRIER_ABORT:
    case MP_OP_BARRIER_RESET:
        ready = !acting || barrier->actor == who + 1;
        break;
    default:
        break;
    }
    return ready ? MP_READY : MP_BLOCKED;
}

static void count_out(mp_barrier_state_t *barrier)
{
    if (barrier->waiting)
        barrier->waiting--;
    if (barrier->waiting == 0 && barrier->phase != MP_BARRIER_IS_BROKEN)
        barrier->phase = MP_BARRIER_FILLING;
}

static void enter(mp_barrier_state_t *barrier, const mp_op_t *op, uint32_t who, mp_result_t *result)
{
    if (barrier->phase == MP_BARRIER_IS_BROKEN) {
        result->status = MP_ERR_BROKEN_BARRIER;
        return;
    }
    result->value = barrier->waiting++;
    if (barrier->waiting < barrier->header.count)
        return;
    if (op->flags & MP_OP_ACTION) {
        barrier->phase = MP_BARRIER_ACTING;
        barrier->actor = who + 1;
    } else {
        barrier->phase = MP_BARRIER_DRAINING;
        count_out(barrier);
    }
}

static void leave(mp_barrier_state_t *barrier, mp_result_t *result)
{
    if (barrier->phase != MP_BARRIER_DRAINING)
        result->status = MP_ERR_BROKEN_BARRIER;
    count_out(barrier);
}

static void stop(mp_barrier_state_t *barrier, uint32_t who)
{
    bool actor = barrier->phase == MP_BARRIER_ACTING && barrier->actor == who + 1;
    barrier->phase = MP_BARRIER_IS_BROKEN;
    barrier->actor = 0;
    if (actor)
        count_out(barrier);
}

static void reset(mp_barrier_state_t *barrier)
{
    barrier->actor = 0;
    if (!barrier->waiting)
        barrier->phase = MP_BARRIER_FILLING;
    else if (barrier->phase == MP_BARRIER_FILLING || barrier->phase == MP_BARRIER_IS_BROKEN)
        barrier->phase = MP_BARRIER_RESETTING;
}

static void look(const mp_barrier_state_t *barrier, const mp_op_t *op, mp_result_t *result)
{
    if (op->operand == MP_BARRIER_PARTIES)
        result->value = barrier->header.count;
    else if (op->operand == MP_BARRIER_BROKEN)
        result->value = barrier->phase == MP_BARRIER_IS_BROKEN;
    else if (barrier->phase == MP_BARRIER_FILLING || barrier->phase == MP_BARRIER_ACTING)
        result->value = barrier->waiting;
}

static void barrier_apply(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                          mp_result_t *result)
{
    mp_barrier_state_t *barrier = (mp_barrier_state_t *)object;
    mp_touch_state(mem, object, sizeof *barrier);
    switch (op->kind) {
    case MP_OP_BARRIER_ENTER:
        enter(barrier, op, who, result);
        break;
    case MP_OP_BARRIER_OPEN:
        if (barrier->phase != MP_BARRIER_ACTING || barrier->actor != who + 1) {
            result->status = MP_ERR_ARGUMENT;
            break;
        }
        barrier->phase = MP_BARRIER_DRAINING;
        barrier->actor = 0;
        count_out(barrier);
        break;
    case MP_OP_BARRIER_LEAVE:
        leave(barrier, result);
        break;
    case MP_OP_BARRIER_ABORT:
        stop(barrier, who);
        break;
    case MP_OP_BARRIER_RESET:
        reset(barrier);
        break;
    case MP_OP_BARRIER_READ:
        look(barrier, op, result);
        break;
    default:
        result->status = MP_ERR_OBJECT;
    }
}

static void barrier_expire(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                           mp_result_t *result)
{
    (void)who;
    if (op->kind != MP_OP_BARRIER_LEAVE)
        return;
    mp_barrier_state_t *barrier = (mp_barrier_state_t *)object;
    mp_touch_state(mem, object, sizeof *barrier);
    barrier->phase = MP_BARRIER_IS_BROKEN;
    count_out(barrier);
    result->status = MP_ERR_BROKEN_BARRIER;
}

static void barrier_why(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op, uint32_t who,
                        mp_reason_t *reason)
{
    const mp_barrier_state_t *barrier = (const mp_barrier_state_t *)object;
    if (barrier_enabled(mem, object, op, who) == MP_READY)
        return;
    uint32_t missing = object->count > barrier->waiting ? object->count - barrier->waiting : 0;
    if (barrier->phase == MP_BARRIER_ACTING)
        mp_reason(reason, MP_WHY_HELD, barrier->actor ? barrier->actor - 1 : MP_WHO_MAX, 0,
                  "is opened just now by");
    else if (op->kind == MP_OP_BARRIER_ENTER)
        mp_reason(reason, MP_WHY_DRAINING, MP_WHO_MAX, barrier->waiting, "still lets the last round out");
    else
        mp_reason(reason, MP_WHY_NOT_ALL_THERE, MP_WHO_MAX, missing, "waits for more to arrive");
}

static void barrier_serialise(const mp_mem_t *mem, const mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    const mp_barrier_state_t *barrier = (const mp_barrier_state_t *)object;
    mp_put(bytes, barrier->waiting);
    mp_put(bytes, barrier->phase);
    mp_put(bytes, barrier->actor);
}

static void barrier_deserialise(mp_mem_t *mem, mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    mp_barrier_state_t *barrier = (mp_barrier_state_t *)object;
    barrier->waiting = (uint32_t)mp_get(bytes);
    barrier->phase = (uint32_t)mp_get(bytes);
    barrier->actor = (uint32_t)mp_get(bytes);
}

const mp_sync_t mp_sync_barrier = {
    .bytes = sizeof(mp_barrier_state_t),
    .enabled = barrier_enabled,
    .apply = barrier_apply,
    .expire = barrier_expire,
    .why = barrier_why,
    .serialise = barrier_serialise,
    .deserialise = barrier_deserialise,
};

/*
 * Condition. Waiting is two operations and the library's acquiring after them:
 *
 *     COND_WAIT    holds the lock → joins `sleeping`, lets the lock go whole
 *     COND_WAKE    enabled by a token for which it is eligible
 *
 * A notify hands out tokens to those who sleep at that moment, not to who comes later; which of them wake is
 * open. CPython's notify returns only when its tokens have been taken, so another one waits for that here.
 *
 * CPython goes on counting a sleeper that was killed; a notify that reaches it never returns (`notifier`).
 */
#include "core/sync.h"

static mp_object_t *lock_of(const mp_mem_t *mem, const mp_object_t *object)
{
    mp_object_t *lock = mp_object(mem, object->lock);
    return lock && (lock->kind == MP_LOCK || lock->kind == MP_RLOCK) ? lock : NULL;
}

/* How many a notify would wake, and whether it would reach a dead sleeper. */
static uint32_t reach(const mp_condition_state_t *condition, uint64_t wanted, bool *dead)
{
    uint32_t living = mp_set_count(&condition->sleeping);
    *dead = wanted > living && condition->dead;
    return wanted < living ? (uint32_t)wanted : living;
}

static mp_enabled_t notify_enabled(const mp_mem_t *mem, const mp_condition_state_t *condition,
                                   const mp_op_t *op, uint32_t who)
{
    const mp_object_t *lock = lock_of(mem, &condition->header);
    if (!lock || !mp_lock_is_mine(lock, who))
        return MP_READY;
    if (condition->tokens || condition->notifier)
        return MP_BLOCKED;
    bool dead;
    reach(condition, op->operand, &dead);
    return dead ? MP_ENTER : MP_READY;
}

static mp_enabled_t condition_enabled(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op,
                                      uint32_t who)
{
    const mp_condition_state_t *condition = (const mp_condition_state_t *)object;
    if (op->kind == MP_OP_COND_NOTIFY)
        return notify_enabled(mem, condition, op, who);
    if (op->kind != MP_OP_COND_WAKE || !mp_set_has(&condition->sleeping, who))
        return MP_READY;
    return condition->tokens && mp_set_has(&condition->eligible, who) ? MP_READY : MP_BLOCKED;
}

static void leave(mp_condition_state_t *condition, uint32_t who)
{
    mp_set_remove(&condition->sleeping, who);
    mp_set_remove(&condition->eligible, who);
    if (!condition->tokens)
        condition->eligible = (mp_set_t){0};
}

static void notify(mp_condition_state_t *condition, const mp_op_t *op, uint32_t who, mp_result_t *result)
{
    bool dead;
    condition->tokens = reach(condition, op->operand, &dead);
    if (condition->tokens)
        condition->eligible = condition->sleeping;
    result->value = condition->tokens;
    if (dead) {
        condition->notifier = who + 1;
        result->status = MP_AGAIN;
    }
}

static void condition_apply(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                            mp_result_t *result)
{
    mp_condition_state_t *condition = (mp_condition_state_t *)object;
    mp_object_t *lock = lock_of(mem, object);
    bool mine = lock && mp_lock_is_mine(lock, who);
    mp_touch_state(mem, object, sizeof *condition);
    switch (op->kind) {
    case MP_OP_COND_WAIT:
        if (!mine) {
            result->status = MP_ERR_NOT_OWNER;
            break;
        }
        mp_set_add(&condition->sleeping, who);
        result->value = mp_lock_let_go(mem, lock);
        break;
    case MP_OP_COND_WAKE:
        if (!mp_set_has(&condition->sleeping, who)) {
            result->status = MP_ERR_ARGUMENT;
            break;
        }
        condition->tokens--;
        leave(condition, who);
        result->value = 1;
        break;
    case MP_OP_COND_NOTIFY:
        if (mine)
            notify(condition, op, who, result);
        else
            result->status = MP_ERR_NOT_OWNER;
        break;
    default:
        result->status = MP_ERR_OBJECT;
    }
}

static void condition_expire(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                             mp_result_t *result)
{
    (void)result;
    if (op->kind != MP_OP_COND_WAKE)
        return;
    mp_touch_state(mem, object, sizeof(mp_condition_state_t));
    leave((mp_condition_state_t *)object, who);
}

static void condition_bury(mp_mem_t *mem, mp_object_t *object, uint32_t who)
{
    mp_condition_state_t *condition = (mp_condition_state_t *)object;
    if (!mp_set_has(&condition->sleeping, who))
        return;
    mp_touch_state(mem, object, sizeof *condition);
    condition->dead++;
    mp_set_remove(&condition->sleeping, who);
    mp_set_remove(&condition->eligible, who);
    uint32_t left = mp_set_count(&condition->eligible);
    if (condition->tokens > left)
        condition->tokens = left;
    leave(condition, who);
}

static void condition_why(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op, uint32_t who,
                          mp_reason_t *reason)
{
    const mp_condition_state_t *condition = (const mp_condition_state_t *)object;
    if (condition_enabled(mem, object, op, who) != MP_BLOCKED)
        return;
    if (op->kind == MP_OP_COND_NOTIFY)
        mp_reason(reason, MP_WHY_NOT_NOTIFIED, MP_WHO_MAX, condition->tokens + condition->dead,
                  "has not woken all that were notified");
    else
        mp_reason(reason, MP_WHY_NOT_NOTIFIED, MP_WHO_MAX, 0, "has not been notified");
}

static void condition_serialise(const mp_mem_t *mem, const mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    const mp_condition_state_t *condition = (const mp_condition_state_t *)object;
    mp_put_set(bytes, &condition->sleeping);
    mp_put(bytes, condition->tokens);
    if (condition->tokens)
        mp_put_set(bytes, &condition->eligible);
    mp_put(bytes, condition->dead);
    mp_put(bytes, condition->notifier);
}

static void condition_deserialise(mp_mem_t *mem, mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    mp_condition_state_t *condition = (mp_condition_state_t *)object;
    mp_get_set(bytes, &condition->sleeping);
    condition->tokens = (uint32_t)mp_get(bytes);
    condition->eligible = (mp_set_t){0};
    if (condition->tokens)
        mp_get_set(bytes, &condition->eligible);
    condition->dead = (uint32_t)mp_get(bytes);
    condition->notifier = (uint32_t)mp_get(bytes);
}

const mp_sync_t mp_sync_condition = {
    .bytes = sizeof(mp_condition_state_t),
    .enabled = condition_enabled,
    .apply = condition_apply,
    .expire = condition_expire,
    .bury = condition_bury,
    .why = condition_why,
    .serialise = condition_serialise,
    .deserialise = condition_deserialise,
};

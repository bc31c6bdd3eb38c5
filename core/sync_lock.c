/*
 * Lock and RLock. The owner lies in the object's word (who + 1), so that a free run can take a free lock by
 * one compare-and-swap; `value` counts acquisitions for readers of guarded Values (see live_fast.c).
 *
 * A Lock may be released by anybody, an RLock only by its owner, as in CPython.
 */
#include "core/sync.h"

bool mp_lock_is_mine(const mp_object_t *lock, uint32_t who)
{
    return lock->owner == who + 1;
}

bool mp_lock_open_to(const mp_object_t *lock, uint32_t who)
{
    return lock->owner == MP_OWNER_NONE || (lock->kind == MP_RLOCK && mp_lock_is_mine(lock, who));
}

uint32_t mp_lock_let_go(mp_mem_t *mem, mp_object_t *lock)
{
    uint32_t depth = 1;
    if (lock->kind == MP_RLOCK) {
        mp_rlock_state_t *rlock = (mp_rlock_state_t *)lock;
        depth = rlock->depth;
        mp_touch_state(mem, lock, sizeof *rlock);
        rlock->depth = 0;
    }
    mp_touch_word(mem, lock);
    lock->owner = MP_OWNER_NONE;
    return depth;
}

void mp_lock_why(const mp_object_t *lock, uint32_t ref, uint32_t who, mp_reason_t *reason)
{
    if (mp_lock_open_to(lock, who))
        return;
    reason->object = ref;
    if (lock->owner == MP_OWNER_DEAD)
        mp_reason(reason, MP_WHY_HELD_BY_DEAD, MP_WHO_MAX, 0, "was held by a process that is gone");
    else
        mp_reason(reason, MP_WHY_HELD, (uint32_t)lock->owner - 1, 0, "is held by");
}

static mp_enabled_t lock_enabled(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op,
                                 uint32_t who)
{
    (void)mem;
    return op->kind != MP_OP_ACQUIRE || mp_lock_open_to(object, who) ? MP_READY : MP_BLOCKED;
}

static void take(mp_mem_t *mem, mp_object_t *object, uint32_t who)
{
    mp_touch_word(mem, object);
    object->owner = (uint16_t)(who + 1);
    object->value++;
}

static void lock_apply(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                       mp_result_t *result)
{
    switch (op->kind) {
    case MP_OP_ACQUIRE:
        take(mem, object, who);
        result->value = 1;
        break;
    case MP_OP_RELEASE:
        if (object->owner == MP_OWNER_NONE)
            result->status = MP_ERR_RELEASED_TOO_OFTEN;
        else
            mp_lock_let_go(mem, object);
        break;
    case MP_OP_SEM_VALUE:
        result->value = object->owner == MP_OWNER_NONE;
        break;
    case MP_OP_LOCK_OWNED:
        result->value = mp_lock_is_mine(object, who);
        if (result->value && object->kind == MP_RLOCK)
            result->value = ((const mp_rlock_state_t *)object)->depth;
        break;
    default:
        result->status = MP_ERR_OBJECT;
    }
}

static void rlock_apply(mp_mem_t *mem, mp_object_t *object, const mp_op_t *op, uint32_t who,
                        mp_result_t *result)
{
    mp_rlock_state_t *rlock = (mp_rlock_state_t *)object;
    switch (op->kind) {
    case MP_OP_ACQUIRE:
        mp_touch_state(mem, object, sizeof *rlock);
        rlock->depth += op->operand ? (uint32_t)op->operand : 1;
        take(mem, object, who);
        result->value = 1;
        break;
    case MP_OP_RELEASE:
        if (!mp_lock_is_mine(object, who)) {
            result->status = MP_ERR_NOT_OWNER;
        } else if (rlock->depth > 1) {
            mp_touch_state(mem, object, sizeof *rlock);
            rlock->depth--;
        } else {
            mp_lock_let_go(mem, object);
        }
        break;
    default:
        lock_apply(mem, object, op, who, result);
    }
}

static void lock_reason(const mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op, uint32_t who,
                        mp_reason_t *reason)
{
    if (lock_enabled(mem, object, op, who) == MP_BLOCKED)
        mp_lock_why(object, op->object, who, reason);
}

static void lock_bury(mp_mem_t *mem, mp_object_t *object, uint32_t who)
{
    if (!mp_lock_is_mine(object, who))
        return;
    mp_touch_word(mem, object);
    object->owner = MP_OWNER_DEAD;
}

static void lock_serialise(const mp_mem_t *mem, const mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    mp_put(bytes, object->owner);
}

static void lock_deserialise(mp_mem_t *mem, mp_object_t *object, mp_bytes_t *bytes)
{
    (void)mem;
    object->owner = (uint16_t)mp_get(bytes);
}

static void rlock_serialise(const mp_mem_t *mem, const mp_object_t *object, mp_bytes_t *bytes)
{
    lock_serialise(mem, object, bytes);
    mp_put(bytes, ((const mp_rlock_state_t *)object)->depth);
}

static void rlock_deserialise(mp_mem_t *mem, mp_object_t *object, mp_bytes_t *bytes)
{
    lock_deserialise(mem, object, bytes);
    ((mp_rlock_state_t *)object)->depth = (uint32_t)mp_get(bytes);
}

const mp_sync_t mp_sync_lock = {
    .bytes = sizeof(mp_lock_state_t),
    .enabled = lock_enabled,
    .apply = lock_apply,
    .why = lock_reason,
    .bury = lock_bury,
    .serialise = lock_serialise,
    .deserialise = lock_deserialise,
};

const mp_sync_t mp_sync_rlock = {
    .bytes = sizeof(mp_rlock_state_t),
    .enabled = lock_enabled,
    .apply = rlock_apply,
    .why = lock_reason,
    .bury = lock_bury,
    .serialise = rlock_serialise,
    .deserialise = rlock_deserialise,
};

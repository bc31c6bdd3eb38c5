/*
 * The fast paths of a free run. A word whose guard half is 0 is changed by one compare-and-swap; whoever
 * needs more takes the guard, and then every fast path fails until it is dropped. While somebody sleeps at an
 * object MP_GUARD_WAITERS keeps its guard half different from 0, so a release that must wake somebody is
 * never fast.
 *
 * A Value with a lock. Reading while the lock is free: the word, the slot, the word again; it counts
 * acquisitions, so an unchanged word means that nobody held the lock in between. Writing while it is free:
 * the guard of the lock is held around the store. Reading and writing while it is one's own: plainly.
 *
 * Queue: the guard and the state machine as everywhere, without what waiting needs around it; only where
 * nobody sleeps and nobody holds the guard.
 */
#include "core/gate.h"
#include "core/live_parts.h"

enum { LOOKS = 16, LONGEST = 8 /* microseconds or so between two looks at a lock */ };

static const uint64_t ONE_MORE = (uint64_t)1 << 32; /* in `value` of a word */

static uint64_t word_of(const mp_object_t *object)
{
    return __atomic_load_n(&object->word, __ATOMIC_ACQUIRE);
}

static bool swap(mp_object_t *object, uint64_t old, uint64_t new)
{
    return __atomic_compare_exchange_n(&object->word, &old, new, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

static uint32_t owner_in(uint64_t word)
{
    return word >> 16 & 0xffff;
}

static uint64_t without_owner(uint64_t word)
{
    return word & ~((uint64_t)0xffff << 16);
}

/* The owner runs on another processor and is awake: it may let go soon. */
static bool worth_spinning(mp_self_t *self, uint64_t word)
{
    uint32_t owner = owner_in(word);
    if (owner == MP_OWNER_NONE || owner > MP_SLOTS || word & MP_GUARD_WAITERS)
        return false;
    mp_slot_t *peer = mp_world_slot(self->world, owner - 1);
    return atomic_load_explicit(&peer->cpu, memory_order_relaxed) !=
               atomic_load_explicit(&self->slot->cpu, memory_order_relaxed) &&
           !atomic_load_explicit(&peer->asleep, memory_order_relaxed);
}

/* Takes a lock that is free, or becomes free soon. */
static bool take_lock(mp_self_t *self, mp_object_t *lock, bool patient)
{
    uint64_t taken = (uint64_t)(self->who + 1) << 16;
    for (uint32_t i = 0; i < LOOKS; i++) {
        uint64_t word = word_of(lock);
        if (!(uint32_t)word && swap(lock, word, (word + ONE_MORE) | taken))
            return true;
        if (!patient || mp_gate_changed(self) || ((uint32_t)word && !worth_spinning(self, word)))
            return false;
        for (uint32_t k = 0; k <= i && k < LONGEST; k++)
            mp_guard_back_off();
    }
    return false;
}

static bool acquire(mp_self_t *self, mp_object_t *object, const mp_op_t *op)
{
    bool patient = op->timeout_ns != 0;
    uint64_t word = word_of(object);
    if (object->kind == MP_LOCK)
        return take_lock(self, object, patient);
    if (object->kind == MP_SEMAPHORE)
        return !(word & 0xffff) && word >> 32 && swap(object, word, word - ONE_MORE);
    mp_rlock_state_t *rlock = (mp_rlock_state_t *)object;
    uint32_t depth = op->operand ? (uint32_t)op->operand : 1;
    if (owner_in(word) == self->who + 1)
        rlock->depth += depth;
    else if (take_lock(self, object, patient))
        rlock->depth = depth;
    else
        return false;
    return true;
}

static bool release(mp_self_t *self, mp_object_t *object)
{
    uint64_t word = word_of(object);
    if (object->kind == MP_SEMAPHORE)
        return !(word & 0xffff) && word >> 32 < object->count && swap(object, word, word + ONE_MORE);
    if (word & 0xffff || owner_in(word) == MP_OWNER_NONE)
        return false;
    if (object->kind == MP_LOCK)
        return swap(object, word, without_owner(word));
    mp_rlock_state_t *rlock = (mp_rlock_state_t *)object;
    if (owner_in(word) != self->who + 1)
        return false;
    if (rlock->depth > 1) {
        rlock->depth--;
        return true;
    }
    uint32_t depth = rlock->depth;
    rlock->depth = 0; /* before anybody else can own it */
    if (swap(object, word, without_owner(word)))
        return true;
    rlock->depth = depth;
    return false;
}

static bool load(mp_self_t *self, const mp_value_state_t *value, const mp_object_t *lock, uint32_t index,
                 uint64_t *bits)
{
    if (!lock) {
        *bits = __atomic_load_n(&value->slots[index], __ATOMIC_ACQUIRE);
        return true;
    }
    uint64_t before = word_of(lock);
    bool mine = owner_in(before) == self->who + 1 && lock->kind == MP_RLOCK;
    if (!mine && (uint32_t)before)
        return false;
    *bits = __atomic_load_n(&value->slots[index], __ATOMIC_ACQUIRE);
    return mine || __atomic_load_n(&lock->word, __ATOMIC_RELAXED) == before;
}

static bool store(mp_self_t *self, mp_value_state_t *value, mp_object_t *lock, const mp_op_t *op)
{
    uint64_t word = lock ? word_of(lock) : 0;
    bool guard = lock && !(owner_in(word) == self->who + 1 && lock->kind == MP_RLOCK);
    if (guard && ((uint32_t)word || !swap(lock, word, word | (self->who + 1))))
        return false;
    __atomic_store_n(&value->slots[op->index], op->operand, __ATOMIC_RELEASE);
    mp_live_note(self, &value->header, op);
    if (guard) {
        /* Counts as an acquisition for readers that look twice. */
        __atomic_store_n(&lock->word, word + ONE_MORE, __ATOMIC_RELEASE);
    }
    return true;
}

static bool access_slot(mp_self_t *self, mp_object_t *object, const mp_op_t *op, mp_result_t *result)
{
    mp_value_state_t *value = (mp_value_state_t *)object;
    if (op->index >= object->count)
        return false;
    bool guarded = object->lock && !(op->flags & MP_OP_RAW);
    mp_object_t *lock = guarded ? mp_at_checked(self->mem, object->lock, sizeof *lock) : NULL;
    if (guarded && (!lock || (lock->kind != MP_LOCK && lock->kind != MP_RLOCK)))
        return false;
    return op->kind == MP_OP_LOAD ? load(self, value, lock, op->index, &result->value)
                                  : store(self, value, lock, op);
}

static bool carry(mp_self_t *self, mp_object_t *object, const mp_op_t *op, mp_result_t *result)
{
    uint64_t word = word_of(object);
    if (object->kind != MP_QUEUE || word & 0xffff || !mp_arena_is_ready(&self->arena) ||
        !swap(object, word, word | (self->who + 1)))
        return false;
    mp_op_t eager = *op;
    eager.flags |= MP_OP_EAGER;
    eager.flags = mp_live_flags(self, object, &eager);
    bool latched = mp_live_latch(self->mem, object, &eager, self->who);
    bool done = mp_apply_if_ready(self->mem, &eager, self->who, result);
    if (done) {
        mp_live_note(self, object, op);
        mp_live_remember_actor(object, self->who);
        mp_live_may_lag(self, object, op);
        if (op->kind == MP_OP_QUEUE_GET)
            mp_live_look_ahead(self->mem, object);
    }
    mp_guard_commit(&self->arena);
    if (latched)
        mp_live_unlatch(self->mem, object, self->who);
    mp_guard_drop(object);
    return done;
}

bool mp_live_fast(mp_self_t *self, const mp_op_t *op, mp_result_t *result)
{
    bool queue = op->kind == MP_OP_QUEUE_PUT || op->kind == MP_OP_QUEUE_GET;
    if (!queue && (op->kind < MP_OP_LOAD || op->kind > MP_OP_RELEASE))
        return false;
    if (op->kind == MP_OP_QUEUE_PUT && self->lag_queue && mp_live_lag(self, op, result))
        return true;
    /* Whoever reads a wrong kind or count here has spoilt its own session; the host trusts none of it. */
    mp_object_t *object = mp_at_checked(self->mem, op->object, sizeof *object);
    if (!object)
        return false;
    if (queue)
        return carry(self, object, op, result);
    bool slots = object->kind == MP_VALUE || object->kind == MP_ARRAY;
    bool lock = object->kind == MP_LOCK || object->kind == MP_RLOCK || object->kind == MP_SEMAPHORE;
    *result = (mp_result_t){0};
    switch (op->kind) {
    case MP_OP_LOAD:
    case MP_OP_STORE:
        return slots && access_slot(self, object, op, result);
    case MP_OP_ACQUIRE:
        result->value = 1;
        return lock && acquire(self, object, op);
    case MP_OP_RELEASE:
        return lock && release(self, object);
    default:
        return false;
    }
}

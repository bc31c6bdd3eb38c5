/* Waiting in a free run: who is woken by whom, and when to spin before one sleeps. */
#include "core/gate.h"
#include "core/live_parts.h"

enum { SPINS = 2000, LOOK_EVERY = 64 };

/* --- Waking --- */

/* Each who goes takes something away: waking one is enough, it wakes the next. */
static bool one_at_a_time(const mp_object_t *object)
{
    return object->kind == MP_LOCK || object->kind == MP_RLOCK || object->kind == MP_SEMAPHORE ||
           object->kind == MP_QUEUE || object->kind == MP_PIPE;
}

/* The operation that `who` waits with; as a free run performs it. */
static mp_op_t pending_of(mp_world_t *world, uint32_t who)
{
    mp_op_t op = mp_world_slot(world, who)->pending;
    op.flags |= MP_OP_EAGER;
    op.timeout_ns = -1;
    return op;
}

void mp_live_find_wakes(mp_world_t *world, const mp_mem_t *mem, mp_object_t *object, uint32_t self, bool sure,
                        mp_wakes_t *wakes)
{
    if (mp_set_empty(&object->waiters))
        return;
    bool one = one_at_a_time(object);
    uint32_t kinds = 0; /* of queues and pipes: one that puts, one that gets */
    for (uint32_t i = 1; i <= MP_SLOTS; i++) {
        uint32_t who = (self + i) % MP_SLOTS;
        if (!object->waiters.bits[who / 64]) {
            i += 63 - who % 64;
            continue;
        }
        if (who == self || !mp_set_has(&object->waiters, who))
            continue;
        bool woken = atomic_load(&mp_world_slot(world, who)->stand) == MP_STAND_WOKEN;
        if (woken && sure) {
            mp_set_add(&wakes->whos, who); /* its waker may have died before it bumped the word */
            continue;
        }
        mp_op_t op = pending_of(world, who);
        uint32_t kind = object->kind == MP_PIPE ? op.kind * 2 + (op.index & 1) : op.kind;
        uint32_t bit = (uint32_t)1 << kind % 32;
        if ((one && kinds & bit) || mp_enabled(mem, &op, who) != MP_READY)
            continue;
        kinds |= bit;
        if (!woken)
            mp_set_add(&wakes->whos, who);
    }
}

void mp_live_wake(mp_world_t *world, const mp_wakes_t *wakes, mp_woken_t *woken)
{
    for (uint32_t i = 0; i < MP_WHO_MAX / 64; i++) {
        for (uint64_t bits = wakes->whos.bits[i]; bits; bits &= bits - 1) {
            int count = mp_world_wake(world, i * 64 + (uint32_t)__builtin_ctzll(bits));
            if (!woken)
                continue;
            woken->calls += count >= 0;
            woken->count += count > 0;
        }
    }
}

static uint8_t at_most_255(uint32_t count)
{
    return count < 255 ? (uint8_t)count : 255;
}

void mp_live_wake_for(mp_self_t *self, const mp_wakes_t *wakes)
{
    mp_woken_t woken = {.calls = self->wakes, .count = self->woken};
    mp_live_wake(self->world, wakes, &woken);
    self->wakes = at_most_255(woken.calls);
    self->woken = at_most_255(woken.count);
    if (self->wakes > 0)
        self->calls |= MP_CALL_FUTEX_WAKE;
}

/* --- Sleeping --- */

/* Who is likely to end the wait: the owner of a lock, the other one at a queue or pipe; MP_SLOTS unknown. */
static uint32_t peer_at(const mp_object_t *object, uint32_t self)
{
    uint32_t owner = __atomic_load_n(&object->owner, __ATOMIC_RELAXED);
    if (owner == self + 1)
        owner = __atomic_load_n(&object->value, __ATOMIC_RELAXED);
    bool known = object->kind == MP_LOCK || object->kind == MP_RLOCK || object->kind == MP_QUEUE ||
                 object->kind == MP_PIPE;
    return known && owner >= 1 && owner <= MP_SLOTS ? owner - 1 : MP_SLOTS;
}

/* Spinning pays only while the peer is awake on another processor. */
bool mp_live_peer_works(mp_self_t *self, const mp_object_t *object)
{
    uint32_t peer = object ? peer_at(object, self->who) : MP_SLOTS;
    if (peer == MP_SLOTS)
        return false;
    const mp_slot_t *other = mp_world_slot(self->world, peer);
    return !atomic_load_explicit(&other->asleep, memory_order_relaxed) &&
           atomic_load_explicit(&other->cpu, memory_order_relaxed) !=
               atomic_load_explicit(&self->slot->cpu, memory_order_relaxed);
}

/* True: the wait word changed. */
static bool spin(mp_self_t *self, const mp_object_t *object, uint32_t seen)
{
    for (uint32_t i = 0; i < SPINS; i++) {
        if (atomic_load_explicit(&self->slot->wait_word, memory_order_acquire) != seen)
            return true;
        if (i % LOOK_EVERY == 0 && !mp_live_peer_works(self, object))
            return false;
        mp_guard_pause(0);
    }
    return false;
}

bool mp_live_is_late(const mp_self_t *self)
{
    int64_t deadline = atomic_load_explicit(&self->slot->deadline_ns, memory_order_relaxed);
    return deadline >= 0 && mp_world_now(self->world) >= deadline;
}

void mp_live_doze(mp_self_t *self, const mp_object_t *object, uint32_t seen)
{
    int64_t deadline = atomic_load_explicit(&self->slot->deadline_ns, memory_order_relaxed);
    if (mp_gate_changed(self) || spin(self, object, seen)) {
        mp_live_stand_at(self, MP_STAND_BUSY);
        return;
    }
    self->calls |= object ? MP_CALL_FUTEX_WAIT : MP_CALL_SLEEP;
    mp_world_sleep(self, seen, mp_world_real_deadline(self->world, deadline));
    mp_live_stand_at(self, MP_STAND_BUSY);
}

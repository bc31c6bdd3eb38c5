/*
 * What the files live*.c share; everybody else includes live.h.
 */
#ifndef LOCKSTEP_CORE_LIVE_PARTS_H
#define LOCKSTEP_CORE_LIVE_PARTS_H

#include "core/event.h"
#include "core/gate.h"
#include "core/guard.h"
#include "core/live.h"

/* The objects whose guards an operation needs, lower ref first. `main` is the one whose waiters it joins: the
 * lock of a Value, else the operation's object. */
typedef struct {
    mp_object_t *main;
    mp_object_t *first;
    mp_object_t *second; /* NULL: only one */
    uint32_t main_ref;
    bool latched; /* the latches of a queue's buffers are held too */
} mp_guarded_t;

/* False if the operation has no object that needs a guard. */
bool mp_live_guarded(const mp_mem_t *mem, const mp_op_t *op, mp_guarded_t *guarded);

/* One operation on an object from its first try to its end, with all waiting; `verdict` is the gate's. */
void mp_live_perform_guarded(mp_self_t *self, const mp_guarded_t *guarded, mp_gate_t verdict,
                             const mp_op_t *op, mp_result_t *result);

/* In a free run the common cases without a guard. True: done, `result` is whole. */
bool mp_live_fast(mp_self_t *self, const mp_op_t *op, mp_result_t *result);

/* --- Buffers of queues in a free run (live_queue.c) --- */

/* Appends a message to its own buffer without the guard of the queue, where that may be. True: done, `result`
 * is whole. */
bool mp_live_lag(mp_self_t *self, const mp_op_t *op, mp_result_t *result);

/* The flags with which `op` is to be applied under the guard: an eager PUT loses its eagerness while a getter
 * works on another processor, so that the next ones need no guard. */
uint16_t mp_live_flags(mp_self_t *self, const mp_object_t *object, const mp_op_t *op);

/* After a PUT was applied under the guard: remembers whether the next may lag. */
void mp_live_may_lag(mp_self_t *self, const mp_object_t *object, const mp_op_t *op);

/* After a GET under the guard: what the next one will look at is fetched from the processor that put it. */
void mp_live_look_ahead(const mp_mem_t *mem, const mp_object_t *object);

/* Under the guard of a queue: the latches of all buffers that `op` may take from. False: it takes from none,
 * and none is to be dropped. */
bool mp_live_latch(mp_mem_t *mem, const mp_object_t *object, const mp_op_t *op, uint32_t who);
void mp_live_unlatch(mp_mem_t *mem, const mp_object_t *object, uint32_t who);

/* Notes in the object who changed it last; for display. */
void mp_live_note(mp_self_t *self, mp_object_t *object, const mp_op_t *op);

/* In the word of a queue or pipe owner and value are not used otherwise: who was here last, and before it who
 * else. So a waiter knows whom it waits for, most likely. */
static inline void mp_live_remember_actor(mp_object_t *object, uint32_t who)
{
    if ((object->kind == MP_QUEUE || object->kind == MP_PIPE) && object->owner != who + 1) {
        object->value = object->owner;
        object->owner = (uint16_t)(who + 1);
    }
}

/* Whom to wake at an object, found under its guard, woken when it has been dropped. */
typedef struct {
    mp_set_t whos;
} mp_wakes_t;

/* Adds those waiters of `object` who may go now: one where each takes something, all where nobody does. One
 * that is WOKEN already comes to look anyway, so it is not woken again; but its waker may have died before it
 * really woke it, so the zygote wakes all of them (`sure`), even if they may not go now: nobody would later. */
void mp_live_find_wakes(mp_world_t *world, const mp_mem_t *mem, mp_object_t *object, uint32_t self, bool sure,
                        mp_wakes_t *wakes);
/* How many FUTEX_WAKE calls were made, and how many sleepers the kernel woke. */
typedef struct {
    uint32_t calls, count;
} mp_woken_t;

/* Wakes them, and adds to `woken`, which may be NULL. */
void mp_live_wake(mp_world_t *world, const mp_wakes_t *wakes, mp_woken_t *woken);
/* The same by a lesson process, which notes the call. */
void mp_live_wake_for(mp_self_t *self, const mp_wakes_t *wakes);

/* Sleeps until the wait word is not `seen` any more, or until the deadline of the slot. `object`: what it
 * waits at, NULL for a sleep. The caller has set the stand to BLOCKED before it let go of the guard, so a
 * waker that found it among the waiters changes the word. */
void mp_live_doze(mp_self_t *self, const mp_object_t *object, uint32_t seen);

/* Whoever is likely to end a wait at `object` is awake on another processor: spinning pays. */
bool mp_live_peer_works(mp_self_t *self, const mp_object_t *object);

/* The deadline of its operation has come. */
bool mp_live_is_late(const mp_self_t *self);

/* What a process that left by EXIT leaves behind: mp_bury on every object, with guards and wakes. */
void mp_live_leave_all(mp_self_t *self);

static inline void mp_live_stand_at(mp_self_t *self, mp_stand_t stand)
{
    atomic_store_explicit(&self->slot->stand, stand, memory_order_release);
}

static inline bool mp_live_is_process_op(uint32_t kind)
{
    return kind >= MP_OP_START && kind <= MP_OP_WAITPID;
}

/* In a free run stamps of one object shall come in the order of its operations, so the event is written under
 * the guard; held it may have to wait for room, and order needs no guard. */
static inline void mp_live_log(mp_self_t *self, const mp_op_t *op, const mp_result_t *result,
                               bool under_guard)
{
    if (under_guard == (self->free_mode != 0))
        mp_event_op(self, op, result);
}

static inline bool mp_live_is_free(const mp_world_t *world)
{
    return !(atomic_load_explicit(&world->mode, memory_order_relaxed) & MP_MODE_HELD);
}

#endif

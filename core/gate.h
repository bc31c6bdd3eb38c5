/*
 * The gate: where a process stands before each visible operation.
 *
 * mp_perform (live.h) calls, in this order:
 *     mp_gate_enter     publishes the operation; free: returns at once; held: waits for a grant
 *     … guard, apply, or (free) join the waiters and sleep …
 *     mp_gate_again     when it was woken and the mode has changed, the same operation, the same deadline
 *     mp_gate_leave     the step is done: counts it; the private code after it belongs to this step
 * and the language machine calls mp_gate_poll at backward jumps when *mp_gate_poll_word changed.
 *
 * Free run: entering costs the publishing and one comparison. Held: the process publishes, carries the epoch
 * into its slot, calls the host, and sleeps on its wait word. Predicate: the mode is FREE, or grant_kind is
 * not NONE. No wake is lost: wait_word is read before the predicate, and the host writes mode or grant before
 * it bumps the word.
 *
 * Signals. An operation other than SIGNAL, SIGNAL_TAKE, EXIT and DIE whose process has a handled signal
 * waiting ends as a step of its own with MP_INTERRUPTED, nothing applied; the language then performs
 * SIGNAL_TAKE, runs the handler, and performs the operation again. While held a deadly KILL is only marked
 * (`doomed` of the process object); the next step of the victim is DIE: it applies it and raises the signal
 * upon itself, so schedules and search count the same steps. In a free run KILL sends the signal at once.
 *
 * While held, time is virtual and stands still; exactly one process is granted at a time, so the pure
 * functions are called without contention. Nobody is on a waiter list while held: a waiter leaves it when it
 * sees the mode change.
 */
#ifndef LOCKSTEP_CORE_GATE_H
#define LOCKSTEP_CORE_GATE_H

#include "core/object.h"
#include "core/world.h"

typedef enum {
    MP_GATE_GO,      /* try the operation; while held it is enabled */
    MP_GATE_TIMEOUT, /* its timeout fires: result MP_TIMEOUT (a SLEEP is over: MP_OK) */
    MP_GATE_SIGNAL,  /* a handled signal waits: result MP_INTERRUPTED, nothing applied; counts as a step */
} mp_gate_t;

/* Publishes `op`, sets the slot's deadline from op->timeout_ns, and waits as the mode demands. */
mp_gate_t mp_gate_enter(mp_self_t *self, const mp_op_t *op);

/* Waits at the gate with the operation and the deadline already published: after a change of mode, and after
 * apply said MP_AGAIN while held (which counts as a step). */
mp_gate_t mp_gate_again(mp_self_t *self);

/* The step is done. */
void mp_gate_leave(mp_self_t *self);

/* True when the mode is not the free mode last seen: a sleeper goes back to the gate. */
static inline bool mp_gate_changed(const mp_self_t *self)
{
    return atomic_load_explicit(&self->world->mode, memory_order_acquire) != self->free_mode;
}

/* The word that changes when mp_gate_poll should be called, at a backward jump. Compare it with the value
 * kept from the last call; reading it is one relaxed load. */
static inline const _Atomic uint32_t *mp_gate_poll_word(const mp_self_t *self)
{
    return &self->slot->wait_word;
}

/* True when the process should come to the gate now with a SPIN operation: the host wants the world still,
 * or, in a free run, a signal waits whose handler should run. False between a grant and the next operation,
 * so that a held run takes the same steps every time. */
bool mp_gate_poll(mp_self_t *self);

/* What the pending operation of `who` would do now, exact while the world is still, safe on hostile memory:
 * MP_READY also for a sleep or a time-out whose time has come, for a handled signal, and for a doomed
 * process. MP_ENTER: a grant lets it begin to wait (object.h); only as the first step of a grant. */
mp_enabled_t mp_gate_enabled(mp_world_t *world, const mp_mem_t *mem, uint32_t who);

/* Whether a timeout of the pending operation may fire: it has one and is not ready. */
bool mp_gate_may_time_out(mp_world_t *world, const mp_mem_t *mem, uint32_t who);

#endif

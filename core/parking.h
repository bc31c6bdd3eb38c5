/*
 * Pausing private code that does not come to the gate by itself.
 *
 * A process in a free run sees a pause at its next operation, or at the next backward jump of the language machine.
 * One builtin of C may take much longer than that (sorting ten million items, a large power). Such a process is
 * parked: the host sends it SIGURG, and the handler performs MP_OP_SPIN, as the machine would have done at a safe
 * point. It stands at the gate then like any other; with a grant, or when the world is let go, it returns into its
 * builtin.
 *
 * That is sound only while nothing of core is under way in this process: between mp_private_begin and
 * mp_private_end. Outside (the default) the signal does nothing. By default SIGURG is ignored, so processes that
 * never installed the handler are never hurt, and lessons can neither send nor handle it.
 *
 * It happens in a world that ran free before it was held (mp_machine_hold): on the way there, and when a step then
 * runs for long. A world that is held from its start is never parked: its steps must be the same each time.
 */
#ifndef LOCKSTEP_CORE_PARKING_H
#define LOCKSTEP_CORE_PARKING_H

#include <signal.h>
#include <stdatomic.h>

#include "core/world.h"

/* In a new main, once; its children inherit it. `self` stays where it is. */
void mp_parking_install(mp_self_t *self);

/* What follows touches nothing of core and may be parked anywhere. */
static inline void mp_private_begin(mp_self_t *self)
{
    atomic_signal_fence(memory_order_seq_cst); /* the handler is the only other reader */
    self->in_private = 1;
}

static inline void mp_private_end(mp_self_t *self)
{
    self->in_private = 0;
    atomic_signal_fence(memory_order_seq_cst);
}

/* Host: the process in this slot, if it runs private code, is to stand at the gate. It may be at a place where it
 * cannot be parked: ask again a little later. */
void mp_parking_nudge(mp_slot_t *slot);

#endif

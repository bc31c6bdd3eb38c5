#include "core/parking.h"

#include <errno.h>

#include "core/live.h"
#include "core/signals.h"

/* A handler has no argument of ours. Thread-local for the reason that signals.c gives. */
static _Thread_local mp_self_t *volatile own_self;

/* Nothing of core is under way here, so all of it may be used. */
static void park(int signal)
{
    (void)signal;
    mp_self_t *self = own_self;
    int error = errno;
    if (self == NULL || !self->in_private) {
        return;
    }
    uint32_t mode = atomic_load_explicit(&self->world->mode, memory_order_acquire);
    if ((mode & MP_MODE_HELD) != 0 && atomic_exchange(&self->slot->park, 0) != 0) {
        mp_op_t spin = {.kind = MP_OP_SPIN, .timeout_ns = -1};
        mp_result_t result;
        mp_private_end(self);
        mp_perform(self, &spin, &result);
        mp_private_begin(self);
    }
    errno = error;
}

void mp_parking_install(mp_self_t *self)
{
    struct sigaction action = {.sa_handler = park, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    own_self = self;
    sigaction(SIGURG, &action, NULL);
}

void mp_parking_nudge(mp_slot_t *slot)
{
    if (atomic_load_explicit(&slot->life, memory_order_acquire) == MP_LIFE_RUNNING &&
        atomic_load_explicit(&slot->stand, memory_order_acquire) == MP_STAND_PRIVATE) {
        atomic_store(&slot->park, 1);
        mp_signals_send(slot, SIGURG);
    }
}

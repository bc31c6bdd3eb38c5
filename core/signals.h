/*
 * Real signals of lesson processes.
 *
 * A handler of ours only notes: SIGCHLD bumps the wait word of its process; a signal that the lesson handles
 * sets its bit in slot->signals and bumps the wait word, unless it was sent by KILL of another lesson
 * process, which has marked the process object already (it says so by si_value). Sleeps in futex end with
 * EINTR, so nothing is slept over.
 *
 * A handler has no argument of ours: which slot is its process's stands in the one variable of signals.c.
 */
#ifndef LOCKSTEP_CORE_SIGNALS_H
#define LOCKSTEP_CORE_SIGNALS_H

#include <stdint.h>

#include "core/slot.h"

/* From now on this process's signals go to this slot; NULL: nowhere. */
void mp_signals_follow(mp_slot_t *slot);

/* In a new main: SIGCHLD bumps, SIGPIPE is ignored, all others do what they do by default. */
void mp_signals_install(void);

/* What the kernel does with TERM, INT or USR1: MP_SIGNAL_DEFAULT, _IGNORE, _HANDLE. MP_ERR_ARGUMENT for
 * others. */
mp_status_t mp_signals_set(int signal, uint32_t action);

/* Around a fork: a newborn takes no signal before it follows its own slot. */
void mp_signals_block(uint64_t *before);
void mp_signals_restore(const uint64_t *before);

/* Sends `signal` to the process in `slot`, by pidfd, unless its pid may be another's already. */
void mp_signals_send(mp_slot_t *slot, int signal);

/* Sends a deadly signal to oneself, by default action. Comes back only if the kernel refuses. */
void mp_signals_raise(int pid, int signal);

#endif

/*
 * Confinement of lesson processes by a seccomp filter, loaded once in main and inherited by its children.
 *
 * Allowed is what lesson processes need and nothing else: futex, clone with exactly fork's flags, waiting,
 * exiting, memory, signals to oneself and by pidfd, clocks, entropy, reading and writing on given
 * descriptors. clone3 answers ENOSYS so that the C library falls back to clone. Everything else kills the
 * process (SIGSYS); in sanitizer builds it answers EPERM instead, and what the sanitizer needs is allowed.
 */
#ifndef LOCKSTEP_CORE_CONFINE_H
#define LOCKSTEP_CORE_CONFINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/status.h"

/* Loads the filter into the calling process for good. Reading and writing are allowed on the descriptors
 * listed and on none else. `signal_by_pid` allows rt_sigqueueinfo(2), for systems without pidfd. The caller has
 * set PR_SET_NO_NEW_PRIVS. MP_ERR_UNSUPPORTED: the kernel took no filter, and none is loaded. */
mp_status_t mp_confine(const int32_t *descriptors, size_t count, bool signal_by_pid);

/* Whether this system, or the container that we are in, lets a process load such a filter; asks the two calls
 * that would load it, without loading one. */
bool mp_confine_possible(void);

#endif

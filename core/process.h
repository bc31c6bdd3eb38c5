/*
 * Real processes: birth, end, reaping, signals.
 *
 * Birth (START, FORK). The parent claims a slot, fills it, applies START to the process object, moves life to
 * NEW, and forks. The newborn writes its pid by
 * compare-and-swap (lost: the zygote has given it up, so it leaves), reads the lifeline (end of file: the
 * zygote is gone, so it leaves), moves life to RUNNING by compare-and-swap (lost: it was given up for dead,
 * so it leaves), and goes on as a copy of its parent with a self of its own. mp_process_perform returns in
 * both: result->value is the child's path in the parent and MP_PATH_NONE in the child.
 *
 * End (EXIT). The process applies EXIT to its own process object, then leaves by _exit with that status; the
 * machine flushes, terminates daemons, joins children and queues before it performs EXIT. It never returns.
 *
 * Reaping (JOIN, WAITPID, IS_ALIVE, EXITCODE). JOIN is enabled when the process object has exited. The one
 * who is the parent then writes life = REAPING, waits with waitid (short: the child has applied EXIT or is
 * buried), and writes REAPED. A child that was killed has exited only when the zygote has buried it. SIGCHLD
 * bumps the parent's wait word, so a sleeping parent needs no futex wake from its child.
 *
 * Holder dies: see zygote.h. A parent killed between claim and fork leaves a slot that the zygote frees.
 */
#ifndef LOCKSTEP_CORE_PROCESS_H
#define LOCKSTEP_CORE_PROCESS_H

#include "core/world.h"

enum { MP_EXIT_SANDBOX = 125 }; /* a process that may not go on leaves with this */

/* Performs START, FORK, EXIT, JOIN, IS_ALIVE, EXITCODE, KILL, GETPPID or WAITPID after the gate said GO. JOIN
 * and WAITPID: the caller (mp_perform) has found them enabled. Failure leaves the process object as it was.
 */
mp_status_t mp_process_perform(mp_self_t *self, const mp_op_t *op, mp_result_t *result);

/* Reaps those children of `self` that have exited, without waiting (what start() does in CPython). */
void mp_process_reap_finished(mp_self_t *self);

/* Sets the name shown for `who`, which is `self` or a child of it. Cut to MP_NAME_BYTES. */
void mp_process_set_name(mp_self_t *self, uint32_t who, const char *name);

/* Called by mp_perform after SIGNAL was applied: makes the kernel do what the lesson wants of `signal` (TERM,
 * INT or USR1) from now on; children inherit it. `action` is MP_SIGNAL_DEFAULT, _IGNORE or _HANDLE (op.h). A
 * handled signal that somebody outside sends sets its bit in slot->signals; the gate turns that into KILL on
 * the own process object. */
mp_status_t mp_process_on_signal(mp_self_t *self, int signal, uint32_t action);

/* Whether a handled signal waits to be taken with SIGNAL_TAKE. One or two relaxed loads when there is none.
 */
bool mp_process_signalled(mp_self_t *self);

/* Fills a claimed slot for a newborn, counts the birth, and makes the slot live. `parent` is NULL for main.
 */
void mp_process_fill_slot(mp_world_t *world, uint32_t who, uint32_t process, mp_path_t path,
                          const mp_slot_t *parent, uint32_t parent_who);

/* In a new main, by the zygote: makes `self` the occupant of `who`. In a newborn: corrects the copy of
 * `self`. Leaves by _exit if the lifeline is cut or the slot is lost. */
void mp_process_become(mp_self_t *self, uint32_t who, uint64_t birth);

/* Leaves at once: life = EXITED, _exit(code). For EXIT, and for a main that returns. */
_Noreturn void mp_process_leave(mp_self_t *self, int code);

/* Dies by `signal` for good: the kernel says so to whoever waits. For DIE, at the gate. */
_Noreturn void mp_process_die(mp_self_t *self, int signal);

#endif

/*
 * Performing visible operations on real processes: the C API of core.
 *
 *     host: mp_machine_new(entry) → mp_machine_start → entry(self, …) runs in a process of its own
 *     entry: mp_value_new, mp_lock_new, … → mp_process_start → … → mp_process_join → return code
 *
 * Everything goes through mp_perform: publish the operation at the gate (gate.h); take the object's guard
 * (guard.h); enabled? apply, wake those who may go now, let go; else join the waiters and sleep on one's own
 * wait word until somebody changes the object, the deadline comes, or the mode changes. In a free run the
 * common cases (an uncontended lock, a read, a write) never take the guard: one compare-and-swap.
 *
 * Any process may be killed at any instruction: see guard.h for what the zygote then does.
 *
 * All functions return a status; MP_TIMEOUT when a wait was over, MP_INTERRUPTED when a signal with a handler
 * came (the operation was not done: run the handler, then perform it again), MP_ERR_* otherwise. Timeouts are
 * nanoseconds: -1 for ever, 0 do not wait. `self` is the caller's own and is not shared.
 */
#ifndef LOCKSTEP_CORE_LIVE_H
#define LOCKSTEP_CORE_LIVE_H

#include "core/arena.h"
#include "core/object.h"
#include "core/op.h"
#include "core/world.h"

/* Does one visible operation; result is written whole. Returns result->status. START and FORK return twice,
 * in the parent and in the child. EXIT never returns. op->message is taken over only with MP_OK. Where an
 * operation is about the caller's own process object, object (START, FORK: object2) 0 means that. */
mp_status_t mp_perform(mp_self_t *self, const mp_op_t *op, mp_result_t *result);

/* Makes an object that others can find: fills in creator and ordinal, publishes it. Private: not a step. */
mp_status_t mp_live_create(mp_self_t *self, const mp_create_t *create, uint32_t *object);

/* A message of these bytes; 0 when the arena is full. It is the caller's until an operation takes it over.
 * mp_message_bytes is valid until mp_message_drop. */
uint32_t mp_message_new(mp_self_t *self, const void *bytes, uint32_t size);
/* The same for a text to be printed by WRITE: there is room for a few when nothing else fits any more. */
uint32_t mp_text_new(mp_self_t *self, const void *bytes, uint32_t size);
const void *mp_message_bytes(mp_self_t *self, uint32_t message, uint32_t *size);
void mp_message_drop(mp_self_t *self, uint32_t message);

/* --- What others call for --- */

/* The zygote, once the kernel says that `who` is dead: guards taken over and rolled back, off all waiter
 * lists, process object ended with `wait_status` (unless EXIT said it before), locks and ends as mp_bury
 * says, and everybody woken who may go now. `arena` is the zygote's own, attached with MP_SLOTS' undo record.
 * False: some guard could not be had, because its holder is dead too and not buried yet (or hostile): bury
 * others, then call again; the process object has not ended so far. With `give_up` such objects are left
 * alone, and it is true. */
bool mp_live_bury(mp_world_t *world, mp_arena_t *arena, uint32_t who, uint32_t wait_status, bool give_up);

/* Under the guard of the object: mp_apply for operations that mp_process_perform does itself, and wakes those
 * who may go now. */
void mp_live_apply(mp_self_t *self, const mp_op_t *op, mp_result_t *result);

/* After a fork, by the parent before it or the child after it, once: the child holds its parent's pipe ends.
 */
void mp_live_inherit(mp_self_t *self, uint32_t child);

/* Undoes a START or FORK (operand: who of the child) that was applied and whose fork the kernel refused. */
void mp_live_unstart(mp_self_t *self, const mp_op_t *op);

/* --- Processes --- */
/* `process` is made by mp_process_new. Returns MP_OK twice: *in_child says where. */
mp_status_t mp_process_new(mp_self_t *self, const char *name, uint32_t *process);
mp_status_t mp_process_start(mp_self_t *self, uint32_t process, bool *in_child);
mp_status_t mp_process_join(mp_self_t *self, uint32_t process, int64_t timeout_ns, int *wait_status);
mp_status_t mp_process_is_alive(mp_self_t *self, uint32_t process, bool *alive);
mp_status_t mp_process_kill(mp_self_t *self, uint32_t process, int signal);
_Noreturn void mp_process_exit(mp_self_t *self, int code);

/* --- Shared values: bits of 64; a double or a signed number is the caller's cast --- */
mp_status_t mp_value_new(mp_self_t *self, const char *name, uint64_t initial, uint32_t lock, uint32_t *value);
mp_status_t mp_array_new(mp_self_t *self, const char *name, uint32_t count, uint64_t initial, uint32_t lock,
                         uint32_t *array);
mp_status_t mp_value_load(mp_self_t *self, uint32_t value, uint32_t index, uint64_t *bits);
mp_status_t mp_value_store(mp_self_t *self, uint32_t value, uint32_t index, uint64_t bits);

/* --- Locks, semaphores --- */
mp_status_t mp_lock_new(mp_self_t *self, const char *name, uint32_t *lock);
mp_status_t mp_rlock_new(mp_self_t *self, const char *name, uint32_t *rlock);
mp_status_t mp_semaphore_new(mp_self_t *self, const char *name, uint32_t initial, bool bounded,
                             uint32_t *semaphore);
mp_status_t mp_lock_acquire(mp_self_t *self, uint32_t lock, int64_t timeout_ns); /* also RLock, Semaphore */
mp_status_t mp_lock_release(mp_self_t *self, uint32_t lock);

/* --- Condition, event, barrier --- */
mp_status_t mp_condition_new(mp_self_t *self, const char *name, uint32_t lock, uint32_t *condition);
/* Holds `lock` again when it returns, whatever it returns but MP_ERR_NOT_OWNER. */
mp_status_t mp_condition_wait(mp_self_t *self, uint32_t condition, uint32_t lock, int64_t timeout_ns);
mp_status_t mp_condition_notify(mp_self_t *self, uint32_t condition, uint32_t lock, uint64_t count);
mp_status_t mp_event_new(mp_self_t *self, const char *name, uint32_t *event);
mp_status_t mp_event_set(mp_self_t *self, uint32_t event);
mp_status_t mp_event_clear(mp_self_t *self, uint32_t event);
mp_status_t mp_event_wait(mp_self_t *self, uint32_t event, int64_t timeout_ns, bool *set);
mp_status_t mp_barrier_new(mp_self_t *self, const char *name, uint32_t parties, uint32_t *barrier);
mp_status_t mp_barrier_wait(mp_self_t *self, uint32_t barrier, int64_t timeout_ns, uint32_t *index);

/* --- Queues and pipes; `weight` is the size that CPython would send (pickled bytes) --- */
mp_status_t mp_queue_new(mp_self_t *self, const char *name, uint32_t maxsize, bool simple, uint32_t *queue);
mp_status_t mp_queue_put(mp_self_t *self, uint32_t queue, uint32_t message, uint32_t weight,
                         int64_t timeout_ns);
mp_status_t mp_queue_get(mp_self_t *self, uint32_t queue, int64_t timeout_ns, uint32_t *message);
mp_status_t mp_queue_flush(mp_self_t *self, uint32_t queue);
mp_status_t mp_pipe_new(mp_self_t *self, const char *name, bool duplex, uint32_t *pipe);
mp_status_t mp_pipe_send(mp_self_t *self, uint32_t pipe, uint32_t end, uint32_t message, uint32_t weight);
mp_status_t mp_pipe_recv(mp_self_t *self, uint32_t pipe, uint32_t end, uint32_t *message);
mp_status_t mp_pipe_poll(mp_self_t *self, uint32_t pipe, uint32_t end, int64_t timeout_ns, bool *ready);
mp_status_t mp_pipe_close(mp_self_t *self, uint32_t pipe, uint32_t end);

/* --- The rest --- */
mp_status_t mp_write(mp_self_t *self, int descriptor, const char *text, uint32_t bytes);
mp_status_t mp_sleep(mp_self_t *self, int64_t duration_ns);
mp_status_t mp_clock(mp_self_t *self, int64_t *now_ns);

#endif

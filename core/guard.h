/*
 * Guards: short mutual exclusion over one object, robust against the death of the holder at any instruction.
 *
 *     mp_guard_take → (mp_touch → change)* → mp_guard_commit → mp_guard_drop
 *
 * The guard is the low half word of an object's `word`: who + 1 of its holder, or 0, and MP_GUARD_WAITERS
 * when somebody sleeps here. While it is not 0 no fast path (live_fast.c) changes any bit of the word.
 *
 * Undo record, in the slot of the process: `used` bytes of entries {ref, bytes, the bytes as they were}. An
 * entry is complete before `used` counts it, and only then are the bytes changed; commit sets `used` to 0.
 * A process killed in between leaves either nothing changed, or a record that restores what was; the memory
 * order within one process is its program order, and the zygote looks only when the kernel has ended it.
 *
 * Death of a holder: the zygote rolls its record back, then takes over each guard whose holder it was
 * (mp_guard_take_over), takes it out of the waiters, and wakes who may go. It also wakes every waiter that
 * stands WOKEN, whether it may go now or not: the dead one may have said WOKEN and not called it any more, and
 * others pass over who is WOKEN.
 *
 * The buffer of a sender of a queue has a latch beside the queue's guard. Its owner may append to a buffer
 * that is not empty under the latch alone, without a look at the queue (live_queue.c); everybody else holds
 * the queue's guard and then the latch of each buffer that it takes from; the owner, when it holds the guard,
 * needs no latch, since only holders of the guard ever take the latches of others. Nobody waits for a guard
 * with a latch. Of a dead process the zygote drops the latches once its record is rolled back, and before it
 * waits for the guard: its holder may be waiting for that latch.
 *
 * Order: at most two objects are guarded at once, the lower ref first. The arena's central store has a guard
 * of its own, taken only while no object's is held.
 */
#ifndef LOCKSTEP_CORE_GUARD_H
#define LOCKSTEP_CORE_GUARD_H

#include <stdint.h>

#include "core/arena.h"
#include "core/object.h"
#include "core/slot.h"

typedef struct {
    uint32_t used; /* bytes of `entries` that count */
    uint32_t reserved;
    unsigned char entries[MP_UNDO_BYTES - 8];
} mp_undo_t;

/* Waits for the guard and takes it as `who`. False only if it could not be had within `patience_ns` (-1:
 * however long it takes): the zygote does not wait for ever on memory that it does not trust. */
bool mp_guard_take(mp_object_t *object, uint32_t who, int64_t patience_ns);

/* What was changed stays. Before the guards are dropped. */
void mp_guard_commit(mp_arena_t *arena);

/* Lets go. MP_GUARD_WAITERS follows object->waiters. */
void mp_guard_drop(mp_object_t *object);

/* The `touch` of an arena's mp_mem_t. */
void mp_guard_touch(mp_mem_t *mem, uint32_t ref, uint32_t bytes);

/* Puts back what the record says; ends at an entry that does not lie in `mem`. Then the record is empty. */
void mp_guard_rollback(const mp_mem_t *mem, unsigned char *undo);

/* If `dead` holds the guard, `heir` does from now on. True if it did. */
bool mp_guard_take_over(mp_object_t *object, uint32_t dead, uint32_t heir);

/* The latch of a buffer, waited for however long it takes: its holder does a few instructions, or is dead. */
void mp_latch_take(mp_sender_t *sender, uint32_t who);
void mp_latch_drop(mp_sender_t *sender);

/* If `dead` holds the latch nobody does from now on. */
void mp_latch_take_from(mp_sender_t *sender, uint32_t dead);

/* One turn of waiting for something short: pauses at first, gives the processor away later. */
void mp_guard_pause(uint32_t turn);

/* Waits about a microsecond. Far between the looks: each takes a line away from who works on it, and two who
 * take it in turns at each operation are several times slower than two who have it for a microsecond each. */
void mp_guard_back_off(void);

#endif

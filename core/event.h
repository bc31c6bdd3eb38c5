/*
 * The event log: a ring per process, merged by the host.
 *
 * A ring has one writer (its process; the zygote writes the last ring, MP_SLOTS) and one reader (the host).
 * The writer fills records and then moves `head` (release); the host copies up to `head` (acquire), checks
 * every bound, and moves `tail` (release). A process that dies while it writes leaves `head` where it was:
 * nothing half-written is ever read. A slot's next occupant goes on in the same ring; each record names its
 * path.
 *
 * Output (WRITE) and life events are never lost: the writer calls the host and waits for room, holding no
 * guard. All others may use half of the ring only, and are dropped and counted in `lost` beyond that.
 *
 * Order: `stamp` is the time-stamp counter, read after the operation was applied and while its guard is still
 * held where there is one; so operations on one object have stamps in the order in which they happened.
 */
#ifndef LOCKSTEP_CORE_EVENT_H
#define LOCKSTEP_CORE_EVENT_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/world.h"

enum {
    MP_RINGS = 257,         /* one per slot, and the zygote's */
    MP_RING_RECORDS = 4096, /* a power of two */
    MP_EVENT_TEXT = 8192    /* most bytes of one WRITE event */
};

/* The system calls that core made for an operation, for the view under the hood. The gate's own waiting and
 * calling of the host are not among them: they are the sandbox's, not the operation's. */
typedef enum {
    MP_CALL_FORK = 1 << 0,       /* clone */
    MP_CALL_EXIT = 1 << 1,       /* exit_group */
    MP_CALL_WAITPID = 1 << 2,    /* waitid of a child that has ended */
    MP_CALL_KILL = 1 << 3,       /* pidfd_send_signal */
    MP_CALL_FUTEX_WAIT = 1 << 4, /* for an object to change */
    MP_CALL_FUTEX_WAKE = 1 << 5,
    MP_CALL_WRITE = 1 << 6,
    MP_CALL_SLEEP = 1 << 7, /* futex with a time limit and nobody to wake it */
    MP_CALL_CLOCK = 1 << 8, /* clock_gettime */
    MP_CALL_GETPPID = 1 << 9,
    MP_CALL_GETRANDOM = 1 << 10,
} mp_call_t;

/* The time-stamp counter as it stands in events; it ticks evenly, at a rate of its own. */
uint64_t mp_event_stamp(void);

typedef enum {
    MP_EVENT_OP,      /* `op` says which operation was done */
    MP_EVENT_BORN,    /* value: pid. By the newborn itself, before its first instruction */
    MP_EVENT_DIED,    /* value: wait status. By the zygote, when the kernel says so and it has been buried */
    MP_EVENT_ADOPTED, /* value: pid. By the zygote: its parent died first */
    MP_EVENT_SIGNAL,  /* value: signal. A handler of the lesson is about to run */
    MP_EVENT_WAKES, /* free run: the operation logged before woke others, after it had let go of its guard */
    MP_EVENT_KINDS,
} mp_event_kind_t;

typedef struct {
    uint64_t stamp; /* time-stamp counter; only its order means anything */
    mp_path_t path; /* of the process it happened to */
    uint64_t
        value; /* of the result (loaded, child's path…); STORE, EXIT, KILL: the operand; or as mp_event_kind_t says */
    uint64_t step;    /* step number of that process, from 1; 0 for life events */
    uint32_t object;  /* 0 none */
    uint32_t object2; /* 0 none */
    uint32_t index;
    uint32_t line;
    uint16_t calls;      /* bits of mp_call_t: system calls that were really made for it */
    uint8_t wakes;       /* FUTEX_WAKE calls among them, at most 255 */
    uint8_t woken;       /* sleepers that these woke, as the kernel said */
    uint32_t text_bytes; /* WRITE: bytes that follow in the next records */
    uint16_t op;         /* mp_op_kind_t */
    uint16_t who;
    uint8_t kind;    /* mp_event_kind_t */
    uint8_t status;  /* mp_status_t of the result */
    uint8_t flags;   /* of the operation */
    uint8_t records; /* how many 64-byte records of text follow */
} mp_event_t;

_Static_assert(sizeof(mp_event_t) == 64, "an event is one record of the ring");

typedef struct mp_ring {
    alignas(64) _Atomic uint64_t head; /* writer */
    _Atomic uint64_t lost;             /* writer: events dropped */
    alignas(64) _Atomic uint64_t tail; /* host */
    alignas(64) mp_event_t records[MP_RING_RECORDS];
} mp_ring_t;

/* Says after the event of `op` which wake-ups followed it: in a free run that event is written under the guard, and
 * they come after it. May be dropped. */
void mp_event_wakes(mp_self_t *self, const mp_op_t *op);

/* Appends a WRITE with its text, in pieces of MP_EVENT_TEXT; waits for room, so the caller holds no guard.
 * Returns MP_OK, or the status of a limit when the session's output is exhausted (nothing is appended then).
 */
mp_status_t mp_event_write(mp_self_t *self, const mp_op_t *op, const char *text, size_t bytes);

/* Appends a life event of `path` to the ring of `self`. A lesson process waits for room; the zygote (no slot)
 * never does and gets false when there is none. */
bool mp_event_life(mp_self_t *self, mp_event_kind_t kind, uint32_t who, mp_path_t path, uint64_t value);

/* The operation is not logged, or the ring of a free run was full a moment ago (then it is counted as lost):
 * who makes more events than are read does not look for room at each. */
static inline bool mp_event_is_dropped(mp_self_t *self)
{
    if (atomic_load_explicit(&self->world->log, memory_order_relaxed) == 0)
        return true;
    if (self->blind == 0 ||
        (atomic_load_explicit(&self->world->mode, memory_order_relaxed) & MP_MODE_HELD) != 0)
        return false;
    self->blind--;
    uint64_t lost = atomic_load_explicit(&self->ring->lost, memory_order_relaxed);
    atomic_store_explicit(&self->ring->lost, lost + 1, memory_order_relaxed);
    return true;
}

void mp_event_append(mp_self_t *self, const mp_op_t *op, const mp_result_t *result);

/* Appends what `self` just did: the place for every operation but WRITE. Free: never waits, may drop. Held:
 * may wait for room, so the caller holds no guard then (held, nobody else runs, so order does not need it).
 */
static inline void mp_event_op(mp_self_t *self, const mp_op_t *op, const mp_result_t *result)
{
    if (!mp_event_is_dropped(self))
        mp_event_append(self, op, result);
}

/* The ring of slot `who`, MP_SLOTS for the zygote's. */
mp_ring_t *mp_event_ring(mp_world_t *world, uint32_t who);

#endif

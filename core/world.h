/*
 * The shared world of a session, and what one process knows about itself.
 *
 * A world is one mapping, made before the zygote is forked: header, slots, event rings, then the arena of
 * core-sync's objects and messages. Its address is the same in every process of the session, but nothing in
 * it is a pointer.
 */
#ifndef LOCKSTEP_CORE_WORLD_H
#define LOCKSTEP_CORE_WORLD_H

#include <signal.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/slot.h"
#include "core/status.h"

/* The mode word: epoch << 1 | held. Each change of mode, and each call for attention, is a new epoch. */
enum { MP_MODE_HELD = 1 };

typedef struct {
    uint64_t arena_bytes; /* objects and messages; default 64 MiB */
    uint64_t heap_bytes;  /* private address space of a lesson process beyond the machine's own; 0 no limit */
    uint64_t output_bytes; /* written text of a whole session; default 64 MiB, 0 no limit */
    uint32_t processes;    /* live at once, at most MP_SLOTS */
    uint32_t births;       /* of a whole session; 0 no limit */
    bool events;           /* append operations to the rings; life and output go there in any case */
    bool direct_output;    /* WRITE goes to file descriptor 1 or 2 itself, and not to the ring */
    bool confine;          /* load the seccomp filter */
    double speed;          /* free run: how fast the clock runs, 1 is real */
} mp_config_t;

typedef struct {
    /* Written by the host before the session's main is forked; constant. */
    uint64_t magic;
    uint64_t total_bytes; /* of the whole mapping */
    uint64_t slots_at;    /* offsets from the world's start */
    uint64_t rings_at;
    uint64_t notes_at;
    uint64_t arena_at;
    uint64_t arena_bytes;
    uint64_t blob_at; /* what mp_machine_start gave */
    uint64_t blob_bytes;
    uint64_t session;    /* counts the sessions of a machine from 1 */
    int64_t start_ns;    /* CLOCK_MONOTONIC at the start */
    int32_t host_fd;     /* eventfd by which lesson processes and the zygote wake the host */
    int32_t zygote_fd;   /* eventfd by which births and deaths wake the zygote */
    int32_t lifeline_fd; /* read end of the pipe whose write end the zygote alone holds */
    int32_t zygote_pid;
    mp_config_t config;

    /* Mode and time. Written by the host alone. Order: virtual_ns, then mode (release), then every slot is
     * woken. */
    alignas(64) _Atomic uint32_t mode;
    _Atomic uint32_t clock_seq; /* odd while the words of the clock change */
    _Atomic int64_t virtual_ns; /* the clock while held; and what the free clock started from */
    _Atomic int64_t free_ns;    /* CLOCK_MONOTONIC when the free run began */
    _Atomic double speed;       /* of the free clock */
    _Atomic uint32_t log;       /* 1: operations are appended to the rings */
    _Atomic uint32_t notes;     /* 1: processes should leave a note before they stand at the gate */

    /* Waking the host. A process that comes to the gate: host_word += 1, then a wake as host_sleeps says. */
    alignas(64) _Atomic uint32_t host_word;
    _Atomic uint32_t host_sleeps; /* host: 1 in FUTEX_WAIT on host_word, else it looks at the eventfd */
    _Atomic uint32_t host_called; /* 1: the eventfd has been written since the host last drained it */

    /* Births and deaths. births: fetch_add by parents. births_called: a parent sets it with the eventfd's
     * write, the zygote clears it before it scans. */
    alignas(64) _Atomic uint64_t births;
    _Atomic uint32_t births_called;
    _Atomic uint64_t output;  /* bytes written so far */
    _Atomic uint32_t top;     /* 1 + highest slot ever used: scans end there */
    _Atomic uint32_t limit;   /* mp_status_t; first limit that was run into; anybody, by compare-and-swap */
    _Atomic uint32_t closing; /* the session ends: no more births */
    _Atomic int32_t main_status; /* wait status of main once it has ended, -1 before; the zygote */
} mp_world_t;

/* What one process knows about itself: private memory, one per process; a fork's child has a copy and
 * corrects it. */
typedef struct mp_self {
    mp_world_t *world;
    mp_slot_t *slot;  /* its own */
    mp_arena_t arena; /* the objects: memory of its own, see arena.h */
    mp_mem_t *mem;    /* &arena.mem, as the pure functions want it */
    uint32_t who;
    uint32_t free_mode; /* the FREE mode word last seen, 0 if none: the fast path of the gate compares it */
    uint32_t calls;     /* bits of mp_call_t: system calls made for the operation under way (event.h) */
    uint8_t wakes;      /* FUTEX_WAKE calls among them, at most 255 */
    uint8_t woken;      /* sleepers that these woke */
    uint32_t blind;     /* events to be dropped before it looks for room in its ring again (event.c) */
    uint32_t lag_queue; /* the queue to whose buffer it may append without the guard, 0 none (live_queue.c) */
    uint32_t lag_sender; /* that buffer */
    bool granted;        /* its present operation goes on by a grant */
    bool given;          /* the value of the operation just done came from the host (mp_machine_give) */
    volatile sig_atomic_t in_private; /* 1: nothing of core is under way; see parking.h */
    int32_t pid;
    struct mp_ring *ring; /* its own event ring */
    void *user;           /* the caller's own, never touched */
} mp_self_t;

static inline mp_slot_t *mp_world_slot(mp_world_t *world, uint32_t who)
{
    return (mp_slot_t *)((unsigned char *)world + world->slots_at) + who;
}

/* A note: bytes that a process leaves for the host's picture of its private memory. `seq` is odd while it
 * changes. */
enum { MP_NOTE_BYTES = 4088 };
typedef struct {
    _Atomic uint32_t seq;
    uint32_t bytes;
    unsigned char text[MP_NOTE_BYTES];
} mp_note_t;

/* Whether notes are wanted now; one relaxed load. */
static inline bool mp_note_wanted(const mp_self_t *self)
{
    return atomic_load_explicit(&self->world->notes, memory_order_relaxed) != 0;
}

/* Replaces the note of `self`; cut to MP_NOTE_BYTES. Call it before the operation, so that it is there at the
 * gate. */
void mp_note(mp_self_t *self, const void *bytes, size_t size);

/* Nanoseconds of the world's clock: virtual while held, else scaled real time. Any process, the host too. */
int64_t mp_world_now(const mp_world_t *world);

/* CLOCK_MONOTONIC time at which the world's clock will show `deadline_ns`, if the free run goes on. */
int64_t mp_world_real_deadline(const mp_world_t *world, int64_t deadline_ns);

/* Bumps the wait word of `who`, turns BLOCKED into WOKEN first, and wakes it if it sleeps. -1: no system call
 * was needed; else how many the kernel woke. No wake-up is lost: the sleeper reads wait_word before it checks
 * its predicate. */
int mp_world_wake(mp_world_t *world, uint32_t who);

/* Sleeps until wait_word differs from `seen`, or until CLOCK_MONOTONIC `real_deadline_ns` (-1: none), or
 * until a signal. The caller loops over its own predicate; it has read `seen` before it checked that
 * predicate. */
void mp_world_sleep(mp_self_t *self, uint32_t seen, int64_t real_deadline_ns);

/* Tells the host that something happened that it should look at (arrival at the gate, death, a full ring). */
void mp_world_call_host(mp_world_t *world);

/* Notes the first limit of the sandbox that the session ran into, and calls the host. */
void mp_world_limit(mp_world_t *world, mp_status_t status);

#endif

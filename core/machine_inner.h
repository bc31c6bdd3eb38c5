/*
 * What the files of the machine share: machine.c (birth, sessions, end), machine_run.c (mode, steps, time),
 * machine_view.c (copies of what lesson processes wrote).
 */
#ifndef LOCKSTEP_CORE_MACHINE_INNER_H
#define LOCKSTEP_CORE_MACHINE_INNER_H

#include <sched.h>

#include "core/machine.h"
#include "core/zygote.h"

enum { MP_BLOB_MAX = 8 << 20, MP_MISSING_TEXT = 256 };

/* Where the parts of a world lie. Kept by the host: what stands in the world's header is not trusted. */
typedef struct {
    uint64_t slots_at;
    uint64_t rings_at;
    uint64_t notes_at;
    uint64_t blob_at;
    uint64_t arena_at;
    uint64_t total_bytes;
} mp_layout_t;

struct mp_machine {
    mp_config_t config;
    mp_layout_t layout;
    uint64_t arena_bytes; /* of the mapping; a later config cannot enlarge it */
    mp_world_t *worlds[MP_WORLDS];
    uint32_t which;    /* of the present or last session */
    mp_world_t *world; /* worlds[which]; NULL before the first session */
    bool active;       /* a session is under way */
    bool broken;       /* the zygote is gone */
    uint64_t session;  /* counts sessions */

    int zygote_pid; /* 0 none */
    int socket;
    int host_fd;
    int births_fd;
    int epoll;
    unsigned missing;
    char missing_text[MP_MISSING_TEXT];
    int group; /* process group of the session, as the zygote said */

    uint32_t mode;    /* the mode word, which only this process writes */
    bool notes;       /* processes should leave notes */
    bool loose;       /* held after a free stretch: long private code may be parked anywhere */
    int64_t nudge_ns; /* when it is, next */
    bool pinned;      /* host and lesson processes share one processor */
    bool unpin;       /* a newborn without a pid may still be pinned */
    cpu_set_t all;    /* where the host might run at the beginning */

    mp_event_sink_t *each;
    void *context;
    uint64_t tails[MP_RINGS]; /* how far each ring was read; the tails in the world are copies */
    uint64_t lost;            /* records that were nonsense */

    mp_arena_t arena; /* for reading */
};

/* Slot and ring by the host's own layout. */
static inline mp_slot_t *mp_machine_slot(const mp_machine_t *machine, uint32_t who)
{
    return (mp_slot_t *)((unsigned char *)machine->world + machine->layout.slots_at) + who;
}

static inline mp_ring_t *mp_machine_ring(const mp_machine_t *machine, uint32_t who)
{
    return (mp_ring_t *)((unsigned char *)machine->world + machine->layout.rings_at) + who;
}

static inline uint32_t mp_machine_top(const mp_machine_t *machine)
{
    uint32_t top =
        machine->world == NULL ? 0 : atomic_load_explicit(&machine->world->top, memory_order_acquire);
    return top < MP_SLOTS ? top : MP_SLOTS;
}

static inline bool mp_machine_alive(const mp_slot_t *slot)
{
    uint32_t life = atomic_load_explicit(&slot->life, memory_order_acquire);
    return life == MP_LIFE_NEW || life == MP_LIFE_RUNNING;
}

/* Looks whether the zygote still lives; sets machine->broken. */
bool mp_machine_check(mp_machine_t *machine);

/* Drains if somebody waits for room. */
void mp_machine_relieve(mp_machine_t *machine);

/* Lets host and lesson processes run anywhere again. */
void mp_machine_unpin(mp_machine_t *machine);

/* Sets mode, clock and speed at once and wakes everybody. */
void mp_machine_set_mode(mp_machine_t *machine, bool held, int64_t virtual_ns, double speed);

#endif

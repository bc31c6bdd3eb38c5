/*
 * The zygote's register of who lives: watching, burying, freeing slots. See zygote.h for the rules.
 *
 * burial_scan after a call (births, reapings) and whenever burial_due says so; burial_pidfd_ready when epoll
 * reports the pidfd of a slot; burial_children on SIGCHLD. A slot goes: unwatched → watched → dead → freed;
 * the short-lived go from unwatched to freed at once.
 */
#ifndef LOCKSTEP_CORE_BURIAL_H
#define LOCKSTEP_CORE_BURIAL_H

#include "core/arena.h"
#include "core/world.h"

typedef struct {
    uint64_t birth;   /* of the occupant that this is about; 0 none */
    int64_t since_ns; /* when it was first seen without a pid */
    int pidfd;        /* -1 none */
    uint32_t tries;   /* burials that were broken off: a guard is held by another who is dead */
    bool again;       /* to be watched once more: its burial could not be done */
    bool reported;    /* its death is in the log, and its burial done */
} mp_watch_t;

typedef struct {
    mp_world_t *world; /* NULL between sessions */
    mp_arena_t arena;  /* the zygote's own */
    mp_self_t self;    /* of the zygote: a ring, no slot */
    int epoll;
    bool no_pidfd;   /* the kernel or the container denies it: look in /proc instead */
    bool no_orphans; /* no subreaper: a stranger reaps orphans, and tells us nothing */
    int64_t due_ns;  /* CLOCK_MONOTONIC of the next scan, -1 none */
    mp_watch_t watches[MP_SLOTS];
} mp_burial_t;

/* Begins with an empty register for the session in `world`. */
void mp_burial_open(mp_burial_t *burial, mp_world_t *world);

/* Forgets everybody: all are dead and reaped (the caller has seen to it). Leaves readable slots behind. */
void mp_burial_close(mp_burial_t *burial);

/* Looks at every slot; sets due_ns if it has to look again soon. */
void mp_burial_scan(mp_burial_t *burial);

/* The pidfd of slot `who` says that its process is dead. */
void mp_burial_pidfd_ready(mp_burial_t *burial, uint32_t who);

/* Reaps the dead that are the zygote's own children: main and orphans. */
void mp_burial_children(mp_burial_t *burial);

#endif

/*
 * The zygote: forked before anything else, parent of every lesson main, reaper of orphans, burier of the
 * dead.
 *
 * Birth: PR_SET_PDEATHSIG KILL, then a check that its parent is still the host; setsid;
 * PR_SET_CHILD_SUBREAPER. It keeps none of the host's signal handlers. It alone holds the write end of the
 * lifeline, a pipe to which nothing is written. When it dies, the kernel closes that end and signals SIGKILL
 * to the group of each main (O_ASYNC on a read end with a file description of its own); each newborn reads
 * the lifeline and leaves at end of file. So nobody outlives the host.
 *
 * Commands come over a socket pair, one at a time, each answered: start a main in world n, end the session of
 * world n. Otherwise it sleeps in epoll over that socket, the births eventfd, a signalfd for SIGCHLD, and the
 * pidfds of all live processes. A parent writes the births eventfd only if nobody has called since the
 * zygote's last scan, and the zygote lets a moment pass before it scans; so births are watched in batches,
 * and the short-lived often not at all.
 *
 * Burying (mp_bury of core-sync) of slot s whose process died: its guards are taken over and rolled back, it
 * leaves all waiter lists, its process object becomes exited with the kernel's status, and all who may now go
 * are woken. Only the zygote buries, and only once the kernel says that the process is dead, so nobody buries
 * the living.
 *
 * Which status: of its own children from waitid; of somebody else's zombie from field 52 of its stat file.
 * Before it trusts a pidfd of a pid that it does not parent it looks at `life` again: REAPING or later means
 * the pid may be gone.
 *
 * The number of main's group is used for nobody else as long as the session lasts: whoever is in the group
 * descends from main, and is the zygote's child once its parents are gone. Without a subreaper orphans go to
 * a stranger; then main stays a zombie until the session ends, and its zombie keeps the number.
 */
#ifndef LOCKSTEP_CORE_ZYGOTE_H
#define LOCKSTEP_CORE_ZYGOTE_H

#include "core/machine.h"

enum { MP_WORLDS = 2 };

typedef enum { MP_ZYGOTE_START, MP_ZYGOTE_END } mp_zygote_command_t;

typedef struct {
    uint32_t command;
    uint32_t world;
} mp_zygote_request_t;

typedef struct {
    int32_t status; /* mp_status_t */
    int32_t pid;    /* START: of main */
    uint32_t missing;
} mp_zygote_reply_t;

/* What the zygote is given at its birth. The descriptors stay open in it; all others of the host it closes
 * but 0 to 2. */
typedef struct {
    mp_world_t *worlds[MP_WORLDS];
    mp_main_t entry;
    int32_t host_pid;
    int32_t socket; /* its end */
    int32_t host_fd;
    int32_t births_fd;
} mp_zygote_t;

/* The body of the zygote's process; leaves by _exit. */
_Noreturn void mp_zygote_run(const mp_zygote_t *zygote);

#endif

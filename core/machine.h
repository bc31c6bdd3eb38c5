/*
 * The machine, as the host sees it: a zygote, two worlds, one session at a time.
 *
 * Order: mp_machine_new (before threads and curses; it forks the zygote) → mp_machine_start → any of the rest
 * → mp_machine_end → mp_machine_start … → mp_machine_free. All calls come from one thread of the host.
 * mp_machine_free takes NULL and any state; afterwards no process, descriptor or mapping is left.
 *
 * Nothing in shared memory is trusted: what is handed out here are copies, and every offset, count and text
 * in them has been checked. A lesson process that writes nonsense can make its own session look strange and
 * cannot hurt the host.
 *
 * Waiting: put mp_machine_fd into epoll or poll; when it is readable call mp_machine_poll. Or call
 * mp_machine_wait_still or mp_machine_step, which sleep on a futex and are faster.
 */
#ifndef LOCKSTEP_CORE_MACHINE_H
#define LOCKSTEP_CORE_MACHINE_H

#include "core/event.h"
#include "core/world.h"

typedef struct mp_machine mp_machine_t;

/* The body of a lesson's main: `blob` is the copy that mp_machine_start took. What it returns is the exit
 * code (& 255). It and its children leave by MP_OP_EXIT or by returning; a child made by MP_OP_START returns
 * from mp_perform. */
typedef int (*mp_main_t)(mp_self_t *self, const void *blob, size_t bytes);

/* Fills in the defaults: 64 MiB arena, 256 processes, events on, confinement on, speed 1, no other limits. */
void mp_config_default(mp_config_t *config);

/* Makes worlds and zygote. On failure *machine is NULL and nothing is left behind. */
mp_status_t mp_machine_new(const mp_config_t *config, mp_main_t entry, mp_machine_t **machine);
void mp_machine_free(mp_machine_t *machine);

/* Protections that this system, or the container that we are in, denies: the word for each, and what its lack
 * means. Each is left out and the machine runs on. */
#define MP_PROTECTIONS(X)                                                                                    \
    X(SECCOMP, 1, "seccomp (the program is not confined to the system calls that it needs)")                 \
    X(PIDFD, 2, "pidfd (deaths are found by looking into /proc)")                                            \
    X(SUBREAPER, 4, "child subreaper (orphans are adopted by process 1)")

typedef enum {
#define X(name, bit, text) MP_MISSING_##name = (bit),
    MP_PROTECTIONS(X)
#undef X
} mp_missing_t;

unsigned mp_machine_missing(const mp_machine_t *machine); /* bits of mp_missing_t */

/* "" if none is missing, else one line: "not protected here by …; …". Valid as long as the machine. */
const char *mp_machine_missing_text(const mp_machine_t *machine);

/* Starts a session: forks a main that runs entry(self, blob, bytes), held at its first operation or free.
 * Ends a session that is still under way. The blob is copied. */
mp_status_t mp_machine_start(mp_machine_t *machine, const void *blob, size_t bytes, bool held);

/* Kills what is left of the session, waits until the kernel has let go of every process, and keeps the last
 * views readable until the next start. Harmless without a session. */
void mp_machine_end(mp_machine_t *machine);

/* Changes speed, events or direct output for the sessions started from now on. */
void mp_machine_configure(mp_machine_t *machine, const mp_config_t *config);

/* ---- noticing ---- */

int mp_machine_fd(const mp_machine_t *machine); /* readable when mp_machine_poll has something to do */
void mp_machine_poll(mp_machine_t *machine);    /* clears the descriptor, lets writers of full rings go on */

/* No process of the session lives any more (main and all others are gone, and their deaths are in the log),
 * or there is no session. */
bool mp_machine_done(const mp_machine_t *machine);

/* Wait status of main once it has ended (as waitpid gives it), -1 before. */
int mp_machine_main_status(const mp_machine_t *machine);

/* The zygote is gone: every lesson process is dead, and the machine can only be freed. */
bool mp_machine_broken(const mp_machine_t *machine);

/* ---- mode, steps, time ---- */

void mp_machine_hold(mp_machine_t *machine); /* new epoch; the world becomes still within about 100 ms */
void mp_machine_run_free(mp_machine_t *machine, double speed);
bool mp_machine_held(const mp_machine_t *machine);

/* Held, and every live process stands at the gate with this epoch, no deadly signal is under way, no grant is
 * left. */
bool mp_machine_still(mp_machine_t *machine);

/* Waits for stillness, up to timeout_ns (-1 for ever). MP_OK, MP_TIMEOUT, or MP_INTERRUPTED by a signal to
 * the host. */
mp_status_t mp_machine_wait_still(mp_machine_t *machine, int64_t timeout_ns);

/* Grants without waiting; the world must be still (else MP_ERR_NOT_STILL). MP_ERR_NOT_ENABLED when the first
 * step is refused. */
mp_status_t mp_machine_grant(mp_machine_t *machine, uint32_t who, mp_grant_t kind, uint32_t object,
                             uint64_t count);

/* Grants up to `count` steps and waits until the world is still again. *done gets the number of steps that
 * were done: fewer than count when an operation was not enabled or the process ended. Statuses of grant and
 * wait_still. */
mp_status_t mp_machine_step(mp_machine_t *machine, uint32_t who, uint64_t count, uint64_t *done);

/* The next CLOCK or ENTROPY of `who` gives `value`; a second call before that read replaces the first. The
 * world must be still (else MP_ERR_NOT_STILL); MP_ERR_DEAD if `who` is not live. */
mp_status_t mp_machine_give(mp_machine_t *machine, uint32_t who, uint64_t value);

/* What `who` could do now (see mp_gate_enabled), or whether its time-out may fire now. The world must be
 * still. */
mp_enabled_t mp_machine_enabled(mp_machine_t *machine, uint32_t who);
bool mp_machine_ready(mp_machine_t *machine, uint32_t who); /* enabled, without having to wait */
bool mp_machine_may_time_out(mp_machine_t *machine, uint32_t who);

int64_t mp_machine_now(const mp_machine_t *machine);           /* world clock, ns since the session's start */
int64_t mp_machine_next_deadline(const mp_machine_t *machine); /* earliest of all live processes, -1 none */
void mp_machine_advance(mp_machine_t *machine, int64_t to_ns); /* held only; never goes backwards */

/* Sends a real signal; MP_ERR_DEAD if `who` is not live. The death is noticed as any other. */
mp_status_t mp_machine_kill(mp_machine_t *machine, uint32_t who, int signal);

/* Free run: everybody alive is blocked on an object, nobody has a deadline, and no pending operation is
 * ready. */
bool mp_machine_stuck(mp_machine_t *machine);

/* ---- reading ---- */

/* A checked copy of a slot. */
typedef struct {
    uint32_t who;
    uint64_t birth;
    mp_path_t path;
    mp_path_t parent_path;
    uint32_t process; /* its process object */
    int32_t pid;
    int32_t status; /* wait status, valid when life is EXITED or later */
    mp_life_t life;
    mp_stand_t stand;
    mp_op_t pending; /* kind and the rest zero when it has none */
    bool has_pending;
    bool settled;        /* stands at the gate with the present epoch */
    int64_t deadline_ns; /* world clock, -1 none */
    uint64_t steps;
    uint64_t micro;
    uint64_t lost; /* events dropped */
    uint32_t cpu;
    uint32_t signals;
    char name[MP_NAME_BYTES];
} mp_view_t;

/* Copies every slot in use (NEW to REAPED) in order of birth; at most `capacity`; returns the number. */
size_t mp_machine_view(mp_machine_t *machine, mp_view_t *views, size_t capacity);

/* The slot of the live process with this path; MP_WHO_NONE if there is none. */
uint32_t mp_machine_find(mp_machine_t *machine, mp_path_t path);

/* Refs of all objects, oldest first; at most `capacity`; returns the number there are to be had. */
size_t mp_machine_objects(mp_machine_t *machine, uint32_t *refs, size_t capacity);

/* The arena for reading only, for the copying functions of object.h, which check bounds. */
mp_mem_t *mp_machine_mem(mp_machine_t *machine);

/* Copies up to `bytes` bytes at `offset` of the arena; false if they do not lie in it. */
bool mp_machine_copy(mp_machine_t *machine, uint32_t offset, void *to, size_t bytes);

/* Whom events go to. mp_machine_drain moves them out of all rings, oldest first by stamp, and hands each out
 * as a checked copy with its text (NUL ended, not necessarily UTF-8; NULL for all but WRITE); it returns how
 * many. wait_still and step drain by themselves when a ring is full, so the sink may be called from within
 * them; it must not call the machine back. Without a sink events are dropped. While held no event is lost; in
 * a free run see event.h. */
typedef void mp_event_sink_t(void *context, const mp_event_t *event, const char *text);
void mp_machine_on_event(mp_machine_t *machine, mp_event_sink_t *each, void *context);
size_t mp_machine_drain(mp_machine_t *machine);

/* Whether operations are appended at all, from now on (life and output always are). */
void mp_machine_log(mp_machine_t *machine, bool on);

/* Asks processes to leave a note (see mp_note in world.h) before they stand at the gate; in this session and in
 * those that are started later. */
void mp_machine_want_notes(mp_machine_t *machine, bool on);

/* Copies the note of `who`; returns its size, 0 if it has none or keeps changing. */
size_t mp_machine_note(mp_machine_t *machine, uint32_t who, void *to, size_t capacity);

/* Events dropped so far in the whole session. */
uint64_t mp_machine_lost(const mp_machine_t *machine);

/* The first limit of the sandbox that the session ran into (mp_world_limit), MP_OK if none. */
mp_status_t mp_machine_limit(const mp_machine_t *machine);

/* Bytes written so far. */
uint64_t mp_machine_output(const mp_machine_t *machine);

#endif

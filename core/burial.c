#include "core/burial.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/event.h"
#include "core/live.h"
#include "core/procfs.h"

static const int64_t GIVEN_UP_NS = 200000000;  /* a newborn whose parent died has this long to say its pid */
static const int64_t LOOK_AGAIN_NS = 10000000; /* when something is to be waited for that wakes nobody */

/* Burials of one process that may be broken off before objects that are out of reach are left alone. A
 * guard's holder may be alive and have lost its processor for long, so this is many seconds; only a hostile
 * process holds one for ever. */
enum { TRIES = 5000 };

static uint32_t life_of(const mp_slot_t *slot)
{
    return atomic_load_explicit(&slot->life, memory_order_acquire);
}

static uint64_t birth_of(const mp_slot_t *slot)
{
    return atomic_load_explicit(&slot->birth, memory_order_acquire);
}

static uint32_t scan_end(const mp_burial_t *burial)
{
    uint32_t top = atomic_load_explicit(&burial->world->top, memory_order_acquire);
    return top < MP_SLOTS ? top : MP_SLOTS;
}

static void look_again(mp_burial_t *burial)
{
    int64_t at_ns = mp_monotonic_ns() + LOOK_AGAIN_NS;
    if (burial->due_ns < 0 || at_ns < burial->due_ns) {
        burial->due_ns = at_ns;
    }
}

static void unwatch(mp_burial_t *burial, uint32_t who)
{
    mp_watch_t *watch = &burial->watches[who];
    if (watch->pidfd >= 0) {
        close(watch->pidfd); /* leaves epoll with it */
    }
    *watch = (mp_watch_t){.pidfd = -1};
}

void mp_burial_open(mp_burial_t *burial, mp_world_t *world)
{
    burial->world = world;
    burial->due_ns = -1;
    memset(&burial->self, 0, sizeof burial->self);
    burial->self.world = world;
    burial->self.who = MP_SLOTS;
    burial->self.ring = mp_event_ring(world, MP_SLOTS);
    mp_arena_attach(&burial->arena, (unsigned char *)world + world->arena_at, world->arena_bytes, MP_SLOTS,
                    mp_world_slot(world, MP_SLOTS)->undo);
    for (uint32_t who = 0; who < MP_SLOTS; who++) {
        burial->watches[who] = (mp_watch_t){.pidfd = -1};
    }
}

void mp_burial_close(mp_burial_t *burial)
{
    for (uint32_t who = 0; who < MP_SLOTS; who++) {
        mp_slot_t *slot = mp_world_slot(burial->world, who);
        uint32_t life = life_of(slot);
        unwatch(burial, who);
        if (life == MP_LIFE_NEW || life == MP_LIFE_RUNNING) {
            atomic_store_explicit(&slot->status, SIGKILL, memory_order_relaxed);
        }
        if (life != MP_LIFE_FREE) {
            atomic_store_explicit(&slot->life, MP_LIFE_REAPED, memory_order_release);
        }
    }
    burial->world = NULL;
    burial->due_ns = -1;
}

/* ---- death ---- */

static bool parent_is_gone(const mp_burial_t *burial, const mp_slot_t *slot)
{
    if (slot->parent >= MP_SLOTS) {
        return true;
    }
    const mp_slot_t *parent = mp_world_slot(burial->world, slot->parent);
    uint32_t life = life_of(parent);
    return birth_of(parent) != slot->parent_birth || (life != MP_LIFE_NEW && life != MP_LIFE_RUNNING);
}

/* A claim without a birth that the dead process left behind. */
static void release_claims(mp_burial_t *burial, uint32_t dead)
{
    for (uint32_t who = 0; who < MP_SLOTS; who++) {
        mp_slot_t *slot = mp_world_slot(burial->world, who);
        uint32_t claim = dead + 1;
        if (life_of(slot) == MP_LIFE_FREE) {
            atomic_compare_exchange_strong(&slot->claim, &claim, 0);
        }
    }
}

/*
 * The process of slot `who` is dead for sure, with this wait status. Buries it unless it left by EXIT, and
 * says so once. `life` stays RUNNING until the burial is done, so that the world is not still before; the
 * parent, woken by the burial, may already have moved it on to REAPING. False: no room in the log, look
 * again.
 */
static bool report_death(mp_burial_t *burial, uint32_t who, int status)
{
    mp_world_t *world = burial->world;
    mp_slot_t *slot = mp_world_slot(world, who);
    mp_watch_t *watch = &burial->watches[who];
    if (watch->birth == birth_of(slot) && watch->reported) {
        return true;
    }
    uint32_t life = life_of(slot);
    bool by_force = life == MP_LIFE_NEW || life == MP_LIFE_RUNNING;
    if (by_force) {
        watch->tries = watch->birth == birth_of(slot) ? watch->tries : 0;
        watch->birth = birth_of(slot);
        atomic_store_explicit(&slot->status, status, memory_order_relaxed);
        if (!mp_live_bury(world, &burial->arena, who, (uint32_t)status, ++watch->tries > TRIES)) {
            return false;
        }
        release_claims(burial, who);
        look_again(burial); /* it may have left a child that is not born yet, and called nobody */
    }
    if (!mp_event_life(&burial->self, MP_EVENT_DIED, who, slot->path, (uint64_t)(uint32_t)status)) {
        mp_world_call_host(world);
        return false;
    }
    if (by_force) {
        atomic_compare_exchange_strong(&slot->life, &life, MP_LIFE_EXITED);
        if (!parent_is_gone(burial, slot)) {
            mp_world_wake(world, slot->parent);
        }
    }
    if (slot->path == MP_PATH_MAIN) {
        atomic_store(&world->main_status, status);
    }
    watch->birth = birth_of(slot);
    watch->reported = true;
    if (burial->no_orphans) {
        look_again(burial); /* it is an orphan, or its children are now */
    }
    mp_world_call_host(world);
    return true;
}

static void free_slot(mp_burial_t *burial, uint32_t who)
{
    mp_slot_t *slot = mp_world_slot(burial->world, who);
    unwatch(burial, who);
    atomic_store_explicit(&slot->life, MP_LIFE_FREE, memory_order_release);
    atomic_store_explicit(&slot->claim, 0, memory_order_release);
}

/* Frees a slot whose process the kernel has forgotten, once its death is in the log. */
static void retire(mp_burial_t *burial, uint32_t who)
{
    mp_slot_t *slot = mp_world_slot(burial->world, who);
    int status = atomic_load_explicit(&slot->status, memory_order_relaxed);
    if (report_death(burial, who, status)) {
        free_slot(burial, who);
    } else {
        look_again(burial);
    }
}

/* The wait status of a dead process that need not be our child. Its slot has it if it left by EXIT. */
static int status_of_dead(const mp_slot_t *slot)
{
    siginfo_t info = {.si_pid = 0};
    mp_procfs_t sample;
    int pid = atomic_load_explicit(&slot->pid, memory_order_acquire);
    if (life_of(slot) >= MP_LIFE_EXITED) {
        return atomic_load_explicit(&slot->status, memory_order_relaxed);
    }
    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT | WNOHANG) == 0 && info.si_pid == pid) {
        return info.si_code == CLD_EXITED ? (info.si_status & 0xff) << 8 : info.si_status & 0x7f;
    }
    return mp_procfs_sample(pid, 0, false, &sample) && sample.state == 'Z' ? sample.exit_status & 0xff7f
                                                                           : SIGKILL;
}

void mp_burial_pidfd_ready(mp_burial_t *burial, uint32_t who)
{
    mp_watch_t *watch = &burial->watches[who];
    if (burial->world == NULL || who >= MP_SLOTS || watch->birth == 0) {
        return;
    }
    mp_slot_t *slot = mp_world_slot(burial->world, who);
    bool reported = watch->birth != birth_of(slot) || report_death(burial, who, status_of_dead(slot));
    close(watch->pidfd); /* it stays readable for ever: it has said what it had to say */
    watch->pidfd = -1;
    if (!reported) {
        watch->again = true; /* the next scan watches it once more */
        look_again(burial);
    }
}

/* The slot whose process has this pid and is not reaped; MP_SLOTS if none. */
static uint32_t slot_of_pid(const mp_burial_t *burial, int pid)
{
    for (uint32_t who = 0; who < scan_end(burial); who++) {
        const mp_slot_t *slot = mp_world_slot(burial->world, who);
        uint32_t life = life_of(slot);
        if (life != MP_LIFE_FREE && life != MP_LIFE_REAPED && atomic_load(&slot->pid) == pid) {
            return who;
        }
    }
    return MP_SLOTS;
}

/* One of the zygote's dead children. False: its death could not be reported yet. */
static bool bury_child(mp_burial_t *burial, int pid)
{
    siginfo_t info;
    uint32_t who = slot_of_pid(burial, pid);
    if (who < MP_SLOTS) {
        mp_slot_t *slot = mp_world_slot(burial->world, who);
        if (!report_death(burial, who, status_of_dead(slot))) {
            look_again(burial);
            return false;
        }
        atomic_store(&slot->life, MP_LIFE_REAPING);
    }
    if (!burial->no_orphans) {
        waitid(P_PID, (id_t)pid, &info, WEXITED);
    }
    if (who < MP_SLOTS) {
        atomic_store(&mp_world_slot(burial->world, who)->life, MP_LIFE_REAPED);
        free_slot(burial, who);
        mp_world_call_host(burial->world);
    }
    return true;
}

void mp_burial_children(mp_burial_t *burial)
{
    siginfo_t info = {.si_pid = 0};
    while (burial->world != NULL && waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid != 0 && bury_child(burial, info.si_pid)) {
        if (burial->no_orphans) {
            return; /* that was main, the only child: its zombie keeps the number of the group */
        }
        info.si_pid = 0;
    }
}

/* ---- births ---- */

static void watch_by_pidfd(mp_burial_t *burial, uint32_t who, uint64_t birth, int pid)
{
    mp_slot_t *slot = mp_world_slot(burial->world, who);
    mp_watch_t *watch = &burial->watches[who];
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0) {
        return; /* gone and reaped: life says so by now or soon, and the reaper calls us */
    }
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = who};
    if (life_of(slot) >= MP_LIFE_REAPING || birth_of(slot) != birth ||
        epoll_ctl(burial->epoll, EPOLL_CTL_ADD, pidfd, &event) != 0) {
        close(pidfd);
        return;
    }
    *watch = (mp_watch_t){.birth = birth, .pidfd = pidfd, .tries = watch->birth == birth ? watch->tries : 0};
}

/* Without pidfds: dead is what /proc calls a zombie or does not know. */
static void watch_by_looking(mp_burial_t *burial, uint32_t who, int pid)
{
    mp_slot_t *slot = mp_world_slot(burial->world, who);
    mp_procfs_t sample;
    bool alive = mp_procfs_sample(pid, 0, false, &sample) && sample.state != 'Z' && sample.state != 'X';
    if (!alive && life_of(slot) < MP_LIFE_REAPING) {
        report_death(burial, who, status_of_dead(slot));
    }
    look_again(burial);
}

/* A newborn that has not said its pid. If its parent is dead and time is up, it was never born, or is
 * forbidden to be: its own compare-and-swap of the pid fails then, and it leaves. */
static void wait_for_pid(mp_burial_t *burial, uint32_t who, int64_t now_ns)
{
    mp_slot_t *slot = mp_world_slot(burial->world, who);
    mp_watch_t *watch = &burial->watches[who];
    look_again(burial);
    if (watch->since_ns == 0 || !parent_is_gone(burial, slot)) {
        watch->since_ns = now_ns;
        return;
    }
    if (now_ns - watch->since_ns < GIVEN_UP_NS) {
        return;
    }
    int32_t unborn = 0;
    if (atomic_compare_exchange_strong(&slot->pid, &unborn, -1) && report_death(burial, who, SIGKILL)) {
        free_slot(burial, who);
    }
}

static void scan_slot(mp_burial_t *burial, uint32_t who, int64_t now_ns)
{
    mp_slot_t *slot = mp_world_slot(burial->world, who);
    mp_watch_t *watch = &burial->watches[who];
    uint32_t life = life_of(slot);
    uint64_t birth = birth_of(slot);
    if (life == MP_LIFE_FREE) {
        return;
    }
    if (watch->birth != 0 && watch->birth != birth) {
        unwatch(burial, who);
    }
    int pid = atomic_load_explicit(&slot->pid, memory_order_acquire);
    if (life == MP_LIFE_REAPED) {
        retire(burial, who);
    } else if (life == MP_LIFE_REAPING) {
        siginfo_t info;
        bool nobody_waits = parent_is_gone(burial, slot);
        bool forgotten = pid <= 0 || waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0;
        if (nobody_waits && forgotten) {
            retire(burial, who);
        }
    } else if (pid <= 0) {
        wait_for_pid(burial, who, now_ns);
    } else if ((watch->birth == 0 || watch->again) && !burial->no_pidfd) {
        watch_by_pidfd(burial, who, birth, pid);
    } else if (burial->no_pidfd && !watch->reported) {
        watch_by_looking(burial, who, pid);
    } else if (watch->reported && parent_is_gone(burial, slot) && slot->parent < MP_SLOTS) {
        siginfo_t info;
        if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD) {
            retire(burial, who); /* somebody else's by now (no subreaper) */
        }
    }
}

void mp_burial_scan(mp_burial_t *burial)
{
    int64_t now_ns = mp_monotonic_ns();
    burial->due_ns = -1;
    if (burial->world == NULL) {
        return;
    }
    atomic_store(&burial->world->births_called, 0); /* before the look: a later birth calls again */
    for (uint32_t who = 0; who < scan_end(burial); who++) {
        scan_slot(burial, who, now_ns);
    }
    mp_burial_children(burial);
}

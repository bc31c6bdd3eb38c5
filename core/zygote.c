#include "core/zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/burial.h"
#include "core/clock.h"
#include "core/confine.h"
#include "core/lesson.h"
#include "core/object.h"
#include "core/process.h"

enum { FD_SOCKET = MP_SLOTS, FD_BIRTHS, FD_SIGNALS }; /* epoll data beyond the whos of pidfds */

/* How long births gather before they are looked at: longer where many come. */
static const int64_t BATCH_NS = 1000000;
static const int64_t STORM_BATCH_NS = 8000000;
static const uint64_t STORM = 8; /* births between two looks */

typedef struct {
    const mp_zygote_t *given;
    mp_burial_t burial;
    int lifeline[2]; /* the write end is this process's alone */
    int signal_fd;
    int main_pid; /* also the number of the session's group; 0 none */
    unsigned missing;
    uint64_t births; /* of the session, at the last look */
    bool storm;
} zygote_t;

/* ---- the session's processes ---- */

/* Takes slot 0 for main and gives it a process object. */
static mp_status_t prepare_main(zygote_t *zygote, mp_world_t *world)
{
    mp_slot_t *slot = mp_world_slot(world, 0);
    mp_create_t create = {
        .kind = MP_PROCESS, .ordinal = 1, .creator = MP_PATH_MAIN, .path = MP_PATH_MAIN, .name = "main"};
    uint32_t process;
    mp_status_t status = mp_arena_create(&zygote->burial.arena, &create, &process);
    if (status != MP_OK) {
        return status;
    }
    mp_arena_publish(&zygote->burial.arena, process);
    atomic_store(&slot->claim, 1 + MP_SLOTS);
    mp_process_fill_slot(world, 0, process, MP_PATH_MAIN, NULL, MP_WHO_NONE);
    slot->objects = 1;
    memcpy(slot->name, "MainProcess", sizeof "MainProcess");
    return MP_OK;
}

static mp_zygote_reply_t start_session(zygote_t *zygote, uint32_t which)
{
    mp_zygote_reply_t reply = {.status = MP_ERR_ARGUMENT, .missing = zygote->missing};
    if (which >= MP_WORLDS || zygote->main_pid != 0) {
        return reply;
    }
    mp_world_t *world = zygote->given->worlds[which];
    world->lifeline_fd = zygote->lifeline[0];
    world->host_fd = zygote->given->host_fd;
    world->zygote_fd = zygote->given->births_fd;
    world->zygote_pid = getpid();
    mp_burial_open(&zygote->burial, world);
    reply.status = (int32_t)prepare_main(zygote, world);
    if (reply.status != MP_OK) {
        mp_burial_close(&zygote->burial);
        return reply;
    }
    pid_t pid = fork();
    if (pid == 0) {
        mp_lesson_t lesson = {.world = world, .entry = zygote->given->entry, .missing = zygote->missing};
        mp_lesson_run(&lesson);
    }
    if (pid < 0) {
        mp_burial_close(&zygote->burial);
        reply.status = MP_ERR_PROCESSES;
        return reply;
    }
    setpgid(pid, pid); /* here too: whoever comes first, the group is there before anybody relies on it */
    int32_t unsaid = 0;
    atomic_compare_exchange_strong(&mp_world_slot(world, 0)->pid, &unsaid, pid);
    zygote->main_pid = pid;
    zygote->births = 0;
    zygote->storm = false;
    reply.pid = pid;
    mp_burial_scan(&zygote->burial);
    return reply;
}

/* Orphans that a stranger reaps write into the world until the kernel has ended them. The stranger may never
 * reap them, and then they count as there for ever: so this is bounded. */
static void wait_for_strangers(int group)
{
    for (int ms = 0; ms < 100 && kill(-group, 0) == 0; ms++) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

/*
 * Kills and reaps until there is nobody. As long as a process of the session exists, this one has a child: it
 * or one of its ancestors, alive or a zombie, in the group. So the number of the group cannot be another's
 * when it is signalled, and a group's fork is either seen by the signal or fails. Without a subreaper that
 * child is main, and orphans get the same signal; wait_for_strangers sees to it that they have died of it.
 */
static void end_session(zygote_t *zygote)
{
    siginfo_t info;
    if (zygote->main_pid == 0) {
        return;
    }
    atomic_store(&zygote->burial.world->closing, 1);
    while (waitid(P_ALL, 0, &info, WEXITED | WNOWAIT | WNOHANG) == 0) {
        kill(-zygote->main_pid, SIGKILL);
        waitid(P_ALL, 0, &info, WEXITED);
    }
    if (zygote->burial.no_orphans) {
        wait_for_strangers(zygote->main_pid);
    }
    mp_burial_close(&zygote->burial);
    zygote->main_pid = 0;
}

/* ---- the loop ---- */

/* Carries out one request. False: the host is gone. */
static bool serve(zygote_t *zygote)
{
    mp_zygote_request_t request;
    ssize_t got = recv(zygote->given->socket, &request, sizeof request, 0);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        return true;
    }
    if (got != (ssize_t)sizeof request) {
        return false;
    }
    mp_zygote_reply_t reply = {.status = MP_OK, .missing = zygote->missing};
    if (request.command == MP_ZYGOTE_START) {
        reply = start_session(zygote, request.world);
    } else if (request.command == MP_ZYGOTE_END) {
        end_session(zygote);
    }
    return send(zygote->given->socket, &reply, sizeof reply, MSG_NOSIGNAL) == (ssize_t)sizeof reply;
}

static void empty(int fd)
{
    char bytes[512];
    while (read(fd, bytes, sizeof bytes) > 0) {
    }
}

/* Handles one report of epoll. False: the host is gone. */
static bool handle(zygote_t *zygote, uint64_t what)
{
    switch (what) {
    case FD_SOCKET:
        return serve(zygote);
    case FD_BIRTHS:
        empty(zygote->given->births_fd);
        int64_t due = mp_monotonic_ns() + (zygote->storm ? STORM_BATCH_NS : BATCH_NS);
        if (zygote->burial.due_ns < 0 || zygote->burial.due_ns > due) {
            zygote->burial.due_ns = due;
        }
        return true;
    case FD_SIGNALS:
        empty(zygote->signal_fd);
        mp_burial_children(&zygote->burial);
        return true;
    default:
        mp_burial_pidfd_ready(&zygote->burial, (uint32_t)what);
        return true;
    }
}

static int time_until(int64_t due_ns)
{
    if (due_ns < 0) {
        return -1;
    }
    int64_t left = due_ns - mp_monotonic_ns();
    return left <= 0 ? 0 : (int)(left / 1000000) + 1;
}

static void look(zygote_t *zygote)
{
    mp_burial_scan(&zygote->burial);
    if (zygote->burial.world != NULL) {
        uint64_t births = atomic_load(&zygote->burial.world->births);
        zygote->storm = births - zygote->births >= STORM;
        zygote->births = births;
    }
}

static void loop(zygote_t *zygote)
{
    for (;;) {
        struct epoll_event events[32];
        int count = epoll_wait(zygote->burial.epoll, events, 32, time_until(zygote->burial.due_ns));
        for (int i = 0; i < count; i++) {
            if (!handle(zygote, events[i].data.u64)) {
                return;
            }
        }
        if (zygote->burial.due_ns >= 0 && mp_monotonic_ns() >= zygote->burial.due_ns) {
            look(zygote);
        }
    }
}

/* ---- birth ---- */

static void default_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int signal = 1; signal < 32; signal++) {
        if (signal != SIGKILL && signal != SIGSTOP) {
            sigaction(signal, &action, NULL);
        }
    }
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_SETMASK, &children, NULL);
}

static bool add(int epoll, int fd, uint64_t what)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = what};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool pidfds_work(void)
{
    int pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);
    bool work = pidfd >= 0 && syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) == 0;
    if (pidfd >= 0) {
        close(pidfd);
    }
    return work;
}

static unsigned find_missing(void)
{
    unsigned missing = mp_confine_possible() ? 0 : MP_MISSING_SECCOMP;
    if (!pidfds_work()) {
        missing |= MP_MISSING_PIDFD;
    }
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        missing |= MP_MISSING_SUBREAPER;
    }
    return missing;
}

/* Keeps the standard descriptors and those given; the host's others are none of its business. */
static void close_others(const mp_zygote_t *given)
{
    int keep[] = {given->socket, given->host_fd, given->births_fd};
    int highest = STDERR_FILENO;
    for (int i = 0; i < 3; i++) {
        highest = keep[i] > highest ? keep[i] : highest;
    }
    for (int fd = STDERR_FILENO + 1; fd < highest; fd++) {
        if (fd != keep[0] && fd != keep[1] && fd != keep[2]) {
            close(fd);
        }
    }
    close_range((unsigned)highest + 1, ~0u, 0);
}

static bool open_descriptors(zygote_t *zygote)
{
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    zygote->burial.epoll = epoll_create1(EPOLL_CLOEXEC);
    zygote->signal_fd = signalfd(-1, &children, SFD_NONBLOCK | SFD_CLOEXEC);
    return zygote->burial.epoll >= 0 && zygote->signal_fd >= 0 &&
           pipe2(zygote->lifeline, O_NONBLOCK | O_CLOEXEC) == 0 &&
           add(zygote->burial.epoll, zygote->given->socket, FD_SOCKET) &&
           add(zygote->burial.epoll, zygote->given->births_fd, FD_BIRTHS) &&
           add(zygote->burial.epoll, zygote->signal_fd, FD_SIGNALS);
}

void mp_zygote_run(const mp_zygote_t *given)
{
    zygote_t zygote;
    memset(&zygote, 0, sizeof zygote);
    zygote.burial.due_ns = -1;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != given->host_pid) {
        _exit(MP_EXIT_SANDBOX); /* the host died before the line above */
    }
    setsid();
    default_signals();
    prctl(PR_SET_NAME, "lockstep-zygote");
    close_others(given);
    zygote.given = given;
    zygote.missing = find_missing();
    zygote.burial.no_pidfd = (zygote.missing & MP_MISSING_PIDFD) != 0;
    zygote.burial.no_orphans = (zygote.missing & MP_MISSING_SUBREAPER) != 0;
    mp_zygote_reply_t ready = {.status = MP_ERR_SYSTEM, .missing = zygote.missing};
    if (open_descriptors(&zygote)) {
        ready.status = MP_OK;
    }
    if (send(given->socket, &ready, sizeof ready, MSG_NOSIGNAL) == (ssize_t)sizeof ready &&
        ready.status == MP_OK) {
        loop(&zygote);
    }
    end_session(&zygote);
    _exit(0);
}

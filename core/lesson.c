#include "core/lesson.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/confine.h"
#include "core/live.h"
#include "core/process.h"
#include "core/signals.h"

enum { KEPT = 6 };

/* Descriptors that a lesson process has, in ascending order of nothing in particular. */
static void kept_descriptors(const mp_world_t *world, int32_t kept[KEPT])
{
    const int32_t all[KEPT] = {0, 1, 2, world->lifeline_fd, world->host_fd, world->zygote_fd};
    memcpy(kept, all, sizeof all);
}

/*
 * A file description of its own for the read end, because the owner of its signals is kept there: when the
 * zygote's write end closes, the kernel kills the whole group, this one and all that descend from it.
 */
static bool tie_lifeline(const mp_world_t *world)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", world->lifeline_fd);
    int own = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (own < 0) {
        return false;
    }
    bool tied = fcntl(own, F_SETOWN, -getpgrp()) == 0 && fcntl(own, F_SETSIG, SIGKILL) == 0 &&
                fcntl(own, F_SETFL, O_NONBLOCK | O_ASYNC) == 0 && dup2(own, world->lifeline_fd) >= 0;
    close(own);
    return tied;
}

static bool is_kept(const int32_t kept[KEPT], int fd)
{
    for (int i = 0; i < KEPT; i++) {
        if (kept[i] == fd) {
            return true;
        }
    }
    return false;
}

/* Closes what is not kept: all below the highest kept one by one, the rest at once. */
static void close_others(const int32_t kept[KEPT])
{
    int highest = 2;
    for (int i = 0; i < KEPT; i++) {
        highest = kept[i] > highest ? kept[i] : highest;
    }
    for (int fd = 3; fd < highest; fd++) {
        if (!is_kept(kept, fd)) {
            close(fd);
        }
    }
    close_range((unsigned)highest + 1, ~0u, 0);
}

/* A lesson reads no terminal, and on a screen writes none: its output goes into the event ring. */
static void quiet_terminal(const mp_world_t *world)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0) {
        return;
    }
    dup2(nothing, STDIN_FILENO);
    if (!world->config.direct_output) {
        dup2(nothing, STDOUT_FILENO);
        dup2(nothing, STDERR_FILENO);
    }
    if (nothing > STDERR_FILENO) {
        close(nothing);
    }
}

/* If memory runs out, the kernel is to take lesson processes first, and never the host with the reader's
 * work. */
static void offer_to_oom_killer(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        ssize_t ignored = write(fd, "800", 3);
        (void)ignored;
        close(fd);
    }
}

static void set_limits(const mp_world_t *world)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
#ifndef LOCKSTEP_SANITIZE
    if (world->config.heap_bytes != 0) {
        struct rlimit heap = {world->config.heap_bytes, world->config.heap_bytes};
        setrlimit(RLIMIT_DATA, &heap);
    }
#else
    (void)world;
#endif
}

void mp_lesson_run(const mp_lesson_t *lesson)
{
    mp_world_t *world = lesson->world;
    int32_t kept[KEPT];
    kept_descriptors(world, kept);
    setpgid(0, 0);
    prctl(PR_SET_NAME, "lesson");
    mp_signals_install();
    if (!tie_lifeline(world)) {
        _exit(MP_EXIT_SANDBOX); /* without it this process might outlive the host */
    }
    quiet_terminal(world);
    close_others(kept);
    offer_to_oom_killer();
    set_limits(world);

    mp_self_t self;
    memset(&self, 0, sizeof self);
    self.world = world;
    mp_process_become(&self, 0, 1);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    bool confine = world->config.confine && (lesson->missing & MP_MISSING_SECCOMP) == 0;
    if (confine && mp_confine(kept, KEPT, (lesson->missing & MP_MISSING_PIDFD) != 0) != MP_OK) {
        mp_world_limit(world, MP_ERR_UNCONFINED); /* it was said to be possible: nobody was warned */
        _exit(MP_EXIT_SANDBOX);
    }
    int code = lesson->entry(&self, (unsigned char *)world + world->blob_at, world->blob_bytes);
    mp_process_exit(&self, code & 0xff);
}

/*
 * What the process tests share: a machine whose entry runs one of the test's bodies, a record of its events,
 * and the check that nothing is left behind.
 *
 * A test calls lab_open(&lab, bodies) → lab_start(&lab, number, held) → … → lab_close(&lab). The body runs in
 * a process of its own and reports by its exit code. Only processes of the lab's own machine are ever
 * signalled.
 */
#ifndef TESTS_CORE_LAB_H
#define TESTS_CORE_LAB_H

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/live.h"
#include "core/machine.h"
#include "core/procfs.h"

enum { LAB_EVENTS = 20000, LAB_OUTPUT = 1 << 20, LAB_PATIENCE_S = 50, LAB_GRACE_S = 5 };

typedef int lab_body_t(mp_self_t *self);

typedef struct {
    mp_machine_t *machine;
    mp_event_t *events;
    size_t count;
    char *output;
    size_t output_bytes;
    int descriptors; /* open before */
    int mappings;
} lab_t;

static inline int64_t lab_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline void lab_pause_ms(int ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

static inline int lab_count_descriptors(void)
{
    int count = 0;
    DIR *directory = opendir("/proc/self/fd");
    while (readdir(directory) != NULL) {
        count++;
    }
    closedir(directory);
    return count;
}

/* Shared anonymous mappings: the worlds. Private ones belong to the C library, which keeps some. */
static inline int lab_count_mappings(void)
{
    char line[512];
    int count = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        count += strstr(line, "/dev/zero") != NULL;
    }
    if (maps != NULL) {
        fclose(maps);
    }
    return count;
}

/* Processes, zombies too, whose session leader is `leader`: a machine's zygote leads the session of all it
 * forked. */
static inline int lab_count_session(int leader)
{
    int count = 0;
    DIR *directory = opendir("/proc");
    struct dirent *entry;
    while ((entry = readdir(directory)) != NULL) {
        int pid = atoi(entry->d_name);
        mp_procfs_t sample = {.state = 'X'};
        if (pid > 0 && getsid(pid) == leader && mp_procfs_sample(pid, 0, false, &sample)) {
            count += sample.state != 'Z' && sample.state != 'X';
        }
    }
    closedir(directory);
    return count;
}

static inline void lab_collect(void *context, const mp_event_t *event, const char *text)
{
    lab_t *lab = context;
    if (lab->count < LAB_EVENTS) {
        lab->events[lab->count++] = *event;
    }
    if (text != NULL && lab->output_bytes + event->text_bytes < LAB_OUTPUT) {
        memcpy(lab->output + lab->output_bytes, text, event->text_bytes);
        lab->output_bytes += event->text_bytes;
        lab->output[lab->output_bytes] = '\0';
    }
}

static lab_body_t *const *lab_bodies; /* set before the zygote is forked, so every lesson process has it */

static inline int lab_entry(mp_self_t *self, const void *blob, size_t bytes)
{
    uint32_t number = 0;
    memcpy(&number, blob, bytes < sizeof number ? bytes : sizeof number);
    return lab_bodies[number](self);
}

static inline void lab_open_with(lab_t *lab, lab_body_t *const *bodies, const mp_config_t *config)
{
    memset(lab, 0, sizeof *lab);
    lab->events = calloc(LAB_EVENTS, sizeof *lab->events);
    lab->output = calloc(1, LAB_OUTPUT);
    lab->descriptors = lab_count_descriptors();
    lab->mappings = lab_count_mappings();
    lab_bodies = bodies;
    assert_int_equal(mp_machine_new(config, lab_entry, &lab->machine), MP_OK);
    mp_machine_on_event(lab->machine, lab_collect, lab);
}

static inline void lab_open(lab_t *lab, lab_body_t *const *bodies)
{
    mp_config_t config;
    mp_config_default(&config);
    lab_open_with(lab, bodies, &config);
}

static inline void lab_start(lab_t *lab, uint32_t body, bool held)
{
    lab->count = 0;
    lab->output_bytes = 0;
    assert_int_equal(mp_machine_start(lab->machine, &body, sizeof body, held), MP_OK);
}

/* Waits until all have ended, or `seconds` are over; true if they have. Reads all events. */
static inline bool lab_wait(lab_t *lab, int seconds)
{
    int64_t until = lab_now_ns() + (int64_t)seconds * 1000000000;
    while (!mp_machine_done(lab->machine) && lab_now_ns() < until) {
        struct pollfd ready = {.fd = mp_machine_fd(lab->machine), .events = POLLIN};
        poll(&ready, 1, 20);
        mp_machine_poll(lab->machine);
        mp_machine_drain(lab->machine);
    }
    mp_machine_drain(lab->machine);
    return mp_machine_done(lab->machine);
}

/* True if main has ended with a code that is not 0: whom it left behind would hide it. */
static inline bool lab_failed(const lab_t *lab)
{
    int status = mp_machine_main_status(lab->machine);
    return status > 0 && WIFEXITED(status);
}

/* Runs a body free to its end and returns the exit code of main; -1 if it does not end or was killed. Who is
 * left some seconds after main has failed is killed. */
static inline int lab_run(lab_t *lab, uint32_t body)
{
    lab_start(lab, body, false);
    bool ended = lab_wait(lab, 1);
    for (int second = 1; second < LAB_PATIENCE_S && !ended && !lab_failed(lab); second++) {
        ended = lab_wait(lab, 1);
    }
    if (!ended && lab_failed(lab)) {
        lab_wait(lab, LAB_GRACE_S);
        ended = true;
    }
    int status = mp_machine_main_status(lab->machine);
    mp_machine_end(lab->machine);
    return ended && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Frees the machine and checks that neither child nor descriptor nor mapping is left. */
static inline void lab_close(lab_t *lab)
{
    mp_machine_free(lab->machine);
    free(lab->events);
    free(lab->output);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    assert_int_equal(lab_count_descriptors(), lab->descriptors);
    assert_int_equal(lab_count_mappings(), lab->mappings);
}

/* Number of events of this kind and operation (MP_OP_NONE: any). */
static inline size_t lab_events(const lab_t *lab, mp_event_kind_t kind, mp_op_kind_t op)
{
    size_t count = 0;
    for (size_t i = 0; i < lab->count; i++) {
        count += lab->events[i].kind == kind && (op == MP_OP_NONE || lab->events[i].op == op);
    }
    return count;
}

/* Starts a child that runs `body` and ends with what it returns. The child's process object, 0 if it cannot
 * be. */
static inline uint32_t lab_spawn(mp_self_t *self, lab_body_t *body)
{
    uint32_t process = 0;
    bool in_child = false;
    if (mp_process_new(self, "child", &process) != MP_OK ||
        mp_process_start(self, process, &in_child) != MP_OK) {
        return 0;
    }
    if (in_child) {
        mp_process_exit(self, body(self));
    }
    return process;
}

#endif

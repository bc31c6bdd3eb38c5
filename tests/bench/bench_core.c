/*
 * The C API of core beside what it is made of: fork and waitpid, sem_t, a raw pipe, a futex on one processor,
 * CPython's Queue. Each row runs ours and the peer's in turn, several times, and prints the median of each
 * and the median of the rounds' ratios (1 is equal, more is better), so that a moment in which the machine had
 * other work counts in neither. Rows run without events, but the one that compares them.
 *
 *     bench_core [ROW…]     rows: start lock queue pipe held replay events
 */
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/live.h"
#include "core/machine.h"

enum {
    ROUNDS = 7,
    BIRTHS = 300,
    INCREMENTS = 2000000,
    ITEMS = 2000000,
    PINGS = 60000,
    STEPS = 40000,
    REPLAYED = 2000000
};

/* Written by the benched processes, read by the host: one page shared before anything is forked. */
typedef struct {
    double seconds;
    uint64_t check;
    sem_t semaphore;
    uint64_t counter;
    uint32_t words[64];
} shared_t;

static shared_t *shared;
static uint32_t lock, value, queue, process_pipe;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *numbers, int count)
{
    qsort(numbers, (size_t)count, sizeof *numbers, by_size);
    return numbers[count / 2];
}

typedef struct {
    const char *name, *peer;
    double count; /* of what is done in the seconds that the two functions return */
    double (*ours)(void);
    double (*theirs)(void); /* of the same count, unless `rate` */
    bool rate;              /* theirs() returns how many a second */
    double aim;
} comparison_t;

static void compare(const comparison_t *row)
{
    double ours[ROUNDS], theirs[ROUNDS], ratios[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = row->count / row->ours();
        theirs[i] = row->rate ? row->theirs() : row->count / row->theirs();
        ratios[i] = ours[i] / theirs[i];
    }
    if (median(theirs, ROUNDS) <= 0) {
        printf("%-34s %12.0f /s   %s is missing: no ratio\n", row->name, median(ours, ROUNDS), row->peer);
        return;
    }
    printf("%-34s %12.0f /s   %s %12.0f   ratio %5.2f (aim %.2f)\n", row->name, median(ours, ROUNDS),
           row->peer, median(theirs, ROUNDS), median(ratios, ROUNDS), row->aim);
    fflush(stdout);
}

/* Two processes that contend do so on two processors, in both halves of a row: the scheduler may have other
 * work and put both on one, where they hardly meet. */
static void pin(int nth)
{
    cpu_set_t all, one;
    CPU_ZERO(&one);
    if (sched_getaffinity(0, sizeof all, &all))
        return;
    for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &all) && nth-- == 0)
            CPU_SET(cpu, &one);
    if (CPU_COUNT(&one))
        sched_setaffinity(0, sizeof one, &one);
}

/* --- Bodies: what a lesson's main does --- */

typedef int body_t(mp_self_t *self);

static uint32_t spawn(mp_self_t *self, body_t *body)
{
    uint32_t process = 0;
    bool in_child = false;
    if (mp_process_new(self, "bench", &process) || mp_process_start(self, process, &in_child))
        mp_process_exit(self, 99);
    if (in_child)
        mp_process_exit(self, body(self));
    return process;
}

static int nothing(mp_self_t *self)
{
    (void)self;
    return 0;
}

static int starts(mp_self_t *self)
{
    double begin = now();
    for (int i = 0; i < BIRTHS; i++)
        if (mp_process_join(self, spawn(self, nothing), -1, NULL))
            return 1;
    shared->seconds = now() - begin;
    return 0;
}

/* The peer's parent is the same: a lesson process with the same heap, worlds and descriptors mapped. */
static int forks_raw(mp_self_t *self)
{
    (void)self;
    signal(SIGCHLD, SIG_DFL);
    double begin = now();
    for (int i = 0; i < BIRTHS; i++) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(0);
        if (waitpid(pid, NULL, 0) != pid)
            return 1;
    }
    shared->seconds = now() - begin;
    return 0;
}

static int increments(mp_self_t *self)
{
    for (int i = 0; i < INCREMENTS / 2; i++) {
        uint64_t bits = 0;
        mp_lock_acquire(self, lock, -1);
        mp_value_load(self, value, 0, &bits);
        mp_value_store(self, value, 0, bits + 1);
        mp_lock_release(self, lock);
    }
    return 0;
}

static int increments_apart(mp_self_t *self)
{
    pin(1);
    return increments(self);
}

static int counts(mp_self_t *self)
{
    mp_lock_new(self, "lock", &lock);
    mp_value_new(self, "value", 0, 0, &value);
    double begin = now();
    uint32_t child = spawn(self, increments_apart);
    pin(0);
    increments(self);
    mp_process_join(self, child, -1, NULL);
    shared->seconds = now() - begin;
    mp_value_load(self, value, 0, &shared->check);
    return shared->check != INCREMENTS;
}

static int puts_items(mp_self_t *self)
{
    pin(1);
    for (uint32_t i = 0; i < ITEMS; i++) {
        uint32_t message = mp_message_new(self, &i, sizeof i);
        if (!message || mp_queue_put(self, queue, message, 5, -1))
            return 1;
    }
    return (int)mp_queue_flush(self, queue);
}

static int carries(mp_self_t *self)
{
    mp_queue_new(self, "queue", 0, false, &queue);
    double begin = now();
    uint32_t child = spawn(self, puts_items);
    pin(0);
    for (int i = 0; i < ITEMS; i++) {
        uint32_t message;
        if (mp_queue_get(self, queue, -1, &message))
            return 1;
        mp_message_drop(self, message);
    }
    mp_process_join(self, child, -1, NULL);
    shared->seconds = now() - begin;
    return 0;
}

static int echoes(mp_self_t *self)
{
    mp_pipe_close(self, process_pipe, 0);
    uint32_t message;
    while (mp_pipe_recv(self, process_pipe, 1, &message) == MP_OK)
        mp_pipe_send(self, process_pipe, 1, message, 5);
    return 0;
}

static int pings(mp_self_t *self)
{
    mp_pipe_new(self, "pipe", true, &process_pipe);
    uint32_t child = spawn(self, echoes);
    uint32_t message = mp_message_new(self, "x", 1);
    mp_pipe_close(self, process_pipe, 1);
    double begin = now();
    for (int i = 0; i < PINGS; i++) {
        if (mp_pipe_send(self, process_pipe, 0, message, 5) || mp_pipe_recv(self, process_pipe, 0, &message))
            return 1;
    }
    shared->seconds = now() - begin;
    mp_pipe_close(self, process_pipe, 0);
    mp_process_join(self, child, -1, NULL);
    return 0;
}

static int spins(mp_self_t *self)
{
    mp_value_new(self, "value", 0, 0, &value);
    for (uint64_t i = 0; mp_value_store(self, value, 0, i) == MP_OK; i++) {
    }
    return 1;
}

static int spins_two(mp_self_t *self)
{
    spawn(self, spins);
    return spins(self);
}

enum { STARTS, FORKS_RAW, COUNTS, CARRIES, PINGS_BODY, SPINS, SPINS_TWO };
static body_t *const bodies[] = {
    [STARTS] = starts,    [FORKS_RAW] = forks_raw, [COUNTS] = counts,       [CARRIES] = carries,
    [PINGS_BODY] = pings, [SPINS] = spins,         [SPINS_TWO] = spins_two,
};

static int entry(mp_self_t *self, const void *blob, size_t bytes)
{
    (void)bytes;
    return bodies[*(const uint32_t *)blob](self);
}

static mp_machine_t *machine_new(bool events)
{
    mp_machine_t *machine;
    mp_config_t config;
    mp_config_default(&config);
    config.events = events;
    config.confine = false; /* pin() is none of a lesson's business */
    if (mp_machine_new(&config, entry, &machine)) {
        fprintf(stderr, "bench_core: no machine\n");
        exit(1);
    }
    return machine;
}

static void sink(void *context, const mp_event_t *event, const char *text)
{
    (void)event;
    (void)text;
    ++*(uint64_t *)context;
}

/* Seconds that the body took; 0 when it failed. */
static double run(uint32_t body, bool events)
{
    uint64_t seen = 0;
    mp_machine_t *machine = machine_new(events);
    mp_machine_on_event(machine, sink, &seen);
    shared->seconds = 0;
    if (mp_machine_start(machine, &body, sizeof body, false) == MP_OK)
        while (!mp_machine_done(machine)) {
            usleep(20000); /* more often than the screen reads events */
            mp_machine_poll(machine);
            mp_machine_drain(machine);
        }
    mp_machine_free(machine);
    return shared->seconds;
}

/* --- Peers --- */

static void raw_increments(void)
{
    for (int i = 0; i < INCREMENTS / 2; i++) {
        while (sem_wait(&shared->semaphore)) {
        }
        *(volatile uint64_t *)&shared->counter += 1;
        sem_post(&shared->semaphore);
    }
}

static double raw_semaphore(void)
{
    sem_init(&shared->semaphore, 1, 1);
    shared->counter = 0;
    double begin = now();
    pid_t both = fork();
    if (both == 0) {
        pid_t pid = fork();
        pin(pid == 0);
        raw_increments();
        if (pid > 0)
            waitpid(pid, NULL, 0);
        _exit(0);
    }
    waitpid(both, NULL, 0);
    return now() - begin;
}

static double raw_pipe(void)
{
    int there[2], back[2];
    char byte = 0;
    if (pipe(there) || pipe(back))
        return 0;
    pid_t pid = fork();
    if (pid == 0) {
        close(there[1]);
        while (read(there[0], &byte, 1) == 1)
            if (write(back[1], &byte, 1) != 1)
                break;
        _exit(0);
    }
    double begin = now();
    for (int i = 0; i < PINGS; i++)
        if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1)
            return 0;
    double seconds = now() - begin;
    close(there[0]), close(there[1]), close(back[0]), close(back[1]);
    waitpid(pid, NULL, 0);
    return seconds;
}

static void futex_hand(uint32_t *mine, uint32_t *other)
{
    __atomic_store_n(other, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, other, FUTEX_WAKE, 1, NULL, NULL, 0);
    while (!__atomic_load_n(mine, __ATOMIC_SEQ_CST))
        syscall(SYS_futex, mine, FUTEX_WAIT, 0, NULL, NULL, 0);
    __atomic_store_n(mine, 0, __ATOMIC_SEQ_CST);
}

/* Round trips of two processes on one processor. */
static double raw_futex(void)
{
    cpu_set_t before, one;
    sched_getaffinity(0, sizeof before, &before);
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    sched_setaffinity(0, sizeof one, &one);
    memset(shared->words, 0, sizeof shared->words);
    pid_t pid = fork();
    if (pid == 0) {
        while (!__atomic_load_n(&shared->words[0], __ATOMIC_SEQ_CST))
            syscall(SYS_futex, &shared->words[0], FUTEX_WAIT, 0, NULL, NULL, 0);
        __atomic_store_n(&shared->words[0], 0, __ATOMIC_SEQ_CST);
        for (;;)
            futex_hand(&shared->words[0], &shared->words[32]);
    }
    double begin = now();
    for (int i = 0; i < STEPS; i++)
        futex_hand(&shared->words[32], &shared->words[0]);
    double seconds = now() - begin;
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    sched_setaffinity(0, sizeof before, &before);
    return seconds;
}

/* Items a second through CPython's Queue; 0 if there is no python3. */
static double python_queue(void)
{
    static const char program[] = "env -u PYTHONUNBUFFERED python3 -c '\n"
                                  "import multiprocessing as m, time\n"
                                  "m.set_start_method(\"fork\")\n"
                                  "q = m.Queue()\n"
                                  "def f():\n"
                                  "  for i in range(50000): q.put(i & 255)\n"
                                  "p = m.Process(target=f); t = time.perf_counter(); p.start()\n"
                                  "for i in range(50000): q.get()\n"
                                  "p.join(); print(50000 / (time.perf_counter() - t))' 2>/dev/null";
    double rate = 0;
    FILE *python = popen(program, "r");
    if (python && fscanf(python, "%lf", &rate) != 1)
        rate = 0;
    if (python)
        pclose(python);
    return rate;
}

/* --- Rows --- */

static double ours_start(void)
{
    return run(STARTS, false);
}

static double raw_fork(void)
{
    return run(FORKS_RAW, false);
}

static double ours_lock(void)
{
    return run(COUNTS, false);
}

static double ours_lock_with_events(void)
{
    return run(COUNTS, true);
}

static double ours_queue(void)
{
    return run(CARRIES, false);
}

static double ours_pipe(void)
{
    return run(PINGS_BODY, false);
}

/* `steps` operations of two processes in turn, or `chunk` of one at a time. */
static double held(uint32_t body, uint64_t steps, uint64_t chunk)
{
    mp_machine_t *machine = machine_new(false);
    double seconds = 0;
    mp_view_t views[4];
    uint64_t done = 0;
    if (mp_machine_start(machine, &body, sizeof body, true) == MP_OK &&
        mp_machine_wait_still(machine, -1) == MP_OK) {
        uint64_t warm;
        mp_machine_step(machine, 0, 1, &warm);
        size_t count = mp_machine_view(machine, views, 4);
        double begin = now();
        for (uint64_t i = 0; done < steps; i++) {
            uint64_t now_done = 0;
            if (mp_machine_step(machine, views[i % count].who, chunk, &now_done) != MP_OK || !now_done)
                break;
            done += now_done;
        }
        seconds = now() - begin;
    }
    mp_machine_free(machine);
    return done >= steps ? seconds : 0;
}

static double ours_held(void)
{
    return held(SPINS_TWO, STEPS, 1);
}

static double ours_replay(void)
{
    return held(SPINS, REPLAYED, REPLAYED);
}

/* The aim itself: a million a second. */
static double a_million(void)
{
    return REPLAYED / 1e6;
}

typedef struct {
    const char *word;
    comparison_t comparison;
} row_t;

int main(int argc, char **argv)
{
    static const row_t rows[] = {
        {"start", {"start + join", "fork + waitpid", BIRTHS, ours_start, raw_fork, false, 0.8}},
        {"lock",
         {"locked increment, 2 processes", "sem_t", INCREMENTS, ours_lock, raw_semaphore, false, 0.7}},
        {"queue", {"queue of small ints", "CPython Queue", ITEMS, ours_queue, python_queue, true, 50}},
        {"pipe", {"pipe ping-pong", "raw pipe", PINGS, ours_pipe, raw_pipe, false, 0.9}},
        {"held", {"held steps, one at a time", "futex round trip", STEPS, ours_held, raw_futex, false, 0.5}},
        {"replay",
         {"replay, one process runs on", "the aim itself", REPLAYED, ours_replay, a_million, false, 1}},
        {"events",
         {"free run with events", "without", INCREMENTS, ours_lock_with_events, ours_lock, false, 0.9}},
    };
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return 1;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool asked = argc < 2;
        for (int k = 1; k < argc; k++)
            asked |= !strcmp(argv[k], rows[i].word);
        if (asked)
            compare(&rows[i].comparison);
    }
    return 0;
}

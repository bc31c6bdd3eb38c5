/*
 * A program without a screen: what `lockstep run`, `lockstep replay` and `lockstep trials` stand on.
 *
 * runner_run() starts the program on real processes and comes back when the last of them has ended. Free, its
 * output goes straight to descriptors 1 and 2 of this process, one write for each flush; held (with a seed, a
 * record, or a schedule to follow) the host takes the steps and the same writes happen one at a time. The
 * call owns nothing afterwards: every process of the program is gone when it returns, however it returns.
 */
#ifndef LESSONS_RUN_RUNNER_H
#define LESSONS_RUN_RUNNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lessons/run/schedule.h"

enum { /* exit codes beside the program's own */
       RUNNER_EXIT_SYNTAX = 1,
       RUNNER_EXIT_REFUSED = 2,
       RUNNER_EXIT_NO_FIT = 4,
       RUNNER_EXIT_TIMEOUT = 124,
       RUNNER_EXIT_LIMIT = 125,
       RUNNER_EXIT_SIGNAL = 128,
};

typedef struct runner_options {
    const char *file; /* name in tracebacks */
    double timeout_s; /* 0: none */
    double speed;     /* of sleeps when free; 0: 1.0 */
    bool held;        /* steps under the seeded scheduler */
    uint64_t seed;    /* held: scheduler and `random`; 0: 1 */
    const schedule_t
        *follow; /* not NULL: this schedule, then (if it does not end in `rest`) the seeded scheduler */
    schedule_t *record;   /* not NULL: initialised by the caller, filled with what was done; implies held */
    bool detect_deadlock; /* end at once on a deadlock instead of waiting for the timeout */
    /* Told once when a free run is found in a deadlock and waits on for its timeout; may be NULL. */
    void (*on_deadlock)(void *context, const char *text);
    /* Told once, before the first run, where this system denies a protection: which, in words; may be NULL. */
    void (*on_missing)(void *context, const char *text);
    void *context;
    const volatile int *stop; /* set to a signal's number by a handler: the run ends; may be NULL */
    bool capture;             /* output into runner_result_t instead of descriptors 1 and 2 */
} runner_options_t;

typedef enum runner_end {
    RUNNER_ENDED,  /* main ended and so did all others */
    RUNNER_SIGNAL, /* main was killed by `signal_number` */
    RUNNER_TIMEOUT,
    RUNNER_DEADLOCK, /* only with detect_deadlock, or when held */
    RUNNER_LIMIT,    /* a limit of the sandbox: `message` says which */
    RUNNER_NO_FIT,   /* the schedule does not fit: `message` says at which step and why */
    RUNNER_REFUSED,  /* it does not compile: `message` is what diagnostics say, several lines */
    RUNNER_FAILED,   /* nothing could be started: `message` */
} runner_end_t;

typedef struct runner_result {
    runner_end_t end;
    int exit_code; /* what the command should end with */
    int signal_number;
    char *message;         /* one line or several, without "lockstep:"; NULL none */
    char *output, *errors; /* capture: what the program wrote to 1 and to 2; else NULL */
    size_t output_bytes, errors_bytes;
    uint64_t steps, elapsed_ns;
} runner_result_t;

/* Runs `text` once. The result is always filled, to be given to runner_result_destroy(). */
void runner_run(const char *text, size_t size_bytes, const runner_options_t *options,
                runner_result_t *result);
void runner_result_destroy(runner_result_t *result);

/* ---- many free runs ---- */

typedef struct runner_outcome {
    char *output; /* standard output of the run, then, if it did not end well, how it ended */
    uint64_t count;
    int exit_code;
} runner_outcome_t;

typedef struct runner_trials {
    uint64_t runs;
    runner_outcome_t *outcomes; /* most frequent first */
    size_t count;
} runner_trials_t;

/* n free runs of the same program; stops early when *stop becomes non-zero (a signal handler sets it; may be
 * NULL). False: nothing could be started, and `message` (freed by the caller) says why. */
bool runner_trials(const char *text, size_t size_bytes, const runner_options_t *options, uint64_t runs,
                   runner_trials_t *trials, char **message, int *exit_code);
void runner_trials_destroy(runner_trials_t *trials);

#endif

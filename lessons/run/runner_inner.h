/* What the files of the runner share. */
#ifndef LESSONS_RUN_RUNNER_INNER_H
#define LESSONS_RUN_RUNNER_INNER_H

#include "lessons/run/runner.h"
#include "lessons/run/stepper.h"
#include "lessons/vm/program.h"

typedef struct run {
    mp_machine_t *machine;
    const program_t *program;
    const runner_options_t *options;
    runner_result_t *result;
    int64_t until_ns; /* CLOCK_MONOTONIC, -1 none */
    uint64_t seed;
    stepper_policy_t policy;
    stepper_course_t course;
    bool free_choice; /* the schedule is over: the scheduler goes on */
} run_t;

int64_t runner_now_ns(void);
void runner_configure(const runner_options_t *options, mp_config_t *config);

/* NULL: *message (freed by the caller) says why, *exit_code what to end with. */
program_t *runner_compile(const char *text, size_t size_bytes, const char *file, char **message,
                          int *exit_code);

/* Calls options->on_missing if the machine lacks a protection. */
void runner_tell_missing(const mp_machine_t *machine, const runner_options_t *options);

/* One run on a machine that is there; the result is filled. */
void runner_run_on(mp_machine_t *machine, const program_t *program, const char *text, size_t size_bytes,
                   const runner_options_t *options, runner_result_t *result);

/* The next thing that the schedule wants, in a still world. False: the run is over. */
bool runner_follow(run_t *run, stepper_t *stepper);

void runner_limit(run_t *run);
void runner_deadlock(run_t *run);

#endif

/*
 * What run, replay and trials have in common: signals, reading a schedule, telling how a run ended.
 */
#ifndef APP_CLI_RUN_OPTIONS_H
#define APP_CLI_RUN_OPTIONS_H

#include "lessons/run/runner.h"

/* From now on SIGINT and SIGTERM end the run instead of this process. The flag that they set. */
const volatile int *run_watch_signals(void);

/* A number of seconds, not negative; false if `text` is none. */
bool run_seconds(const char *text, double *seconds);

/* Reads a schedule's file. 0, or 2 with a line on standard error. */
int run_read_schedule(const char *path, schedule_t *schedule);

/* Whether the schedule was made for this program; 0, or 4 with a line on standard error. */
int run_check_digest(const schedule_t *schedule, const char *path, const char *text, size_t size_bytes);

/* Says on standard error what a run's end needs said; returns the exit code. */
int run_tell(const runner_result_t *result);

/* runner_options_t.on_deadlock, .on_missing: says so on standard error at once. */
void run_tell_line(void *context, const char *text);

#endif

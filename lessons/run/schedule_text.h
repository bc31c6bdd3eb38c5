/*
 * What the reader and the writer of schedules share: the names of signals.
 */
#ifndef LESSONS_RUN_SCHEDULE_TEXT_H
#define LESSONS_RUN_SCHEDULE_TEXT_H

#include <stddef.h>

/* "TERM", "KILL"; a number in text for signals that have no name here. Never NULL; static. */
const char *schedule_signal_name(int number);
/* 0: no such signal. Takes "TERM", "SIGTERM" and "15". */
int schedule_signal_number(const char *name, size_t size_bytes);

#endif

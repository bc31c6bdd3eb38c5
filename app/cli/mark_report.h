/*
 * Marks as files for other programs: a table (CSV) and a JUnit report (XML).
 */
#ifndef APP_CLI_MARK_REPORT_H
#define APP_CLI_MARK_REPORT_H

#include "app/cli/mark.h"

#include <stdbool.h>

/* A header, then a line for each file: file, points, of, verdict, a column for each demand, what was wrong.
 */
bool mark_report_csv(const char *path, const lesson_exercise_t *exercise, char **files, const mark_t *marks,
                     int count);

/* A test suite for each file, a test case for each demand; what is not decided is an error, not a failure. */
bool mark_report_junit(const char *path, const lesson_t *lesson, char **files, const mark_t *marks,
                       int count);

#endif

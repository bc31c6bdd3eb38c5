/*
 * `lockstep check --exercise LESSON FILE…`: marks many answers, each in a process of its own.
 */
#ifndef APP_CLI_CHECK_EXERCISE_H
#define APP_CLI_CHECK_EXERCISE_H

#include "lessons/load/lesson.h"

#include <stdbool.h>

typedef struct exercise_options {
    const char *csv;      /* path of a table to write, NULL: none */
    const char *junit;    /* path of a JUnit report to write, NULL: none */
    const char *feedback; /* folder for a text on each answer, NULL: none */
} exercise_options_t;

/* Marks the files and prints, for each, its points and what it does not meet, then a table if there are two or
 * more. 0: all pass; 1: some fail; 3:
 * some are not decided; 2: a file cannot be read or a report cannot be written. One hostile file never keeps
 * the others from being marked. */
int check_exercise_files(const lesson_t *lesson, char **files, int count, const exercise_options_t *options);

/* Holds the lesson's own answers to what it says of them: the solution and also_right pass, must_fail fail
 * where they say. 0, 1 or 3; findings are on standard error with the place in `path`. */
int check_exercise_claims(const char *path, const lesson_t *lesson);

#endif

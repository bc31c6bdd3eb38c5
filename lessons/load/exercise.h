/*
 * Small questions about an exercise, for the checker, the grader and the screen.
 */
#ifndef LESSONS_LOAD_EXERCISE_H
#define LESSONS_LOAD_EXERCISE_H

#include "lessons/load/lesson.h"

/* True if some line of `program`, without the blanks around it, is `line` without the blanks around it. */
bool exercise_has_line(const char *program, const char *line);

/* The first kept line that `program` lacks, or NULL if it has them all. */
const char *exercise_missing_line(const lesson_exercise_t *exercise, const char *program);

/* The name of the first line NAME = number of that case that `program` has not exactly once, or NULL. */
const char *exercise_missing_number(const lesson_exercise_t *exercise, uint32_t case_index,
                                    const char *program);

/* The program as the grader searches it in that case (caller frees): the case's lines set. An exercise
 * without cases has one case, number 0, which sets nothing. */
char *exercise_case_program(const lesson_exercise_t *exercise, uint32_t case_index, const char *program);
uint32_t exercise_case_count(const lesson_exercise_t *exercise);

/* A demand's `show` with each {NAME} replaced by the number of that case (caller frees). NULL if a name is
 * not set by the case, a brace has no partner, or there is no memory. */
char *exercise_show(const lesson_exercise_t *exercise, uint32_t case_index, const char *show);

/* A demand's `each` in that case: a number as it stands, or the number of that name. */
bool exercise_number(const lesson_exercise_t *exercise, uint32_t case_index, const char *each,
                     int64_t *value);

#endif

/*
 * Marking an answer to an exercise: each demand is asked of every case, by search.
 *
 *     grade_t grade;
 *     grade_answer(&grade, exercise, text, size, "transfer.py", NULL);
 *     … grade.demands[i].verdict, grade.points …
 *     grade_destroy(&grade);
 *
 * A mark depends on the text alone: searches are bounded by states and never by seconds. A search that
 * reaches its bound leaves what it could not decide as "not decided", which is not "failed". What the search
 * finds wrong is wrong, bounded or not.
 */
#ifndef LESSONS_LOAD_GRADE_H
#define LESSONS_LOAD_GRADE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lessons/load/lesson.h"

typedef enum grade_verdict { GRADE_PASSED, GRADE_FAILED, GRADE_UNDECIDED } grade_verdict_t;

typedef struct grade_demand {
    grade_verdict_t verdict;
    uint32_t in_case;  /* the first case (from 0) in which it was not met */
    char reason[400];  /* one line: why it was not met; "" if it was */
    char *schedule;    /* a schedule file's text that leads there, NULL where there is none */
    char *explanation; /* lines: who did what; NULL where there is none */
} grade_demand_t;

typedef struct grade {
    const lesson_exercise_t *exercise;
    char problem[400]; /* "": the answer could be searched; else why nothing was (a kept line is missing, it
                        * does not compile): every demand has failed */
    grade_demand_t *demands; /* as many as the exercise has */
    uint32_t points, points_max;
    grade_verdict_t verdict; /* FAILED before UNDECIDED before PASSED */
} grade_t;

/* Fills `grade` in any case; it refers to the exercise. `stop` (may be NULL) ends it early, undecided. False:
 * out of memory. */
bool grade_answer(grade_t *grade, const lesson_exercise_t *exercise, const char *text, size_t size,
                  const char *file, volatile sig_atomic_t *stop);
void grade_destroy(grade_t *grade);

/* "passed", "failed", "not decided" */
const char *grade_verdict_text(grade_verdict_t verdict);

#endif

/*
 * A mark for one answer, made in a process of its own and handed over as plain data: whatever an answer does
 * to the grader (memory, crash, endless work in one step), the others are marked all the same.
 */
#ifndef APP_CLI_MARK_H
#define APP_CLI_MARK_H

#include "lessons/load/grade.h"
#include "lessons/load/lesson.h"

typedef struct mark_demand {
    grade_verdict_t verdict;
    uint32_t in_case;
    char reason[400];
    char explanation[1200];
} mark_demand_t;

typedef struct mark {
    char problem[400]; /* "": it could be searched */
    bool unreadable;   /* the file could not be read; problem says why */
    grade_verdict_t verdict;
    uint32_t points, points_max;
    uint32_t count;
    mark_demand_t *demands; /* by the exercise's demands; NULL if count is 0 */
} mark_t;

/* Marks the program text, or with text NULL the file. Free with mark_destroy. */
void mark_make(mark_t *mark, const lesson_exercise_t *exercise, const char *file, const char *text);
void mark_destroy(mark_t *mark);

#endif

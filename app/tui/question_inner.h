/*
 * Behind question.h: what an open question knows. question.c takes keys, question_answer.c works the answer
 * out, question_draw.c draws the window.
 */
#ifndef APP_TUI_QUESTION_INNER_H
#define APP_TUI_QUESTION_INNER_H

#include "app/tui/app.h"
#include "app/tui/explore_task.h"

enum { QUESTION_TYPED = 24, QUESTION_ANSWER = 300, QUESTION_PICKS = 10 };

typedef struct question {
    const lesson_question_t *asked;
    const lesson_variant_t *variant;
    uint32_t number;            /* from 0, in the lesson */
    unsigned picked;            /* bits: choices, candidates, or processes by their digit */
    unsigned struck;            /* choices that a hint ruled out */
    char typed[QUESTION_TYPED]; /* value */
    char hint[200];
    command_id_t wanted; /* what was asked for before the answer was known: done as soon as it is */

    explore_task_t *task;          /* ends: while it searches */
    bool known;                    /* the answer is worked out */
    unsigned right_picks;          /* choice, who, ends */
    char answer[QUESTION_ANSWER];  /* in words */
    char trouble[QUESTION_ANSWER]; /* it cannot be worked out: why; "" */

    bool answered, right;
} question_t;

/* Begins to work the answer out; value, who and choice are known at once. */
void question_work_out(app_t *app, question_t *question);
/* Carries it on; true: it is known now. */
bool question_carry_on(question_t *question);
/* How many choices, candidates or processes can be picked; 0 where a number is typed. */
uint32_t question_pick_count(const question_t *question);
/* Whether what the reader picked or typed is the answer. */
bool question_judge(const question_t *question);

#endif

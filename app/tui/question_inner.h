/*
 * Behind question.h: what an open question knows. question.c takes keys, question_answer.c works the answer
 * out, question_value.c compares what was typed with it, question_draw.c draws the window.
 */
#ifndef APP_TUI_QUESTION_INNER_H
#define APP_TUI_QUESTION_INNER_H

#include "app/tui/app.h"
#include "app/tui/explore_task.h"

enum { QUESTION_TYPED = 48, QUESTION_ANSWER = 300, QUESTION_PICKS = 16, QUESTION_NAME = 24 };

typedef struct question {
    const lesson_question_t *asked;
    const lesson_variant_t *variant;
    uint32_t number;            /* from 0, in the lesson */
    unsigned picked;            /* bits: choices, candidates, or places in `processes` */
    unsigned struck;            /* choices that a hint ruled out */
    char typed[QUESTION_TYPED]; /* value */
    char hint[200];
    command_id_t wanted; /* what was asked for before the answer was known: done as soon as it is */

    explore_task_t *task;                          /* ends: while it searches */
    bool known;                                    /* the answer is worked out */
    unsigned right_picks;                          /* choice, who, ends */
    char processes[QUESTION_PICKS][QUESTION_NAME]; /* who: all there are */
    uint32_t process_count;
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
/* The key that picks a process: its digit (0 main, 1 to 9 its first children), else a letter; 0: none is left.
 */
char question_key_of_process(const question_t *question, uint32_t place);
/* Whether what the reader picked or typed is the answer. */
bool question_judge(const question_t *question);

#endif

#include "app/tui/question_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/question_value.h"
#include "lessons/load/claims.h"
#include "lessons/load/knobs.h"
#include "lessons/load/moment.h"

uint32_t question_pick_count(const question_t *question)
{
    uint32_t count = 0;
    switch (question->asked->kind) {
    case QUESTION_CHOICE:
        count = question->asked->choices_count;
        break;
    case QUESTION_ENDS:
        count = question->asked->candidates_count;
        break;
    case QUESTION_WHO:
        count = question->process_count;
        break;
    case QUESTION_VALUE:
        break;
    }
    return count < QUESTION_PICKS ? count : QUESTION_PICKS;
}

/* ---- value and who: the model, stepped to the moment ---- */

/* The next name of "P1, P2"; false: there is none. */
static bool next_name(const char **at, char name[QUESTION_NAME])
{
    size_t size = strcspn(*at, ", ");
    snprintf(name, QUESTION_NAME, "%.*s", (int)size, *at);
    *at += size;
    *at += strspn(*at, ", ");
    return size > 0;
}

static void list_processes(question_t *question, const char *names)
{
    while (question->process_count < QUESTION_PICKS &&
           next_name(&names, question->processes[question->process_count])) {
        question->process_count++;
    }
}

/* "P1, P2" as bits. */
static unsigned processes_in(const question_t *question, const char *names)
{
    char name[QUESTION_NAME];
    unsigned bits = 0;
    while (next_name(&names, name)) {
        for (uint32_t i = 0; i < question->process_count; i++) {
            bits |= strcmp(question->processes[i], name) == 0 ? 1U << i : 0;
        }
    }
    return bits;
}

/* 0 for main, 1 to 9 for P1 to P9. */
static char digit_of(const char *name)
{
    bool child = name[0] == 'P' && name[1] >= '1' && name[1] <= '9' && name[2] == '\0';
    return child ? name[1] : (char)(strcmp(name, "main") == 0 ? '0' : 0);
}

char question_key_of_process(const question_t *question, uint32_t place)
{
    char letter = 'a';
    for (uint32_t i = 0; i < place; i++) {
        letter = (char)(letter + (digit_of(question->processes[i]) == 0));
    }
    char digit = digit_of(question->processes[place]);
    return digit ? digit : (char)(letter <= 'f' ? letter : 0);
}

static void ask_model(const app_t *app, question_t *question)
{
    const lesson_question_t *asked = question->asked;
    moment_t *moment = moment_new(app->lesson, question->variant, question->trouble, QUESTION_ANSWER);
    if (!moment) {
        return;
    }
    bool there = moment_begin(moment) && moment_go(moment, asked->at, question->trouble, QUESTION_ANSWER);
    if (there && asked->kind == QUESTION_VALUE) {
        there = moment_go(moment, asked->go, question->trouble, QUESTION_ANSWER);
        question->known = there && moment_value(moment, asked->of, question->answer, QUESTION_ANSWER);
    } else if (there) {
        moment_everybody(moment, question->answer, QUESTION_ANSWER);
        list_processes(question, question->answer);
        moment_who(moment, question->answer, QUESTION_ANSWER);
        question->right_picks = processes_in(question, question->answer);
        question->known = true;
    }
    if (question->known) {
        question->trouble[0] = '\0';
    } else if (!question->trouble[0]) {
        snprintf(question->trouble, QUESTION_ANSWER, "the moment cannot be reached");
    }
    moment_free(moment);
}

/* ---- ends: a search ---- */

static void begin_search(const app_t *app, question_t *question)
{
    explore_options_t options;
    explore_options_init(&options);
    claims_options(question->variant, &options);
    char *text = knobs_search(app->lesson, question->variant);
    question->task = text ? explore_task_start(text, "question.py", &options, app->wake_fd) : NULL;
    free(text);
    if (!question->task) {
        snprintf(question->trouble, QUESTION_ANSWER, "there is not enough memory to search");
    }
}

static bool is_end(const explore_report_t *report, const char *show)
{
    for (size_t i = 0; i < report->outcome_count; i++) {
        const char *found = report->outcomes[i].show;
        size_t size = strlen(show);
        if (strncmp(found, show, size) == 0 && (found[size] == '\0' || strcmp(found + size, "\n") == 0)) {
            return true;
        }
    }
    return false;
}

bool question_carry_on(question_t *question)
{
    if (!question->task || !explore_task_is_done(question->task)) {
        return false;
    }
    explore_report_t *report = explore_task_take(question->task, question->trouble, QUESTION_ANSWER);
    explore_task_free(question->task);
    question->task = NULL;
    if (!report) {
        return true;
    }
    size_t size = 0;
    for (uint32_t i = 0; i < question_pick_count(question); i++) {
        if (is_end(report, question->asked->candidates[i])) {
            question->right_picks |= 1U << i;
            size +=
                (size_t)snprintf(question->answer + size, size < QUESTION_ANSWER ? QUESTION_ANSWER - size : 0,
                                 "%s%s", size ? ", " : "", question->asked->candidates[i]);
            size = size < QUESTION_ANSWER ? size : QUESTION_ANSWER - 1;
        }
    }
    question->known = true;
    explore_report_free(report);
    return true;
}

/* ---- all kinds ---- */

void question_work_out(app_t *app, question_t *question)
{
    switch (question->asked->kind) {
    case QUESTION_CHOICE:
        for (uint32_t i = 0; i < question_pick_count(question); i++) {
            question->right_picks |= question->asked->choices[i].right ? 1U << i : 0;
        }
        question->known = true;
        break;
    case QUESTION_VALUE:
    case QUESTION_WHO:
        ask_model(app, question);
        break;
    case QUESTION_ENDS:
        begin_search(app, question);
        break;
    }
}

bool question_judge(const question_t *question)
{
    if (question->asked->kind == QUESTION_VALUE) {
        return question_value_same(question->typed, question->answer);
    }
    return question->picked == question->right_picks;
}

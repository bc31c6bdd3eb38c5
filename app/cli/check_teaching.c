#include "app/cli/check_teaching.h"

#include "app/cli/command.h"
#include "lessons/load/claims.h"
#include "lessons/load/moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAID = 400 };

static int complain(const char *path, const char *what, const char *id, const char *why)
{
    fflush(stdout);
    fprintf(stderr, "%s: %s %s: %s\n", path, what, id, why);
    return 1;
}

/* ---- moments ---- */

static int read_answer(const char *path, moment_t *moment, const lesson_question_t *question, bool answers)
{
    char text[SAID] = "";
    if (question->kind == QUESTION_WHO)
        moment_who(moment, text, sizeof text);
    else if (!moment_go(moment, question->go, text, sizeof text))
        return complain(path, "question", question->id, text);
    else if (!moment_value(moment, question->of, text, sizeof text))
        return complain(path, "question", question->id, "there is no Value or Array of the name in `of`");
    if (answers)
        printf("%s: question %s: %s\n", path, question->id, text);
    return 0;
}

static int check_question(const char *path, const lesson_t *lesson, const lesson_question_t *question,
                          bool answers)
{
    char text[SAID];
    int faults = 0;
    moment_t *moment = moment_new(lesson, lesson_variant(lesson, question->variant), text, sizeof text);
    if (moment == NULL)
        return complain(path, "question", question->id, text);
    if (!moment_go(moment, question->at, text, sizeof text))
        faults = complain(path, "question", question->id, text);
    else if (question->kind == QUESTION_WHO || question->kind == QUESTION_VALUE)
        faults = read_answer(path, moment, question, answers);
    moment_free(moment);
    return faults;
}

static int check_tour(const char *path, const lesson_t *lesson)
{
    char text[SAID], stop[20];
    moment_t *moment = moment_new(lesson, lesson_variant(lesson, lesson->tour->variant), text, sizeof text);
    if (moment == NULL)
        return complain(path, "tour", "", text);
    int faults = 0;
    for (uint32_t i = 0; i < lesson->tour->stops_count && faults == 0; i++) {
        snprintf(stop, sizeof stop, "stop %u", i + 1);
        if (!moment_go(moment, lesson->tour->stops[i].go, text, sizeof text))
            faults = complain(path, "tour,", stop, text);
    }
    moment_free(moment);
    return faults;
}

int check_teaching_moments(const char *path, const lesson_t *lesson, bool answers)
{
    int faults = 0;
    for (uint32_t i = 0; i < lesson->questions_count; i++) {
        const lesson_question_t *question = &lesson->questions[i];
        bool machine = question->kind == QUESTION_WHO || question->kind == QUESTION_VALUE;
        if (machine || question->at[0] != 0)
            faults += check_question(path, lesson, question, answers);
    }
    if (lesson->tour != NULL)
        faults += check_tour(path, lesson);
    return faults;
}

/* ---- ends ---- */

/* The text as an end of this variant, for claims_end_of to compare. */
static bool comes(const lesson_variant_t *variant, const explore_report_t *report, const char *show,
                  lesson_how_t how, bool any_how)
{
    for (int kind = any_how ? HOW_DONE : (int)how; kind <= (any_how ? HOW_ENDLESS : (int)how); kind++) {
        lesson_end_t end = {(char *)(uintptr_t)show, (lesson_how_t)kind, true, (char *)""};
        lesson_variant_t asked = *variant;
        asked.ends.list = &end;
        asked.ends.list_count = 1;
        for (size_t i = 0; i < report->outcome_count; i++) {
            if (claims_end_of(&asked, &report->outcomes[i]) != NULL)
                return true;
        }
    }
    return false;
}

static bool is_of(const lesson_t *lesson, const char *id, const lesson_variant_t *variant)
{
    return lesson_variant(lesson, id) == variant;
}

static int check_candidates(const char *path, const lesson_question_t *question,
                            const lesson_variant_t *variant, const explore_report_t *report)
{
    uint32_t right = 0;
    for (uint32_t i = 0; i < question->candidates_count; i++)
        right += comes(variant, report, question->candidates[i], HOW_DONE, true);
    if (right == 0)
        return complain(path, "question", question->id, "no candidate is an end that comes");
    return 0;
}

int check_teaching_ends(const char *path, const lesson_t *lesson, const lesson_variant_t *variant,
                        const explore_report_t *report)
{
    int faults = 0;
    for (uint32_t i = 0; i < lesson->challenges_count; i++) {
        const lesson_challenge_t *challenge = &lesson->challenges[i];
        if (is_of(lesson, challenge->variant, variant) &&
            !comes(variant, report, challenge->goal, challenge->how, false))
            faults += complain(path, "challenge", challenge->id, "the search finds no such end");
    }
    for (uint32_t i = 0; i < lesson->questions_count; i++) {
        const lesson_question_t *question = &lesson->questions[i];
        if (question->kind == QUESTION_ENDS && is_of(lesson, question->variant, variant))
            faults += check_candidates(path, question, variant, report);
    }
    return faults;
}

#include "app/cli/check_teaching.h"

#include "app/cli/command.h"
#include "lessons/load/claims.h"
#include "lessons/load/moment.h"
#include "lessons/load/place.h"

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

/* ---- the tour ---- */

typedef struct tour_check {
    const char *path;
    const lesson_t *lesson;
    const lesson_variant_t *variant;
    moment_t *moment; /* where the tour is */
    bool answers;
    uint32_t stop; /* 1-based */
} tour_check_t;

static int complain_stop(const tour_check_t *tour, const char *why)
{
    char stop[20];
    snprintf(stop, sizeof stop, "stop %u", tour->stop);
    return complain(tour->path, "tour,", stop, why);
}

/* For the author: what the words of the stop must fit. */
static void print_stop(const tour_check_t *tour)
{
    char where[SAID], who[SAID], value[SAID];
    moment_where(tour->moment, where, sizeof where);
    moment_who(tour->moment, who, sizeof who);
    printf("%s: tour, stop %u: %s; can go: %s", tour->path, tour->stop, where, who);
    for (uint32_t i = 0; i < tour->lesson->watch_count; i++) {
        if (moment_value(tour->moment, tour->lesson->watch[i], value, sizeof value))
            printf("; %s = %s", tour->lesson->watch[i], value);
    }
    putchar('\n');
}

/* The reader answers with the tour's picture before them, so the machine must answer for that picture. */
static int check_asked_here(const tour_check_t *tour, const lesson_question_t *question)
{
    char text[SAID];
    bool machine = question->kind == QUESTION_WHO || question->kind == QUESTION_VALUE;
    if (!machine)
        return 0;
    if (lesson_variant(tour->lesson, question->variant) != tour->variant)
        return complain_stop(tour, "the question belongs to another variant than the tour");
    moment_t *asked = moment_new(tour->lesson, tour->variant, text, sizeof text);
    if (asked == NULL)
        return complain_stop(tour, text);
    bool here = moment_go(asked, question->at, text, sizeof text) && moment_same(asked, tour->moment);
    moment_free(asked);
    return here ? 0 : complain_stop(tour, "the question's `at` is another moment than the one of the tour");
}

static int check_stop(const tour_check_t *tour, const lesson_stop_t *stop)
{
    char text[SAID];
    if (stop->ask[0])
        return check_asked_here(tour, lesson_question(tour->lesson, stop->ask));
    if (!moment_go(tour->moment, stop->go, text, sizeof text))
        return complain_stop(tour, text);
    if (tour->answers)
        print_stop(tour);
    if (stop->point[0] == 0 ||
        moment_is_at(tour->moment, place_line(tour->variant->program, stop->point, NULL)))
        return 0;
    char where[SAID];
    moment_where(tour->moment, where, sizeof where);
    snprintf(text, sizeof text, "nobody stands at `%.80s`, and the last step was not there: %.200s",
             stop->point, where);
    return complain_stop(tour, text);
}

static int check_tour(const char *path, const lesson_t *lesson, bool answers)
{
    char text[SAID];
    tour_check_t tour = {.path = path, .lesson = lesson, .answers = answers};
    tour.variant = lesson_variant(lesson, lesson->tour->variant);
    tour.moment = moment_new(lesson, tour.variant, text, sizeof text);
    if (tour.moment == NULL)
        return complain(path, "tour", "", text);
    int faults = 0;
    for (uint32_t i = 0; i < lesson->tour->stops_count && faults == 0; i++) {
        tour.stop = i + 1;
        faults = check_stop(&tour, &lesson->tour->stops[i]);
    }
    moment_free(tour.moment);
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
        faults += check_tour(path, lesson, answers);
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

/* What free runs are said to show, as far as it does not hang on luck: a bad run needs a bad end that can
 * come, and "never" needs that none can. */
static int check_free_runs(const char *path, const lesson_variant_t *variant, const explore_report_t *report)
{
    const lesson_free_runs_t *runs = &variant->free;
    bool bad = !report->exhausted, good = !report->exhausted;
    for (size_t i = 0; i < report->outcome_count; i++) {
        const lesson_end_t *end = claims_end_of(variant, &report->outcomes[i]);
        bool is_good = end != NULL && end->good;
        good = good || is_good;
        bad = bad || !is_good;
    }
    if (runs->runs == 0)
        return 0;
    if (runs->bad_at_least > 0 && !bad)
        return complain(path, "free runs of variant", variant->id, "no end is bad, so none can end badly");
    if (runs->bad_at_most == 0 && bad)
        return complain(path, "free runs of variant", variant->id,
                        "a bad end can come, so `never` is too much");
    if (runs->bad_at_most < runs->runs && !good)
        return complain(path, "free runs of variant", variant->id,
                        "no end is good, so all of them end badly");
    return 0;
}

int check_teaching_ends(const char *path, const lesson_t *lesson, const lesson_variant_t *variant,
                        const explore_report_t *report)
{
    int faults = check_free_runs(path, variant, report);
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

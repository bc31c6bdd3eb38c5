#include "lessons/load/check_static.h"

#include <stdio.h>
#include <string.h>

/* ---- questions ---- */

static void check_choices(const check_t *check, const prescan_node_t *node, const lesson_question_t *question)
{
    uint32_t right = 0;
    for (uint32_t i = 0; i < question->choices_count; i++)
        right += question->choices[i].right;
    if (question->choices_count < 2)
        check_fault(check, node, "a question of kind choice needs two choices or more");
    else if (right == 0 || right == question->choices_count)
        check_fault(check, node, "of the choices, at least one must be right and one wrong");
}

static void check_candidates(const check_t *check, const prescan_node_t *node,
                             const lesson_question_t *question)
{
    if (question->candidates_count < 2)
        check_fault(check, node, "a question of kind ends needs two candidates or more");
    for (uint32_t i = 0; i < question->candidates_count; i++) {
        for (uint32_t j = 0; j < i; j++) {
            if (strcmp(question->candidates[i], question->candidates[j]) == 0)
                check_fault(check, prescan_at(prescan_get(node, "candidates"), i),
                            "this candidate stands here twice");
        }
    }
}

/* Each kind has fields of its own; one that belongs to another kind is a slip. */
static void check_fields(const check_t *check, const prescan_node_t *node, const lesson_question_t *question)
{
    lesson_question_kind_t kind = question->kind;
    if (kind != QUESTION_CHOICE && question->choices_count > 0)
        check_fault(check, prescan_get(node, "choices"), "`choices` belongs to kind choice only");
    if (kind != QUESTION_ENDS && question->candidates_count > 0)
        check_fault(check, prescan_get(node, "candidates"), "`candidates` belongs to kind ends only");
    bool value = kind == QUESTION_VALUE;
    if (!value && (question->of[0] || question->go[0]))
        check_fault(check, node, "`of` and `go` belong to kind value only");
    if (value && (question->of[0] == 0 || question->go[0] == 0))
        check_fault(check, node, "a question of kind value needs `of` and `go`");
}

static void check_question(const check_t *check, uint32_t index)
{
    const lesson_question_t *question = &check->lesson->questions[index];
    const prescan_node_t *node = prescan_at(prescan_get(check->tree, "questions"), index);
    check_id(check, prescan_get(node, "id"), question->id);
    if (lesson_question(check->lesson, question->id) != question)
        check_fault(check, prescan_get(node, "id"), "question `%.40s` stands here twice", question->id);
    check_variant(check, prescan_get(node, "variant"), question->variant);
    check_moment(check, prescan_get(node, "at"), question->at, false);
    check_moment(check, prescan_get(node, "go"), question->go, false);
    check_fields(check, node, question);
    if (question->kind == QUESTION_CHOICE)
        check_choices(check, node, question);
    if (question->kind == QUESTION_ENDS)
        check_candidates(check, node, question);
}

void check_questions(const check_t *check)
{
    for (uint32_t i = 0; i < check->lesson->questions_count; i++)
        check_question(check, i);
}

/* ---- the tour ---- */

static void check_stop(const check_t *check, const prescan_node_t *node, const lesson_stop_t *stop,
                       const lesson_variant_t *variant, bool last)
{
    if (stop->ask[0]) {
        if (lesson_question(check->lesson, stop->ask) == NULL)
            check_fault(check, prescan_get(node, "ask"), "there is no question `%.40s`", stop->ask);
        if (stop->go[0] || stop->point[0] || stop->say[0])
            check_fault(check, node, "a stop that asks has neither go, point nor say");
        return;
    }
    if (stop->say[0] == 0)
        check_fault(check, node, "a stop needs `say` or `ask`");
    check_moment(check, prescan_get(node, "go"), stop->go, last);
    if (stop->point[0] && variant != NULL)
        check_place(check, prescan_get(node, "point"), variant->program, stop->point);
}

void check_tour(const check_t *check)
{
    const lesson_tour_t *tour = check->lesson->tour;
    if (tour == NULL)
        return;
    const prescan_node_t *node = prescan_get(check->tree, "tour");
    const lesson_variant_t *variant = check_variant(check, prescan_get(node, "variant"), tour->variant);
    for (uint32_t i = 0; i < tour->stops_count; i++)
        check_stop(check, prescan_at(prescan_get(node, "stops"), i), &tour->stops[i], variant,
                   i + 1 == tour->stops_count);
}

/* ---- challenges ---- */

/* "x", "y": the ends that a variant states, as many as there is room for. */
static void name_ends(const lesson_ends_t *ends, char *text, size_t room)
{
    size_t used = 0;
    text[0] = 0;
    for (uint32_t i = 0; i < ends->list_count && used < room; i++)
        used +=
            (size_t)snprintf(text + used, room - used, "%s\"%.40s\"", i > 0 ? ", " : "", ends->list[i].show);
    for (char *at = text; *at; at++)
        *at = *at == '\n' ? ' ' : *at;
}

/* Where the ends are known whole, a goal that is none of them cannot be reached. Ends that are not listed at all
 * are a fault of their own (check_static.c). */
static void check_goal(const check_t *check, const prescan_node_t *node, const lesson_challenge_t *challenge,
                       const lesson_variant_t *variant)
{
    for (uint32_t i = 0; i < variant->ends.list_count; i++) {
        const lesson_end_t *end = &variant->ends.list[i];
        if (end->how == challenge->how && strcmp(end->show, challenge->goal) == 0)
            return;
    }
    if (!variant->ends.complete || variant->ends.draft || check->draft)
        return;
    char stated[300];
    name_ends(&variant->ends, stated, sizeof stated);
    check_fault(check, prescan_get(node, "goal"),
                "variant `%.40s` states no such end; add it to `ends`, or let `lockstep check --accept` add "
                "what can come; stated: %s",
                variant->id, stated);
}

void check_challenges(const check_t *check)
{
    const lesson_t *lesson = check->lesson;
    for (uint32_t i = 0; i < lesson->challenges_count; i++) {
        const lesson_challenge_t *challenge = &lesson->challenges[i];
        const prescan_node_t *node = prescan_at(prescan_get(check->tree, "challenges"), i);
        check_id(check, prescan_get(node, "id"), challenge->id);
        for (uint32_t j = 0; j < i; j++) {
            if (strcmp(lesson->challenges[j].id, challenge->id) == 0)
                check_fault(check, prescan_get(node, "id"), "challenge `%.40s` stands here twice",
                            challenge->id);
        }
        const lesson_variant_t *variant =
            check_variant(check, prescan_get(node, "variant"), challenge->variant);
        if (variant != NULL)
            check_goal(check, node, challenge, variant);
    }
}

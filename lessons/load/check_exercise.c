#include "lessons/load/check_static.h"

#include "lessons/load/exercise.h"
#include "lessons/load/knobs.h"
#include "lessons/load/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check_file_name(const check_t *check, const prescan_node_t *node, const char *file)
{
    size_t size = strlen(file);
    bool plain = file[strspn(file, "abcdefghijklmnopqrstuvwxyz0123456789_.")] == 0 && file[0] != '.';
    if (!plain || size < 4 || strcmp(file + size - 3, ".py") != 0)
        check_fault(check, prescan_get(node, "file"), "`file` is a plain name such as transfer.py");
}

static void check_keep(const check_t *check, const prescan_node_t *node, const lesson_exercise_t *exercise)
{
    for (uint32_t i = 0; i < exercise->keep_count; i++) {
        const prescan_node_t *at = prescan_at(prescan_get(node, "keep"), i);
        if (!exercise_has_line(exercise->starter, exercise->keep[i]))
            check_fault(check, at, "the starter has no line `%.80s`", exercise->keep[i]);
        if (!exercise_has_line(exercise->solution, exercise->keep[i]))
            check_fault(check, at, "the solution has no line `%.80s`", exercise->keep[i]);
    }
}

static void check_cases(const check_t *check, const prescan_node_t *node, const lesson_exercise_t *exercise)
{
    for (uint32_t i = 0; i < exercise->cases_count; i++) {
        const lesson_case_t *one = &exercise->cases[i];
        const prescan_node_t *at = prescan_at(prescan_get(node, "cases"), i);
        for (uint32_t j = 0; j < one->set_count; j++) {
            const char *name = one->set[j].name;
            if (knob_line(exercise->starter, name, NULL) == 0 ||
                knob_line(exercise->solution, name, NULL) == 0)
                check_fault(check, at, "starter and solution need exactly one line `%.40s = number`", name);
        }
    }
}

/* ---- demands ---- */

static void check_demand_show(const check_t *check, const prescan_node_t *node,
                              const lesson_exercise_t *exercise, const lesson_demand_t *demand)
{
    uint32_t cases = exercise->cases_count ? exercise->cases_count : 1;
    for (uint32_t i = 0; i < cases; i++) {
        char *show = exercise_show(exercise, i, demand->show);
        if (show == NULL) {
            check_fault(check, prescan_get(node, "show"),
                        "`show` names something between { and } that case %u does not set", i + 1);
            return;
        }
        free(show);
    }
}

static void check_demand_number(const check_t *check, const prescan_node_t *node,
                                const lesson_exercise_t *exercise, const lesson_demand_t *demand)
{
    uint32_t cases = exercise->cases_count ? exercise->cases_count : 1;
    int64_t value;
    for (uint32_t i = 0; i < cases; i++) {
        if (!exercise_number(exercise, i, demand->each, &value)) {
            check_fault(check, prescan_get(node, "each"),
                        "`each` must be a number or a name that every case sets");
            return;
        }
    }
}

static void check_demand(const check_t *check, const prescan_node_t *node, const lesson_exercise_t *exercise,
                         const lesson_demand_t *demand)
{
    lesson_demand_kind_t kind = demand->kind;
    bool names = kind == DEMAND_STORES || kind == DEMAND_OVERLAP;
    bool number = kind == DEMAND_STORES || kind == DEMAND_TOGETHER;
    check_id(check, prescan_get(node, "id"), demand->id);
    if (names != (demand->of_count > 0))
        check_fault(check, node, "`of` belongs to the kinds stores and overlap, and they need it");
    if (number != (demand->each[0] != 0))
        check_fault(check, node, "`each` belongs to the kinds stores and together, and they need it");
    if ((kind == DEMAND_ENDS) != (demand->show[0] != 0))
        check_fault(check, node, "`show` belongs to the kind ends, and it needs it");
    if (kind == DEMAND_ENDS)
        check_demand_show(check, node, exercise, demand);
    if (number && demand->each[0])
        check_demand_number(check, node, exercise, demand);
}

static void check_demands(const check_t *check, const prescan_node_t *node, const lesson_exercise_t *exercise)
{
    for (uint32_t i = 0; i < exercise->demands_count; i++) {
        const prescan_node_t *at = prescan_at(prescan_get(node, "demands"), i);
        check_demand(check, at, exercise, &exercise->demands[i]);
        for (uint32_t j = 0; j < i; j++) {
            if (strcmp(exercise->demands[j].id, exercise->demands[i].id) == 0)
                check_fault(check, at, "demand `%.40s` stands here twice", exercise->demands[i].id);
        }
    }
}

/* ---- answers ---- */

static bool has_demand(const lesson_exercise_t *exercise, const char *id)
{
    for (uint32_t i = 0; i < exercise->demands_count; i++) {
        if (strcmp(exercise->demands[i].id, id) == 0)
            return true;
    }
    return false;
}

/* The ids, as many as there is room for. */
static void name_demands(const lesson_exercise_t *exercise, char *text, size_t room)
{
    size_t used = 0;
    text[0] = 0;
    for (uint32_t i = 0; i < exercise->demands_count && used < room; i++)
        used +=
            (size_t)snprintf(text + used, room - used, "%s%.40s", i > 0 ? ", " : "", exercise->demands[i].id);
}

/* An answer's program has no place of its own in the file: faults in it are told at the answer. */
static void check_answer_program(const check_t *check, const prescan_node_t *node, const char *program)
{
    problems_t found = {0};
    check_t inner = *check;
    inner.problems = &found;
    if (!check_program(&inner, NULL, program) && found.count > 0)
        check_fault(check, node, "the program of this answer does not compile: %s", found.items[0].message);
    problems_destroy(&found);
}

static void check_answer(const check_t *check, const prescan_node_t *node, const lesson_exercise_t *exercise,
                         const lesson_answer_t *answer)
{
    bool pieces = answer->from[0] || answer->to[0] || answer->with[0];
    if (answer->whole[0] && pieces)
        check_fault(check, node, "an answer is either `whole`, or `from`, `to` and `with`");
    if (answer->from[0])
        check_place(check, prescan_get(node, "from"), exercise->starter, answer->from);
    if (answer->to[0])
        check_place(check, prescan_get(node, "to"), exercise->starter, answer->to);
    char *program = place_answer_program(exercise, answer);
    if (program == NULL)
        check_fault(check, node, "`from` and `to` do not name lines of the starter, in this order");
    else
        check_answer_program(check, node, program);
    free(program);
}

static void check_fails(const check_t *check, const prescan_node_t *node, const lesson_exercise_t *exercise,
                        const lesson_answer_t *answer, bool must_fail)
{
    if (must_fail && answer->fails_count == 0)
        check_fault(check, node, "an answer that must fail needs `fails`: the demands that it fails");
    if (!must_fail && answer->fails_count > 0)
        check_fault(check, node, "`fails` belongs to must_fail only");
    char known[300];
    name_demands(exercise, known, sizeof known);
    for (uint32_t i = 0; i < answer->fails_count; i++) {
        if (!has_demand(exercise, answer->fails[i]))
            check_fault(check, prescan_at(prescan_get(node, "fails"), i),
                        "there is no demand `%.40s`; `fails` names them by their id: %s", answer->fails[i],
                        known);
    }
}

void check_exercise(const check_t *check)
{
    const lesson_exercise_t *exercise = check->lesson->exercise;
    const prescan_node_t *node = prescan_get(check->tree, "exercise");
    check_file_name(check, node, exercise->file);
    check_program(check, prescan_get(node, "starter"), exercise->starter);
    check_program(check, prescan_get(node, "solution"), exercise->solution);
    check_keep(check, node, exercise);
    check_cases(check, node, exercise);
    check_demands(check, node, exercise);
    for (uint32_t i = 0; i < exercise->also_right_count; i++) {
        const prescan_node_t *at = prescan_at(prescan_get(node, "also_right"), i);
        check_answer(check, at, exercise, &exercise->also_right[i]);
        check_fails(check, at, exercise, &exercise->also_right[i], false);
    }
    for (uint32_t i = 0; i < exercise->must_fail_count; i++) {
        const prescan_node_t *at = prescan_at(prescan_get(node, "must_fail"), i);
        check_answer(check, at, exercise, &exercise->must_fail[i]);
        check_fails(check, at, exercise, &exercise->must_fail[i], true);
    }
}

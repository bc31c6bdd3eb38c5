#include "app/cli/check_exercise.h"

#include "app/cli/command.h"
#include "app/cli/mark.h"
#include "app/cli/mark_report.h"
#include "app/cli/mark_text.h"
#include "lessons/load/place.h"
#include "lessons/load/prescan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- answers of learners ---- */

static int code_of(const mark_t *mark)
{
    if (mark->unreadable)
        return 2;
    return mark->verdict == GRADE_FAILED ? 1 : mark->verdict == GRADE_UNDECIDED ? 3 : 0;
}

static int worse(int code, int other)
{
    static const int weights[] = {[0] = 0, [1] = 2, [2] = 3, [3] = 1};
    return weights[other] > weights[code] ? other : code;
}

static bool same_file(const char *path, const char *other)
{
    struct stat one, two;
    return stat(path, &one) == 0 && stat(other, &two) == 0 && one.st_dev == two.st_dev &&
           one.st_ino == two.st_ino;
}

/* Whether a report would be written over an answer. */
static int refuse_report(const char *report, char **files, int count)
{
    for (int i = 0; report != NULL && i < count; i++) {
        if (same_file(report, files[i]))
            return cli_fail("check: %s is an answer; the report needs a file of its own", report);
    }
    return 0;
}

static int could_not_write(const char *path)
{
    return cli_fail("check: %s could not be written: %s", path, strerror(errno));
}

static int write_reports(const lesson_t *lesson, char **files, const mark_t *marks, int count,
                         const exercise_options_t *options)
{
    int code = 0;
    if (options->csv != NULL && !mark_report_csv(options->csv, lesson->exercise, files, marks, count))
        code = could_not_write(options->csv);
    if (options->junit != NULL && !mark_report_junit(options->junit, lesson, files, marks, count))
        code = could_not_write(options->junit);
    bool good = true;
    for (int i = 0; options->feedback != NULL && i < count && good; i++)
        good = mark_text_file(options->feedback, lesson->exercise, files[i], &marks[i]);
    return good ? code : could_not_write(options->feedback);
}

int check_exercise_files(const lesson_t *lesson, char **files, int count, const exercise_options_t *options)
{
    const lesson_exercise_t *exercise = lesson->exercise;
    if (exercise == NULL)
        return cli_fail("check: lesson %s has no exercise", lesson->id);
    if (options->csv != NULL && options->junit != NULL && strcmp(options->csv, options->junit) == 0)
        return cli_fail("check: --csv and --junit need a file each");
    if (refuse_report(options->csv, files, count) != 0 || refuse_report(options->junit, files, count) != 0)
        return 2;
    mark_t *marks = count > 0 ? calloc((size_t)count, sizeof *marks) : NULL;
    if (marks == NULL)
        return cli_fail("no memory");
    int code = 0;
    for (int i = 0; i < count; i++) {
        mark_make(&marks[i], exercise, files[i], NULL);
        mark_text_feedback(stdout, exercise, files[i], &marks[i]);
        code = worse(code, code_of(&marks[i]));
    }
    if (count > 1)
        mark_text_table(stdout, files, marks, count);
    code = worse(code, write_reports(lesson, files, marks, count, options));
    for (int i = 0; i < count; i++)
        mark_destroy(&marks[i]);
    free(marks);
    return code;
}

/* ---- the lesson's own answers ---- */

typedef struct claims {
    const char *path;
    const lesson_exercise_t *exercise;
    const prescan_node_t *tree; /* of the exercise */
    int code;
} claims_t;

static void complain(claims_t *claims, const prescan_node_t *node, const char *what, const char *why,
                     int code)
{
    fflush(stdout);
    fprintf(stderr, "%s:%u:%u: %s: %s\n", claims->path, node ? node->line : 0, node ? node->column : 0, what,
            why);
    claims->code = worse(claims->code, code);
}

static void claim_pass(claims_t *claims, const prescan_node_t *node, const char *what, const char *text)
{
    mark_t mark;
    mark_make(&mark, claims->exercise, what, text);
    if (mark.problem[0])
        complain(claims, node, what, mark.problem, mark.verdict == GRADE_UNDECIDED ? 3 : 1);
    for (uint32_t i = 0; i < mark.count && !mark.problem[0]; i++) {
        char why[600];
        snprintf(why, sizeof why, "must pass, but demand %s is %s: %s", claims->exercise->demands[i].id,
                 grade_verdict_text(mark.demands[i].verdict), mark.demands[i].reason);
        if (mark.demands[i].verdict != GRADE_PASSED)
            complain(claims, node, what, why, mark.demands[i].verdict == GRADE_FAILED ? 1 : 3);
    }
    mark_destroy(&mark);
}

static uint32_t find_demand(const lesson_exercise_t *exercise, const char *id)
{
    uint32_t index = 0;
    while (index < exercise->demands_count && strcmp(exercise->demands[index].id, id) != 0)
        index++;
    return index;
}

static void claim_fail(claims_t *claims, const prescan_node_t *node, const lesson_answer_t *answer,
                       const char *text)
{
    mark_t mark;
    mark_make(&mark, claims->exercise, answer->why, text);
    for (uint32_t i = 0; i < answer->fails_count && !mark.problem[0]; i++) {
        char why[600];
        const mark_demand_t *demand = &mark.demands[find_demand(claims->exercise, answer->fails[i])];
        snprintf(why, sizeof why, "must fail demand %s, which is %s", answer->fails[i],
                 grade_verdict_text(demand->verdict));
        if (demand->verdict != GRADE_FAILED)
            complain(claims, node, answer->why, why, demand->verdict == GRADE_PASSED ? 1 : 3);
    }
    mark_destroy(&mark);
}

static void claim_answers(claims_t *claims)
{
    const lesson_exercise_t *exercise = claims->exercise;
    claim_pass(claims, prescan_get(claims->tree, "solution"), "the solution", exercise->solution);
    for (uint32_t i = 0; i < exercise->also_right_count; i++) {
        char *text = place_answer_program(exercise, &exercise->also_right[i]);
        if (text != NULL)
            claim_pass(claims, prescan_at(prescan_get(claims->tree, "also_right"), i),
                       exercise->also_right[i].why, text);
        free(text);
    }
    for (uint32_t i = 0; i < exercise->must_fail_count; i++) {
        char *text = place_answer_program(exercise, &exercise->must_fail[i]);
        if (text != NULL)
            claim_fail(claims, prescan_at(prescan_get(claims->tree, "must_fail"), i), &exercise->must_fail[i],
                       text);
        free(text);
    }
}

int check_exercise_claims(const char *path, const lesson_t *lesson)
{
    problems_t problems = {0};
    char *text;
    size_t size;
    claims_t claims = {.path = path, .exercise = lesson->exercise};
    if (!prescan_read_file(path, &text, &size, &problems)) {
        problems_destroy(&problems);
        return cli_fail("%s: it cannot be read any more", path);
    }
    prescan_node_t *tree = prescan(path, text, size, &problems);
    claims.tree = prescan_get(tree, "exercise");
    claim_answers(&claims);
    if (claims.code == 0)
        printf("%s: exercise: the solution and %u others pass, %u fail where they must\n", path,
               lesson->exercise->also_right_count, lesson->exercise->must_fail_count);
    prescan_free(tree);
    free(text);
    problems_destroy(&problems);
    return claims.code;
}

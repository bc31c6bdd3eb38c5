#include "lessons/load/load.h"

#include "lessons/load/prescan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The smallest lesson there is. */
#define HEAD  "id: tiny\ntitle: Tiny\nchapter: starting\n"
#define PAGES "pages:\n  - title: One\n    text: Nothing more.\n"
#define PLAIN "variants:\n  - id: plain\n    program: |\n      print('x')\n"
#define TINY  HEAD PAGES PLAIN

static lesson_t *load(const char *text, problems_t *problems)
{
    return lesson_load_text("tiny.yaml", text, strlen(text), problems);
}

/* The text is refused, and the first problem reads so. */
static void refused(const char *text, const char *expected)
{
    problems_t problems = {0};
    assert_null(load(text, &problems));
    assert_true(problems.count > 0);
    char *found = problem_text(&problems.items[0]);
    assert_string_equal(found, expected);
    free(found);
    problems_destroy(&problems);
}

static void the_smallest_lesson_loads_and_gaps_are_filled(void **state)
{
    (void)state;
    problems_t problems = {0};
    lesson_t *lesson = load(TINY, &problems);
    assert_int_equal(problems.count, 0);
    assert_non_null(lesson);
    assert_int_equal(lesson->format, 1);
    assert_string_equal(lesson->name, "Tiny");
    assert_string_equal(lesson->language, "en");
    assert_string_equal(lesson->variants[0].title, "plain");
    assert_string_equal(lesson->variants[0].point, "");
    assert_string_equal(lesson->variants[0].program, "print('x')\n");
    assert_null(lesson->tour);
    assert_null(lesson->exercise);
    lesson_free(lesson);
}

static void an_unknown_key_is_told_where_it_stands(void **state)
{
    (void)state;
    problems_t problems = {0};
    assert_null(load(HEAD "colour: red\n" PAGES PLAIN, &problems));
    assert_int_equal(problems.items[0].line, 4);
    assert_int_equal(problems.items[0].column, 1);
    assert_non_null(strstr(problems.items[0].message, "unknown key `colour`"));
    problems_destroy(&problems);
}

static void a_missing_key_is_told_where_it_belongs(void **state)
{
    (void)state;
    refused(PAGES PLAIN "title: x\nchapter: memory\n", "tiny.yaml:1:1: `id` is missing in the file");
    refused(HEAD PAGES "variants:\n  - id: plain\n",
            "tiny.yaml:8:5: `program` is missing in an entry of `variants`");
}

static void what_is_no_block_is_told_the_keys_it_may_have(void **state)
{
    (void)state;
    refused(TINY "tour: [x]\n",
            "tiny.yaml:11:7: `tour` must be a block of `key: value` lines; known here: variant, stops");
    refused(
        HEAD "pages: [x]\n" PLAIN,
        "tiny.yaml:4:9: an entry of `pages` must be a block of `key: value` lines; known here: title, text");
    refused(TINY "tour:\n  variant: plain\n", "tiny.yaml:12:3: `stops` is missing in `tour`");
}

static void ends_without_a_list_are_for_accepting_only(void **state)
{
    (void)state;
    refused(
        TINY "    ends:\n      see: lines\n",
        "tiny.yaml:12:7: `ends` lists no end yet; write them, or let `lockstep check --accept` fill them in");
    refused(TINY "    ends:\n      see: lines\n      list:\n",
            "tiny.yaml:13:12: `list` must be a list: entries that begin with `- `");
    problems_t problems = {0};
    assert_null(
        load(TINY "    ends:\n      see: lines\nchallenges:\n  - {id: a, goal: y, task: Do.}\n", &problems));
    assert_int_equal(problems.count, 1); /* that no goal is among them says nothing more */
    problems_destroy(&problems);
    lesson_t *lesson =
        load(TINY "    ends:\n      see: lines\n      list: [{show: x, good: yes}]\n", &problems);
    assert_non_null(lesson);
    assert_true(lesson->variants[0].ends.complete);
    lesson_free(lesson);
}

static void a_goal_or_demand_that_is_not_there_is_told_which_are(void **state)
{
    (void)state;
    refused(TINY "    ends:\n      see: lines\n      list: [{show: x, good: yes}]\n"
                 "challenges:\n  - {id: a, goal: y, task: Do.}\n",
            "tiny.yaml:15:19: variant `plain` states no such end; add it to `ends`, or let `lockstep check "
            "--accept` add what can come; stated: \"x\"");
    refused(TINY "exercise:\n  title: x\n  file: x.py\n  task: Do.\n  starter: |\n    x = 1\n  solution: |\n"
                 "    x = 2\n  demands:\n    - {id: one, points: 1, kind: no-error, text: t}\n"
                 "    - {id: two, points: 1, kind: no-deadlock, text: t}\n"
                 "  must_fail:\n    - {why: w, whole: x = 3, fails: [no-error]}\n",
            "tiny.yaml:23:38: there is no demand `no-error`; `fails` names them by their id: one, two");
}

static void numbers_and_booleans_are_taken_strictly(void **state)
{
    (void)state;
    static const char *const numbers[] = {"5abc", "010", "1.5", "0x10", "+5", "\"5\"", "~", "99999999999"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[400];
        snprintf(text, sizeof text, "%sminutes: %s\n", TINY, numbers[i]);
        problems_t problems = {0};
        assert_null(load(text, &problems));
        assert_int_equal(problems.items[0].line, 11);
        problems_destroy(&problems);
    }
    refused(TINY "    ends:\n      see: lines\n      complete: maybe\n      list: [{show: x, good: yes}]\n",
            "tiny.yaml:13:17: `complete` must be yes or no");
}

static void what_is_no_plain_data_is_refused(void **state)
{
    (void)state;
    refused("a: &x 1\n", "tiny.yaml:1:4: an anchor (&) is not allowed here; write the text out");
    refused("a: *x\n", "tiny.yaml:1:4: an alias (*) is not allowed here; put quotes around the text");
    refused("a: !!int 1\n", "tiny.yaml:1:4: a tag (!) is not allowed here; put quotes around the text");
    refused("a: 1\na: 2\n", "tiny.yaml:2:1: `a` stands here twice; the first is in line 1");
    refused(TINY "---\nid: second\n", "tiny.yaml:11:1: a second document begins here; one file holds one");
    refused("a: \"\\0\"\n", "tiny.yaml:1:4: a NUL character inside text");
    refused("a: \xff\n", "tiny.yaml:1:4: not UTF-8 text");
    refused("", "tiny.yaml: the file is empty");
    refused("# nothing\n", "tiny.yaml: the file is empty");
}

static void an_alias_bomb_costs_nothing(void **state)
{
    (void)state;
    char bomb[2000] = "a: &a [x, x, x, x, x, x, x, x, x]\n";
    for (char name = 'b'; name < 'k'; name++) {
        char line[100];
        char before = (char)(name - 1);
        snprintf(line, sizeof line, "%c: &%c [*%c, *%c, *%c, *%c, *%c]\n", name, name, before, before, before,
                 before, before);
        strcat(bomb, line);
    }
    refused(bomb, "tiny.yaml:1:4: an anchor (&) is not allowed here; write the text out");
}

static void depth_and_size_are_bounded(void **state)
{
    (void)state;
    char *deep = malloc(900001);
    assert_non_null(deep);
    memset(deep, '[', 900000);
    deep[900000] = 0;
    refused(deep, "tiny.yaml:1:13: nested too deep");
    free(deep);
    size_t size = PRESCAN_SIZE_MAX + 1;
    char *large = malloc(size + 1);
    assert_non_null(large);
    memset(large, ' ', size);
    large[size] = 0;
    refused(large, "tiny.yaml: larger than 1 MB");
    free(large);
}

static void a_fault_in_a_program_gets_its_line_in_the_lesson(void **state)
{
    (void)state;
    problems_t problems = {0};
    assert_null(load(HEAD PAGES "variants:\n  - id: plain\n    program: |\n\n      x = 1\n      x = = 2\n",
                     &problems));
    assert_int_equal(problems.items[0].line, 12);
    assert_int_equal(problems.items[0].column, 11);
    problems_destroy(&problems);
}

static void names_of_variants_and_places_must_exist(void **state)
{
    (void)state;
    refused(HEAD "pages:\n  - title: One\n    text: |\n      Look:\n      {program bare}\n" PLAIN,
            "tiny.yaml:8:7: there is no variant `bare`");
    refused(TINY "tour:\n  stops:\n    - {say: here, point: nowhere}\n",
            "tiny.yaml:13:26: no line of the program has `nowhere`");
    refused(TINY "tour:\n  stops:\n    - {ask: what}\n", "tiny.yaml:13:13: there is no question `what`");
    refused(TINY "challenges:\n  - {id: c, variant: v, goal: x, task: y}\n",
            "tiny.yaml:12:22: there is no variant `v`");
    refused(TINY "knobs:\n  - {name: N, held: 1}\n",
            "tiny.yaml:12:12: the program of variant `plain` has not exactly one line `N = number`");
}

static void a_moment_must_be_a_piece_of_schedule(void **state)
{
    (void)state;
    problems_t problems = {0};
    assert_null(load(TINY "questions:\n  - {id: q, kind: who, at: P1*x, ask: Who}\n", &problems));
    assert_int_equal(problems.items[0].line, 12);
    assert_int_equal(problems.items[0].column, 28);
    problems_destroy(&problems);
}

static void fields_of_another_kind_of_question_are_refused(void **state)
{
    (void)state;
    refused(TINY "questions:\n  - {id: q, kind: who, ask: Who, of: x}\n",
            "tiny.yaml:12:5: `of` and `go` belong to kind value only");
    refused(TINY "questions:\n  - {id: q, kind: choice, ask: Who}\n",
            "tiny.yaml:12:5: a question of kind choice needs two choices or more");
}

static void several_faults_are_told_at_once(void **state)
{
    (void)state;
    problems_t problems = {0};
    assert_null(load("id: tiny\nchapter: nowhere\nminutes: x\n" PAGES PLAIN, &problems));
    assert_int_equal(problems.count, 3);
    problems_destroy(&problems);
}

static void files_that_are_none_get_one_clear_problem(void **state)
{
    (void)state;
    static const char *const paths[] = {"/nonexistent/lesson.yaml", "/", "/dev/null"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        problems_t problems = {0};
        assert_null(lesson_load_file(paths[i], &problems));
        assert_int_equal(problems.count, 1);
        assert_int_equal(problems.items[0].line, 0);
        problems_destroy(&problems);
    }
}

static int arm(void **state)
{
    (void)state;
    alarm(60);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_smallest_lesson_loads_and_gaps_are_filled, arm),
        cmocka_unit_test_setup(an_unknown_key_is_told_where_it_stands, arm),
        cmocka_unit_test_setup(a_missing_key_is_told_where_it_belongs, arm),
        cmocka_unit_test_setup(what_is_no_block_is_told_the_keys_it_may_have, arm),
        cmocka_unit_test_setup(ends_without_a_list_are_for_accepting_only, arm),
        cmocka_unit_test_setup(a_goal_or_demand_that_is_not_there_is_told_which_are, arm),
        cmocka_unit_test_setup(numbers_and_booleans_are_taken_strictly, arm),
        cmocka_unit_test_setup(what_is_no_plain_data_is_refused, arm),
        cmocka_unit_test_setup(an_alias_bomb_costs_nothing, arm),
        cmocka_unit_test_setup(depth_and_size_are_bounded, arm),
        cmocka_unit_test_setup(a_fault_in_a_program_gets_its_line_in_the_lesson, arm),
        cmocka_unit_test_setup(names_of_variants_and_places_must_exist, arm),
        cmocka_unit_test_setup(a_moment_must_be_a_piece_of_schedule, arm),
        cmocka_unit_test_setup(fields_of_another_kind_of_question_are_refused, arm),
        cmocka_unit_test_setup(several_faults_are_told_at_once, arm),
        cmocka_unit_test_setup(files_that_are_none_get_one_clear_problem, arm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

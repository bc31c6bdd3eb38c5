#include "lessons/load/exercise.h"
#include "lessons/load/knobs.h"
#include "lessons/load/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char program[] = "import time\n"
                              "ROUNDS = 2\n"
                              "LEFT = -5 # less than nothing\n"
                              "TEXT = 3 + 4\n"
                              "def f():\n"
                              "    ROUNDS = 7\n";

static void a_knob_is_a_line_of_name_and_number_at_the_left(void **state)
{
    (void)state;
    int64_t value = 0;
    assert_int_equal(knob_line(program, "ROUNDS", &value), 2);
    assert_int_equal(value, 2);
    assert_int_equal(knob_line(program, "LEFT", &value), 3);
    assert_int_equal(value, -5);
    assert_int_equal(knob_line(program, "TEXT", &value), 0);
    assert_int_equal(knob_line(program, "ROUND", &value), 0);
    assert_int_equal(knob_line("A = 1\nA = 2\n", "A", &value), 0);
    assert_int_equal(knob_line("A = 99999999999999999999\n", "A", &value), 0);
}

static void turning_a_knob_changes_its_number_and_nothing_else(void **state)
{
    (void)state;
    const lesson_setting_t settings[] = {
        {(char *)"ROUNDS", 1000000}, {(char *)"LEFT", 8}, {(char *)"NONE", 1}};
    char *text = knobs_apply(program, settings, 3);
    assert_string_equal(text, "import time\n"
                              "ROUNDS = 1000000\n"
                              "LEFT = 8 # less than nothing\n"
                              "TEXT = 3 + 4\n"
                              "def f():\n"
                              "    ROUNDS = 7\n");
    free(text);
}

static void a_place_stands_in_exactly_one_line(void **state)
{
    (void)state;
    uint32_t lines;
    assert_int_equal(place_line(program, "def f", &lines), 5);
    assert_int_equal(lines, 1);
    assert_int_equal(place_line(program, "ROUNDS", &lines), 0);
    assert_int_equal(lines, 2);
    assert_int_equal(place_line(program, "absent", &lines), 0);
    assert_int_equal(lines, 0);
    assert_int_equal(place_line(program, "", &lines), 0);
}

static void a_line_is_found_by_its_number(void **state)
{
    (void)state;
    const char *start;
    assert_int_equal(place_text_of_line("ab\n\nc", 1, &start), 2);
    assert_int_equal(place_text_of_line("ab\n\nc", 2, &start), 0);
    assert_non_null(start);
    assert_int_equal(place_text_of_line("ab\n\nc", 3, &start), 1);
    assert_int_equal(place_text_of_line("ab\n\nc", 4, &start), 0);
    assert_null(start);
}

static void an_answer_replaces_lines_at_their_indent(void **state)
{
    (void)state;
    const lesson_exercise_t exercise = {.starter = (char *)"def f():\n    a\n    b\n    c\nend\n"};
    lesson_answer_t answer = {
        .from = (char *)"a", .to = (char *)"b", .with = (char *)"x\n\n    y\n", .whole = (char *)""};
    char *text = place_answer_program(&exercise, &answer);
    assert_string_equal(text, "def f():\n    x\n\n        y\n    c\nend\n");
    free(text);
    answer.from = answer.to = answer.with = (char *)"";
    text = place_answer_program(&exercise, &answer);
    assert_string_equal(text, exercise.starter);
    free(text);
    answer.from = (char *)"c";
    answer.to = (char *)"a";
    assert_null(place_answer_program(&exercise, &answer));
}

static void a_demand_shows_the_numbers_of_its_case(void **state)
{
    (void)state;
    lesson_setting_t settings[] = {{(char *)"A", 5}, {(char *)"LONG", -3}};
    lesson_case_t cases[] = {{settings, 2}};
    const lesson_exercise_t exercise = {.cases = cases, .cases_count = 1};
    char *text = exercise_show(&exercise, 0, "a {A}\nb {LONG}{A}");
    assert_string_equal(text, "a 5\nb -35");
    free(text);
    assert_null(exercise_show(&exercise, 0, "{B}"));
    assert_null(exercise_show(&exercise, 0, "{A"));
    assert_null(exercise_show(&exercise, 0, "A}"));
    int64_t value;
    assert_true(exercise_number(&exercise, 0, "A", &value));
    assert_int_equal(value, 5);
    assert_true(exercise_number(&exercise, 0, "12", &value));
    assert_int_equal(value, 12);
    assert_false(exercise_number(&exercise, 0, "B", &value));
}

static void a_kept_line_may_be_indented_otherwise(void **state)
{
    (void)state;
    assert_true(exercise_has_line("a\n      print(x)  \nb\n", "print(x)"));
    assert_false(exercise_has_line("a\nprint(x) # no\n", "print(x)"));
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
        cmocka_unit_test_setup(a_knob_is_a_line_of_name_and_number_at_the_left, arm),
        cmocka_unit_test_setup(turning_a_knob_changes_its_number_and_nothing_else, arm),
        cmocka_unit_test_setup(a_place_stands_in_exactly_one_line, arm),
        cmocka_unit_test_setup(a_line_is_found_by_its_number, arm),
        cmocka_unit_test_setup(an_answer_replaces_lines_at_their_indent, arm),
        cmocka_unit_test_setup(a_demand_shows_the_numbers_of_its_case, arm),
        cmocka_unit_test_setup(a_kept_line_may_be_indented_otherwise, arm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

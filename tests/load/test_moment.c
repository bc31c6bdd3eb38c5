#include "lessons/explore/shape.h"
#include "lessons/load/load.h"
#include "lessons/load/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int open_atm(void **state)
{
    alarm(60);
    problems_t problems = {0};
    *state = lesson_load_file(TEST_SOURCE_DIR "/assets/lessons/atm.yaml", &problems);
    return *state == NULL ? -1 : 0;
}

static int close_atm(void **state)
{
    lesson_free(*state);
    return 0;
}

static moment_t *begin(const lesson_t *lesson, const char *variant)
{
    char text[400];
    moment_t *moment = moment_new(lesson, lesson_variant(lesson, variant), text, sizeof text);
    assert_non_null(moment);
    return moment;
}

static void a_moment_begins_when_all_are_started(void **state)
{
    char text[400];
    moment_t *moment = begin(*state, "bare");
    moment_who(moment, text, sizeof text);
    assert_string_equal(text, "P1, P2");
    assert_true(moment_value(moment, "balance", text, sizeof text));
    assert_string_equal(text, "100");
    assert_false(moment_value(moment, "nothing", text, sizeof text));
    moment_free(moment);
}

static void a_queue_without_a_name_is_delivered_by_path_and_number(void **state)
{
    (void)state;
    char text[400];
    problems_t problems = {0};
    lesson_t *lesson = lesson_load_file(TEST_SOURCE_DIR "/assets/lessons/pool-map.yaml", &problems);
    assert_non_null(lesson);
    moment_t *moment = begin(lesson, "pool");
    assert_false(moment_go(moment, "main*3 main~main.1", text, sizeof text));
    assert_true(moment_go(moment, "main~main.2", text, sizeof text));
    moment_free(moment);
    lesson_free(lesson);
}

static void a_lost_update_can_be_stepped_through(void **state)
{
    char text[400];
    size_t count;
    moment_t *moment = begin(*state, "bare");
    assert_true(moment_go(moment, "P1*1 P2*2", text, sizeof text));
    assert_true(moment_value(moment, "balance", text, sizeof text));
    assert_string_equal(text, "101");
    assert_true(moment_go(moment, "P1", text, sizeof text));
    assert_true(moment_value(moment, "balance", text, sizeof text));
    assert_string_equal(text, "99");
    const explore_step_t *steps = moment_steps(moment, &count);
    assert_int_equal(count, 6);
    assert_string_equal(steps[2].cell, "r100");
    assert_string_equal(steps[5].process, "P1");
    assert_string_equal(steps[5].cell, "w99");
    assert_true(moment_begin(moment));
    moment_steps(moment, &count);
    assert_int_equal(count, 2);
    moment_free(moment);
}

static void who_waits_for_a_lock_cannot_step(void **state)
{
    char text[400];
    moment_t *moment = begin(*state, "locked");
    assert_true(moment_go(moment, "P1*2", text, sizeof text));
    moment_who(moment, text, sizeof text);
    assert_string_equal(text, "P1");
    assert_false(moment_go(moment, "P2*1", text, sizeof text));
    assert_non_null(strstr(text, "P2 cannot take step 1 of 1 here; P1 can go"));
    moment_everybody(moment, text, sizeof text);
    assert_string_equal(text, "main, P1, P2");
    assert_true(moment_go(moment, "rest", text, sizeof text));
    moment_who(moment, text, sizeof text);
    assert_string_equal(text, "nobody");
    moment_everybody(moment, text, sizeof text);
    assert_string_equal(text, "main, P1, P2");
    assert_true(moment_value(moment, "balance", text, sizeof text));
    assert_string_equal(text, "100");
    moment_free(moment);
}

static void a_moment_tells_where_everybody_stands(void **state)
{
    char text[400];
    moment_t *moment = begin(*state, "bare");
    moment_where(moment, text, sizeof text);
    assert_string_equal(text, "main at line 19, P1 at line 7, P2 at line 11");
    assert_true(moment_is_at(moment, 11));
    assert_false(moment_is_at(moment, 21));
    assert_true(moment_go(moment, "rest", text, sizeof text));
    assert_true(moment_is_at(moment, 21)); /* the last print */
    assert_false(moment_is_at(moment, 7));
    moment_free(moment);
}

static void moments_are_the_same_after_the_same_steps(void **state)
{
    char text[400];
    moment_t *left = begin(*state, "bare"), *right = begin(*state, "bare");
    assert_true(moment_same(left, right));
    assert_true(moment_go(left, "P1*2", text, sizeof text));
    assert_false(moment_same(left, right));
    assert_true(moment_go(right, "P1 P2", text, sizeof text));
    assert_false(moment_same(left, right));
    assert_true(moment_begin(right) && moment_go(right, "P1 P1", text, sizeof text));
    assert_true(moment_same(left, right));
    moment_free(left);
    moment_free(right);
}

static shape_t *shape_of(const char *program)
{
    char message[400];
    explore_options_t options;
    explore_options_init(&options);
    shape_t *shape = shape_new(program, strlen(program), "x.py", &options, message, sizeof message);
    assert_non_null(shape);
    return shape;
}

static void a_shape_tells_who_lives_and_stores_and_comes_between(void **state)
{
    char said[200];
    const lesson_t *lesson = *state;
    char *names[] = {(char *)"savings", (char *)"current"};
    shape_t *shape = shape_of(lesson->exercise->solution);
    assert_int_equal(shape_together(shape, 2), SHAPE_YES);
    assert_int_equal(shape_together(shape, 3), SHAPE_NO);
    assert_int_equal(shape_stores(shape, "savings", 2, said, sizeof said), SHAPE_YES);
    assert_int_equal(shape_stores(shape, "savings", 1, said, sizeof said), SHAPE_NO);
    assert_string_equal(said, "P1 stores to savings 2 times, not 1");
    assert_int_equal(shape_overlap(shape, names, 2), SHAPE_YES);
    shape_free(shape);
}

static void one_after_the_other_never_comes_between(void **state)
{
    (void)state;
    char *names[] = {(char *)"v"};
    shape_t *shape =
        shape_of("from multiprocessing import Process, Value\n"
                 "def f(v):\n    v.value += 1\n    v.value += 1\n"
                 "v = Value('i', 0)\n"
                 "for _ in range(2):\n    p = Process(target=f, args=(v,))\n    p.start()\n    p.join()\n");
    assert_int_equal(shape_together(shape, 2), SHAPE_NO);
    assert_int_equal(shape_overlap(shape, names, 1), SHAPE_NO);
    assert_int_equal(shape_stores(shape, "v", 2, NULL, 0), SHAPE_YES);
    shape_free(shape);
}

static void an_order_that_stores_otherwise_is_found(void **state)
{
    (void)state;
    char said[200];
    shape_t *shape = shape_of("from multiprocessing import Process, Value\n"
                              "def f(v, w):\n    if w.value == 0:\n        v.value = 1\n    w.value = 1\n"
                              "v = Value('i', 0)\nw = Value('i', 0)\n"
                              "ps = [Process(target=f, args=(v, w)) for _ in range(2)]\n"
                              "for p in ps: p.start()\nfor p in ps: p.join()\n");
    assert_int_equal(shape_stores(shape, "v", 1, said, sizeof said), SHAPE_NO);
    assert_int_equal(shape_stores(shape, "w", 1, said, sizeof said), SHAPE_YES);
    shape_free(shape);
}

#define ATM_TEST(name) cmocka_unit_test_setup_teardown(name, open_atm, close_atm)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ATM_TEST(a_moment_begins_when_all_are_started),
        cmocka_unit_test(a_queue_without_a_name_is_delivered_by_path_and_number),
        ATM_TEST(a_lost_update_can_be_stepped_through),
        ATM_TEST(who_waits_for_a_lock_cannot_step),
        ATM_TEST(a_moment_tells_where_everybody_stands),
        ATM_TEST(moments_are_the_same_after_the_same_steps),
        ATM_TEST(a_shape_tells_who_lives_and_stores_and_comes_between),
        ATM_TEST(one_after_the_other_never_comes_between),
        ATM_TEST(an_order_that_stores_otherwise_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

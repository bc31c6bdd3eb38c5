#include "app/tui/challenge_way.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *way_of(const explore_step_t *steps, size_t count)
{
    static char text[200];
    const explore_outcome_t outcome = {.steps = (explore_step_t *)(uintptr_t)steps, .step_count = count};
    challenge_way(&outcome, NULL, 0, text, sizeof text);
    return text;
}

static void starts_and_ends_go_by_themselves(void **state)
{
    (void)state;
    const explore_step_t steps[] = {{.process = "main", .cell = "▸P1", .quiet = true},
                                    {.process = "P1", .cell = "r100"},
                                    {.process = "P1", .cell = "w99"},
                                    {.process = "P1", .cell = "end", .quiet = true},
                                    {.process = "main", .cell = "joins P1", .quiet = true},
                                    {.process = "main", .cell = "print"}};
    assert_string_equal(way_of(steps, 6), "P1*2 main");
}

static void waking_costs_no_switch(void **state)
{
    (void)state;
    const explore_step_t steps[] = {{.process = "P1", .cell = "time-out", .quiet = true},
                                    {.process = "P2", .cell = "time-out", .quiet = true},
                                    {.process = "P1", .cell = "print"},
                                    {.process = "P2", .cell = "print"}};
    assert_string_equal(way_of(steps, 4), "P1*2 P2*2");
}

static void a_last_print_is_taken_while_its_process_has_its_turn(void **state)
{
    (void)state;
    const explore_step_t steps[] = {{.process = "P1", .cell = "r1"},
                                    {.process = "P2", .cell = "w2"},
                                    {.process = "P1", .cell = "print", .quiet = true}};
    assert_string_equal(way_of(steps, 3), "P1*2 P2");
}

static void who_is_killed_asleep_does_not_wake_first(void **state)
{
    (void)state;
    const explore_step_t steps[] = {{.process = "P1", .cell = "time-out", .quiet = true},
                                    {.process = "main", .cell = "kill P1"},
                                    {.process = "P1", .cell = "dies"}};
    assert_string_equal(way_of(steps, 3), "main P1");
}

static void a_delivery_is_named_with_its_queue(void **state)
{
    (void)state;
    const explore_step_t steps[] = {{.process = "P1", .cell = "put 1"},
                                    {.process = "P1", .cell = "~words"},
                                    {.process = "P1", .cell = "~words"},
                                    {.process = "main", .cell = "get 1"}};
    assert_string_equal(way_of(steps, 4), "P1 P1~words*2 main");
}

static void what_was_done_before_run_opened_is_left_out(void **state)
{
    (void)state;
    const explore_step_t steps[] = {{.process = "main", .cell = "put 1"},
                                    {.process = "main", .cell = "▸P1", .quiet = true},
                                    {.process = "P1", .cell = "get 1"},
                                    {.process = "main", .cell = "put 2"}};
    const challenge_taken_t taken[] = {{"main", 1}};
    const explore_outcome_t outcome = {.steps = (explore_step_t *)(uintptr_t)steps, .step_count = 4};
    char text[100];
    challenge_way(&outcome, taken, 1, text, sizeof text);
    assert_string_equal(text, "P1 main");
}

static void no_steps_are_no_way(void **state)
{
    (void)state;
    assert_string_equal(way_of(NULL, 0), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_and_ends_go_by_themselves),
        cmocka_unit_test(waking_costs_no_switch),
        cmocka_unit_test(a_last_print_is_taken_while_its_process_has_its_turn),
        cmocka_unit_test(who_is_killed_asleep_does_not_wake_first),
        cmocka_unit_test(a_delivery_is_named_with_its_queue),
        cmocka_unit_test(what_was_done_before_run_opened_is_left_out),
        cmocka_unit_test(no_steps_are_no_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

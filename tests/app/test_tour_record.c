#include "app/tui/tour_record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_piece(const char *way, const char *expected)
{
    char *piece = tour_record_piece(way);
    assert_string_equal(piece, expected);
    free(piece);
}

static void steps_of_one_process_are_counted(void **state)
{
    (void)state;
    assert_piece("", "");
    assert_piece("P1", "P1");
    assert_piece("P1 P1 P2", "P1*2 P2");
    assert_piece("P1 P11 P1", "P1 P11 P1");
    assert_piece("P1 P1! P1! P1~words P1~words P1", "P1 P1! P1! P1~words P1~words P1");
}

static void each_stop_says_how_to_come_from_the_one_before(void **state)
{
    (void)state;
    tour_record_t record;
    tour_record_init(&record);
    assert_true(tour_record_add(&record, "", "balance = 100", "All is held."));
    assert_true(tour_record_add(&record, "P1", "", "P1 has \"read\" 100."));
    assert_true(tour_record_add(&record, "P1 P2 P2", "x\\y", "P2 has stored."));
    char *yaml = tour_record_yaml(&record, "bare");
    assert_string_equal(yaml, "tour:\n  variant: bare\n  stops:\n"
                              "    - go: \"\"\n      point: \"balance = 100\"\n      say: \"All is held.\"\n"
                              "    - go: \"P1\"\n      say: \"P1 has \\\"read\\\" 100.\"\n"
                              "    - go: \"P2*2\"\n      point: \"x\\\\y\"\n      say: \"P2 has stored.\"\n");
    free(yaml);
    tour_record_destroy(&record);
}

static void stops_on_another_way_are_left(void **state)
{
    (void)state;
    tour_record_t record;
    tour_record_init(&record);
    assert_true(tour_record_add(&record, "P1", "", "one"));
    assert_true(tour_record_add(&record, "P1 P1", "", "two"));
    assert_true(tour_record_add(&record, "P1 P2", "", "instead of two"));
    assert_int_equal(record.count, 2);
    assert_string_equal(record.stops[1].say, "instead of two");
    assert_true(tour_record_add(&record, "P1", "", "one anew"));
    assert_int_equal(record.count, 1);
    assert_string_equal(record.stops[0].say, "one anew");
    assert_true(tour_record_add(&record, "P11", "", "not behind P1"));
    assert_int_equal(record.count, 1);
    tour_record_destroy(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_of_one_process_are_counted),
        cmocka_unit_test(each_stop_says_how_to_come_from_the_one_before),
        cmocka_unit_test(stops_on_another_way_are_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/tui/run_histogram.h"

static uint32_t sum(const run_end_row_t *rows, size_t count)
{
    uint32_t all = 0;
    for (size_t i = 0; i < count; i++) {
        all += rows[i].count;
    }
    return all;
}

static void few_ends_have_a_row_each_in_order_of_their_number(void **state)
{
    (void)state;
    const run_end_t ends[] = {
        {"balance 101", 3, RUN_WRONG}, {"balance 99", 2, RUN_WRONG}, {"balance 100", 15, RUN_RIGHT}};
    run_end_row_t rows[RUN_END_ROWS];
    assert_int_equal(run_end_rows(ends, 3, 8, rows), 3);
    assert_string_equal(rows[0].label, "balance 99");
    assert_string_equal(rows[1].label, "balance 100");
    assert_int_equal(rows[1].judged, RUN_RIGHT);
    assert_string_equal(rows[2].label, "balance 101");
}

static void many_numbers_are_gathered_into_ranges(void **state)
{
    (void)state;
    static char texts[20][32];
    run_end_t ends[20];
    run_end_row_t rows[RUN_END_ROWS];
    for (int i = 0; i < 20; i++) {
        snprintf(texts[i], sizeof texts[i], "balance %d", i == 10 ? 100 : i * 12345 - 120000);
        ends[i] = (run_end_t){texts[i], 1, i == 10 ? RUN_RIGHT : RUN_WRONG};
    }
    size_t count = run_end_rows(ends, 20, 6, rows);
    assert_in_range(count, 2, 6);
    assert_int_equal(sum(rows, count), 20);
    size_t right = 0;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].judged == RUN_RIGHT) {
            right++;
            assert_string_equal(rows[i].label, "100");
            assert_int_equal(rows[i].count, 1);
        }
        assert_int_not_equal(rows[i].judged, RUN_UNJUDGED);
    }
    assert_int_equal(right, 1);
}

static void many_texts_that_are_no_numbers_end_in_others(void **state)
{
    (void)state;
    static char texts[20][8];
    run_end_t ends[20];
    run_end_row_t rows[RUN_END_ROWS];
    for (int i = 0; i < 20; i++) {
        snprintf(texts[i], sizeof texts[i], "end %c", 'a' + i);
        ends[i] = (run_end_t){texts[i], 2, RUN_UNJUDGED};
    }
    assert_int_equal(run_end_rows(ends, 20, 5, rows), 5);
    assert_string_equal(rows[4].label, "others");
    assert_int_equal(sum(rows, 5), 40);
}

static void far_apart_numbers_do_not_overflow(void **state)
{
    (void)state;
    const run_end_t ends[] = {{"-999999999999999", 1, RUN_WRONG},
                              {"999999999999999", 1, RUN_WRONG},
                              {"0", 1, RUN_RIGHT},
                              {"5", 1, RUN_WRONG},
                              {"-7", 1, RUN_WRONG},
                              {"123456", 1, RUN_WRONG}};
    run_end_row_t rows[RUN_END_ROWS];
    size_t count = run_end_rows(ends, 6, 4, rows);
    assert_in_range(count, 1, 4);
    assert_int_equal(sum(rows, count), 6);
}

static void no_end_has_no_row(void **state)
{
    (void)state;
    run_end_row_t rows[RUN_END_ROWS];
    assert_int_equal(run_end_rows(NULL, 0, 5, rows), 0);
}

int main(void)
{
    alarm(60);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_ends_have_a_row_each_in_order_of_their_number),
        cmocka_unit_test(many_numbers_are_gathered_into_ranges),
        cmocka_unit_test(many_texts_that_are_no_numbers_end_in_others),
        cmocka_unit_test(far_apart_numbers_do_not_overflow),
        cmocka_unit_test(no_end_has_no_row),
    };
    return cmocka_run_group_tests_name("run_histogram", tests, NULL, NULL);
}

/* Values: every number and reference comes back as it went in, and no two kinds are taken for each other. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "lessons/vm/value.h"

static void small_ints_come_back_up_to_both_ends(void **state)
{
    (void)state;
    static const int64_t numbers[] = {0, 1, -1, 255, -256, VALUE_INT_MAX, VALUE_INT_MIN, VALUE_INT_MAX - 1};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        value_t v = value_from_int(numbers[i]);
        assert_true(value_is_small_int(v));
        assert_false(value_is_double(v));
        assert_false(value_is_ref(v));
        assert_true(value_to_int(v) == numbers[i]);
    }
    assert_true(value_int_fits(VALUE_INT_MAX));
    assert_false(value_int_fits(VALUE_INT_MAX + 1));
    assert_true(value_int_fits(VALUE_INT_MIN));
    assert_false(value_int_fits(VALUE_INT_MIN - 1));
}

static void floats_come_back_bit_by_bit(void **state)
{
    (void)state;
    static const double numbers[] = {0.0, -0.0, 1.5, -1e308, 5e-324, INFINITY, -INFINITY, 0.1};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        value_t v = value_from_double(numbers[i]);
        double back = value_to_double(v);
        assert_true(value_is_double(v));
        assert_false(value_is_small_int(v));
        assert_memory_equal(&back, &numbers[i], sizeof back);
    }
}

static void every_nan_is_one_value_and_a_float(void **state)
{
    (void)state;
    uint64_t bits = UINT64_C(0xFFFA000000000010); /* looks like a reference */
    double odd;
    memcpy(&odd, &bits, sizeof odd);
    assert_true(value_is_double(value_from_double(odd)));
    assert_true(value_from_double(odd) == value_from_double(NAN));
    assert_true(value_from_double(-NAN) == value_from_double(NAN));
    assert_true(isnan(value_to_double(value_from_double(odd))));
}

static void references_and_specials_are_told_apart(void **state)
{
    (void)state;
    value_t ref = value_from_ref(UINT32_C(0xFFFFFFF8));
    assert_true(value_is_ref(ref));
    assert_true(value_to_ref(ref) == UINT32_C(0xFFFFFFF8));
    assert_false(value_is_ref(VALUE_NONE));
    assert_false(value_is_small_int(VALUE_TRUE));
    assert_true(value_is_bool(VALUE_TRUE));
    assert_true(value_is_bool(VALUE_FALSE));
    assert_false(value_is_bool(VALUE_NONE));
    assert_false(value_is_bool(value_from_int(1)));
    assert_false(value_is_bool(VALUE_NOT_IMPLEMENTED));
    assert_true(value_from_bool(true) == VALUE_TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_ints_come_back_up_to_both_ends),
        cmocka_unit_test(floats_come_back_bit_by_bit),
        cmocka_unit_test(every_nan_is_one_value_and_a_float),
        cmocka_unit_test(references_and_specials_are_told_apart),
    };
    alarm(20);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

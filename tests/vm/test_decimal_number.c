#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lessons/vm/decimal_number.h"

static char shown[256];

typedef decimal_signal_t operation_t(decimal_t *, const decimal_t *, const decimal_t *,
                                     const decimal_context_t *);
typedef decimal_signal_t function_t(decimal_t *, const decimal_t *, const decimal_context_t *);

static void read(decimal_t *number, const char *text)
{
    decimal_init(number);
    assert_int_equal(decimal_parse(number, text, strlen(text)), DECIMAL_OK);
}

static const char *show(decimal_t *number, decimal_signal_t signal)
{
    if (signal != DECIMAL_OK) {
        snprintf(shown, sizeof shown, "signal %d", (int)signal);
    } else {
        text_t text;
        text_init(&text);
        decimal_to_text(&text, number);
        snprintf(shown, sizeof shown, "%.*s", (int)text.size_bytes, text.bytes);
        text_destroy(&text);
    }
    decimal_destroy(number);
    return shown;
}

static const char *apply(operation_t *operation, const char *left_text, const char *right_text,
                         int64_t precision)
{
    decimal_context_t context = {precision, DECIMAL_ROUND_HALF_EVEN};
    decimal_t left, right, out;
    read(&left, left_text);
    read(&right, right_text);
    decimal_init(&out);
    decimal_signal_t signal = operation(&out, &left, &right, &context);
    decimal_destroy(&left);
    decimal_destroy(&right);
    return show(&out, signal);
}

static const char *function_of(function_t *function, const char *text, int64_t precision)
{
    decimal_context_t context = {precision, DECIMAL_ROUND_HALF_EVEN};
    decimal_t number, out;
    read(&number, text);
    decimal_init(&out);
    decimal_signal_t signal = function(&out, &number, &context);
    decimal_destroy(&number);
    return show(&out, signal);
}

static void the_four_operations_keep_exponents_and_round_to_even(void **state)
{
    (void)state;
    assert_string_equal(apply(decimal_add, "0.1", "0.2", 28), "0.3");
    assert_string_equal(apply(decimal_add, "1.0", "2.00", 28), "3.00");
    assert_string_equal(apply(decimal_add, "1e30", "1", 28), "1.000000000000000000000000000E+30");
    assert_string_equal(apply(decimal_subtract, "1", "0.9", 28), "0.1");
    assert_string_equal(apply(decimal_multiply, "1.20", "3", 28), "3.60");
    assert_string_equal(apply(decimal_divide, "1", "3", 5), "0.33333");
    assert_string_equal(apply(decimal_divide, "10", "4", 28), "2.5");
    assert_string_equal(apply(decimal_divide, "2", "3", 3), "0.667");
    assert_string_equal(apply(decimal_divide_integer, "-7", "3", 28), "-2");
    assert_string_equal(apply(decimal_remainder, "-7", "3", 28), "-1");
    assert_string_equal(apply(decimal_add, "1.25", "0", 2), "1.2");
    assert_string_equal(apply(decimal_add, "1.35", "0", 2), "1.4");
    assert_string_equal(apply(decimal_add, "9.99", "0.005", 3), "10.0");
}

static void impossible_operations_signal(void **state)
{
    (void)state;
    assert_string_equal(apply(decimal_divide, "1", "0", 28), "signal 3");
    assert_string_equal(apply(decimal_divide, "0", "0", 28), "signal 4");
    assert_string_equal(apply(decimal_power, "0", "0", 28), "signal 2");
    assert_string_equal(apply(decimal_subtract, "inf", "inf", 28), "signal 2");
    assert_string_equal(apply(decimal_multiply, "1e999999", "10", 28), "signal 6");
    assert_string_equal(function_of(decimal_sqrt, "-1", 28), "signal 2");
}

static void roots_powers_and_logarithms_are_rounded_right(void **state)
{
    (void)state;
    assert_string_equal(function_of(decimal_sqrt, "2", 28), "1.414213562373095048801688724");
    assert_string_equal(function_of(decimal_sqrt, "9", 28), "3");
    assert_string_equal(function_of(decimal_exp, "1", 28), "2.718281828459045235360287471");
    assert_string_equal(function_of(decimal_ln, "10", 28), "2.302585092994045684017991455");
    assert_string_equal(function_of(decimal_ln, "1.0001", 10), "0.00009999500033");
    assert_string_equal(function_of(decimal_log10, "1000", 28), "3");
    assert_string_equal(apply(decimal_power, "2", "0.5", 28), "1.414213562373095048801688724");
    assert_string_equal(apply(decimal_power, "1.1", "2", 28), "1.21");
    assert_string_equal(apply(decimal_power, "7", "-2", 28), "0.02040816326530612244897959184");
}

static void text_that_is_no_decimal_is_refused(void **state)
{
    (void)state;
    const char *bad[] = {"", "abc", "1.2.3", "1e", "e5", "--1", "1 2", "."};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        decimal_t number;
        decimal_init(&number);
        assert_int_equal(decimal_parse(&number, bad[i], strlen(bad[i])), DECIMAL_CONVERSION_SYNTAX);
        decimal_destroy(&number);
    }
}

static void floats_are_taken_exactly(void **state)
{
    (void)state;
    decimal_t number;
    decimal_init(&number);
    decimal_set_double(&number, 0.1);
    assert_string_equal(show(&number, DECIMAL_OK),
                        "0.1000000000000000055511151231257827021181583404541015625");
    decimal_init(&number);
    decimal_set_double(&number, -2.5);
    assert_string_equal(show(&number, DECIMAL_OK), "-2.5");
}

static void quantize_rounds_as_it_is_told(void **state)
{
    (void)state;
    static const struct {
        decimal_rounding_t rounding;
        const char *text, *rounded;
    } rows[] = {{DECIMAL_ROUND_HALF_EVEN, "2.5", "2"}, {DECIMAL_ROUND_HALF_UP, "2.5", "3"},
                {DECIMAL_ROUND_HALF_DOWN, "2.5", "2"}, {DECIMAL_ROUND_UP, "2.1", "3"},
                {DECIMAL_ROUND_DOWN, "-2.9", "-2"},    {DECIMAL_ROUND_CEILING, "-2.9", "-2"},
                {DECIMAL_ROUND_FLOOR, "-2.1", "-3"},   {DECIMAL_ROUND_05UP, "5.1", "6"}};
    decimal_context_t context = {28, DECIMAL_ROUND_HALF_EVEN};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        decimal_t number, out;
        read(&number, rows[i].text);
        decimal_init(&out);
        decimal_signal_t signal = decimal_quantize(&out, &number, 0, rows[i].rounding, &context);
        decimal_destroy(&number);
        assert_string_equal(show(&out, signal), rows[i].rounded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_four_operations_keep_exponents_and_round_to_even),
        cmocka_unit_test(impossible_operations_signal),
        cmocka_unit_test(roots_powers_and_logarithms_are_rounded_right),
        cmocka_unit_test(text_that_is_no_decimal_is_refused),
        cmocka_unit_test(floats_are_taken_exactly),
        cmocka_unit_test(quantize_rounds_as_it_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

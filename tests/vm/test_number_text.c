#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lessons/vm/number_text.h"

static const char *repr(double number)
{
    static _Thread_local char out[NUMBER_FLOAT_REPR_BYTES];
    number_float_repr(out, number);
    return out;
}

static void floats_are_written_with_the_fewest_digits_that_read_back(void **state)
{
    (void)state;
    assert_string_equal(repr(0.1), "0.1");
    assert_string_equal(repr(0.1 + 0.2), "0.30000000000000004");
    assert_string_equal(repr(1e16), "1e+16");
    assert_string_equal(repr(123456789.123), "123456789.123");
    assert_string_equal(repr(5e-324), "5e-324");
    assert_string_equal(repr(ldexp(1, -44)), "5.684341886080802e-14");
    assert_string_equal(repr(-0.0), "-0.0");
    assert_string_equal(repr(100), "100.0");
    assert_string_equal(repr(1e-5), "1e-05");
    assert_string_equal(repr(-INFINITY), "-inf");
    assert_string_equal(repr(NAN), "nan");
}

static void random_floats_read_back_as_themselves(void **state)
{
    (void)state;
    uint64_t bits = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double number;
        memcpy(&number, &bits, sizeof number);
        if (isnan(number))
            continue;
        assert_true(strtod(repr(number), NULL) == number);
    }
}

static void the_extremes_of_int64_are_written(void **state)
{
    (void)state;
    char out[NUMBER_INT_REPR_BYTES];
    number_int_repr(out, INT64_MIN);
    assert_string_equal(out, "-9223372036854775808");
    number_int_repr(out, 0);
    assert_string_equal(out, "0");
    number_int_repr(out, 1000000);
    assert_string_equal(out, "1000000");
}

/* What int(text, base) gives as text, or the status's number. */
static const char *parsed(const char *text, int base)
{
    static _Thread_local char out[64];
    int64_t value = 0;
    bool is_big;
    size_t digits;
    mpz_t big;
    mpz_init(big);
    number_status_t status = number_parse_int(text, strlen(text), base, &value, big, &is_big, &digits);
    if (status != NUMBER_OK)
        snprintf(out, sizeof out, "status %d", (int)status);
    else if (is_big)
        gmp_snprintf(out, sizeof out, "%Zd", big);
    else
        snprintf(out, sizeof out, "%lld", (long long)value);
    mpz_clear(big);
    return out;
}

static void ints_are_read_as_int_reads_them(void **state)
{
    (void)state;
    assert_string_equal(parsed(" 42\n", 10), "42");
    assert_string_equal(parsed("-1_000", 10), "-1000");
    assert_string_equal(parsed("0x_ff", 16), "255");
    assert_string_equal(parsed("0b101", 0), "5");
    assert_string_equal(parsed("99999999999999999999", 10), "99999999999999999999");
    assert_string_equal(parsed("\xd9\xa3", 10), "3"); /* ARABIC-INDIC DIGIT THREE */
}

static void what_is_no_int_is_told_apart(void **state)
{
    (void)state;
    const char *bad[] = {"", "1__0", "_1", "1_", "12x", "--1", "+", "1 2", "0x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(parsed(bad[i], 10), "status 1");
    assert_string_equal(parsed("010", 0), "status 1");
    assert_string_equal(parsed("1", 1), "status 2");
    char many[5001];
    memset(many, '9', 5000);
    many[5000] = '\0';
    assert_string_equal(parsed(many, 10), "status 3");
}

static void floats_are_read_as_float_reads_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } good[] = {{"1.5", 1.5}, {" -2e3 ", -2000}, {"1_0.5_0", 10.5},
                {".5", 0.5},  {"5.", 5},         {"1e400", INFINITY}};
    double value;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(number_parse_float(good[i].text, strlen(good[i].text), &value), NUMBER_OK);
        assert_true(value == good[i].value);
    }
    const char *bad[] = {"", ".", "1_.5", "0x1p3", "1e", "abc", "1.5.2", "--1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(number_parse_float(bad[i], strlen(bad[i]), &value), NUMBER_BAD_LITERAL);
}

static void big_ints_become_the_nearest_float(void **state)
{
    (void)state;
    mpz_t number;
    mpz_init_set_str(number, "9007199254740993", 10); /* 2^53 + 1: half way, to even */
    assert_true(number_big_to_double(number) == 9007199254740992.0);
    mpz_add_ui(number, number, 2);
    assert_true(number_big_to_double(number) == 9007199254740996.0);
    mpz_ui_pow_ui(number, 10, 400);
    assert_true(isinf(number_big_to_double(number)));
    mpz_clear(number);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floats_are_written_with_the_fewest_digits_that_read_back),
        cmocka_unit_test(random_floats_read_back_as_themselves),
        cmocka_unit_test(the_extremes_of_int64_are_written),
        cmocka_unit_test(ints_are_read_as_int_reads_them),
        cmocka_unit_test(what_is_no_int_is_told_apart),
        cmocka_unit_test(floats_are_read_as_float_reads_them),
        cmocka_unit_test(big_ints_become_the_nearest_float),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lessons/vm/format_spec.h"

static char shown[256];

/* The laid out text, or "! " and the message. */
static const char *finish(text_t *out, bool done, const format_error_t *error)
{
    if (done)
        snprintf(shown, sizeof shown, "%.*s", (int)out->size_bytes, out->bytes);
    else
        snprintf(shown, sizeof shown, "! %s", error->message);
    text_destroy(out);
    return shown;
}

static const char *of_int(const char *spec_text, int64_t number)
{
    format_spec_t spec;
    format_error_t error;
    text_t out;
    text_init(&out);
    bool done = format_spec_parse(spec_text, strlen(spec_text), "int", &spec, &error) &&
                format_spec_int(&out, &spec, number, &error);
    return finish(&out, done, &error);
}

static const char *of_float(const char *spec_text, double number)
{
    format_spec_t spec;
    format_error_t error;
    text_t out;
    text_init(&out);
    bool done = format_spec_parse(spec_text, strlen(spec_text), "float", &spec, &error) &&
                format_spec_float(&out, &spec, number, &error);
    return finish(&out, done, &error);
}

static const char *of_text(const char *spec_text, const char *text)
{
    format_spec_t spec;
    format_error_t error;
    text_t out;
    text_init(&out);
    bool done = format_spec_parse(spec_text, strlen(spec_text), "str", &spec, &error) &&
                format_spec_string(&out, &spec, text, strlen(text), &error);
    return finish(&out, done, &error);
}

static void ints_are_laid_out(void **state)
{
    (void)state;
    assert_string_equal(of_int("", 42), "42");
    assert_string_equal(of_int("5", 42), "   42");
    assert_string_equal(of_int("<5", 42), "42   ");
    assert_string_equal(of_int("*^7", -42), "**-42**");
    assert_string_equal(of_int("06", -42), "-00042");
    assert_string_equal(of_int("+d", 42), "+42");
    assert_string_equal(of_int(",", -1234567), "-1,234,567");
    assert_string_equal(of_int("012,", 1234567), "0,001,234,567");
    assert_string_equal(of_int("#x", 255), "0xff");
    assert_string_equal(of_int("_b", 1000), "11_1110_1000");
    assert_string_equal(of_int("c", 0x20ac), "\xe2\x82\xac");
    assert_string_equal(of_int("d", INT64_MIN), "-9223372036854775808");
}

static void floats_are_laid_out(void **state)
{
    (void)state;
    assert_string_equal(of_float("", 1.0), "1.0");
    assert_string_equal(of_float(".2f", 3.14159), "3.14");
    assert_string_equal(of_float("8.3f", -3.14159), "  -3.142");
    assert_string_equal(of_float(".3", 1234.5), "1.23e+03");
    assert_string_equal(of_float(".1%", 0.256), "25.6%");
    assert_string_equal(of_float(",.2f", 1234567.891), "1,234,567.89");
    assert_string_equal(of_float("#.3g", 1.0), "1.00");
    assert_string_equal(of_float("z.1f", -0.04), "0.0");
    assert_string_equal(of_float("e", 0), "0.000000e+00");
}

static void texts_are_laid_out_by_code_points(void **state)
{
    (void)state;
    assert_string_equal(of_text(">4", "\xc3\xa9"), "   \xc3\xa9");
    assert_string_equal(of_text("\xc3\xa9<3", "a"), "a\xc3\xa9\xc3\xa9");
    assert_string_equal(of_text(".2", "\xc3\xa9\xc3\xa9x"), "\xc3\xa9\xc3\xa9");
}

static void what_does_not_fit_is_named_as_cpython_names_it(void **state)
{
    (void)state;
    assert_string_equal(of_int("s", 1), "! Unknown format code 's' for object of type 'int'");
    assert_string_equal(of_int(".2d", 1), "! Precision not allowed in integer format specifier");
    assert_string_equal(of_float("5.2.3", 1),
                        "! Invalid format specifier '5.2.3' for object of type 'float'");
    assert_string_equal(of_text("=5", "a"), "! '=' alignment not allowed in string format specifier");
    assert_string_equal(of_text(",", "a"), "! Cannot specify ',' with 's'.");
    assert_string_equal(of_int(",_", 1), "! Cannot specify both ',' and '_'.");
    assert_string_equal(of_int(".", 1), "! Format specifier missing precision");
    assert_string_equal(of_int("99999999999999999999", 1), "! Too many decimal digits in format string");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ints_are_laid_out),
        cmocka_unit_test(floats_are_laid_out),
        cmocka_unit_test(texts_are_laid_out_by_code_points),
        cmocka_unit_test(what_does_not_fit_is_named_as_cpython_names_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

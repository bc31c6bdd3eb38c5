#include "app/tui/question_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void a_number_is_right_however_it_is_written(void **state)
{
    (void)state;
    assert_true(question_value_same("99", "99"));
    assert_true(question_value_same("-31846", "-31846"));
    assert_false(question_value_same("31846", "-31846"));
    assert_false(question_value_same("-99", "99"));
    assert_true(question_value_same("7", "7.0"));
    assert_true(question_value_same("0.5", "0.5"));
    assert_false(question_value_same("0", "0.5"));
    assert_false(question_value_same("9", "99"));
    assert_false(question_value_same("999", "99"));
    assert_false(question_value_same("", "0"));
    assert_false(question_value_same("9007199254740993", "9007199254740992"));
}

static void a_list_may_be_typed_with_commas_or_blanks(void **state)
{
    (void)state;
    assert_true(question_value_same("[10, 0, 30]", "[10, 0, 30]"));
    assert_true(question_value_same("10 0 30", "[10, 0, 30]"));
    assert_true(question_value_same("10,0,30", "[10, 0, 30]"));
    assert_false(question_value_same("10030", "[10, 0, 30]"));
    assert_false(question_value_same("10 0", "[10, 0, 30]"));
    assert_false(question_value_same("10 0 30 0", "[10, 0, 30]"));
    assert_true(question_value_same("1 -2", "[1, -2]"));
    assert_false(question_value_same("1 2", "[1, -2]"));
}

static void single_digits_need_nothing_between_them(void **state)
{
    (void)state;
    assert_true(question_value_same("11100", "[1, 1, 1, 0, 0]"));
    assert_false(question_value_same("11000", "[1, 1, 1, 0, 0]"));
    assert_false(question_value_same("111000", "[1, 1, 1, 0, 0]"));
}

static void a_text_needs_no_quotes(void **state)
{
    (void)state;
    assert_true(question_value_same("ab", "b'ab'"));
    assert_true(question_value_same("b'ab'", "b'ab'"));
    assert_true(question_value_same(" done ", "'done'"));
    assert_false(question_value_same("don", "'done'"));
}

static void letters_are_keys_where_a_number_is_asked_for(void **state)
{
    (void)state;
    assert_true(question_value_takes("99", '-'));
    assert_true(question_value_takes("99", '5'));
    assert_false(question_value_takes("99", 'h'));
    assert_false(question_value_takes("99", '.'));
    assert_true(question_value_takes("0.5", '.'));
    assert_true(question_value_takes("[1, 2]", ','));
    assert_true(question_value_takes("[1, 2]", ' '));
    assert_false(question_value_takes("[1, 2]", 'h'));
    assert_true(question_value_takes("'done'", 'h'));
    assert_false(question_value_takes("'done'", '\r'));
}

static void a_hint_leaves_something_to_think(void **state)
{
    (void)state;
    char text[100];
    question_value_hint("99", text, sizeof text);
    assert_string_equal(text, "Its last digit is 9.");
    question_value_hint("[10, 0, 30]", text, sizeof text);
    assert_string_equal(text, "There are 3 numbers in it; the first is 10.");
    question_value_hint("'done'", text, sizeof text);
    assert_string_equal(text, "It has 4 signs and begins with d.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_right_however_it_is_written),
        cmocka_unit_test(a_list_may_be_typed_with_commas_or_blanks),
        cmocka_unit_test(single_digits_need_nothing_between_them),
        cmocka_unit_test(a_text_needs_no_quotes),
        cmocka_unit_test(letters_are_keys_where_a_number_is_asked_for),
        cmocka_unit_test(a_hint_leaves_something_to_think),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "app/tui/exercise_inner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_line_put_in_is_new(void **state)
{
    (void)state;
    unsigned char kinds[8];
    assert_int_equal(exercise_diff("a\nb\n", "a\nx\nb\n", kinds, 8), 3);
    assert_int_equal(kinds[0], DIFF_SAME);
    assert_int_equal(kinds[1], DIFF_NEW);
    assert_int_equal(kinds[2], DIFF_SAME);
}

static void a_line_in_the_place_of_another_is_changed(void **state)
{
    (void)state;
    unsigned char kinds[8];
    assert_int_equal(exercise_diff("a\nb\nc\n", "a\nx\nc\n", kinds, 8), 3);
    assert_int_equal(kinds[1], DIFF_CHANGED);
    assert_int_equal(kinds[2], DIFF_SAME);
}

static void the_text_shows_both_sides(void **state)
{
    (void)state;
    char *text = exercise_diff_text("a\nb\n", "a\nc\n");
    assert_string_equal(text, "  a\n- b\n+ c\n");
    free(text);
}

static void the_same_text_has_no_changes(void **state)
{
    (void)state;
    unsigned char kinds[8];
    assert_int_equal(exercise_diff("a\nb", "a\nb", kinds, 8), 2);
    assert_int_equal(kinds[0] + kinds[1], 0);
    assert_int_equal(exercise_diff("", "", kinds, 8), 0);
}

static void a_long_text_is_cut_at_the_room(void **state)
{
    (void)state;
    unsigned char kinds[2];
    assert_int_equal(exercise_diff("a\n", "a\nb\nc\nd\n", kinds, 2), 2);
    assert_int_equal(kinds[1], DIFF_NEW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_put_in_is_new),
        cmocka_unit_test(a_line_in_the_place_of_another_is_changed),
        cmocka_unit_test(the_text_shows_both_sides),
        cmocka_unit_test(the_same_text_has_no_changes),
        cmocka_unit_test(a_long_text_is_cut_at_the_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

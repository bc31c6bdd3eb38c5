#include "front_lab.h"

static void assert_rendered(const char *text, const char *expected)
{
    diagnostics_t found;
    refuse_program(text, &found);
    char buffer[4000];
    size_t length = diagnostics_render(&found, buffer, sizeof buffer);
    assert_string_equal(buffer, expected);
    assert_int_equal(length, strlen(expected));
    diagnostics_destroy(&found);
}

static void a_finding_shows_line_caret_hint_and_message(void **state)
{
    (void)state;
    assert_rendered("x = 1\nif x\n    pass\n", "  File \"t.py\", line 2\n"
                                               "    if x\n"
                                               "        ^\n"
                                               "  Hint: A line that opens a block ends in a colon\n"
                                               "SyntaxError: expected ':'\n");
}

static void carets_count_characters_and_keep_tabs(void **state)
{
    (void)state;
    assert_rendered("if 1:\n\té\t= = 2\n", "  File \"t.py\", line 2\n"
                                           "    é\t= = 2\n"
                                           "     \t  ^\n"
                                           "SyntaxError: invalid syntax\n");
}

static void what_is_not_ours_is_said_as_lockstep(void **state)
{
    (void)state;
    assert_rendered("x = 1j\n", "  File \"t.py\", line 1\n"
                                "    x = 1j\n"
                                "        ^^\n"
                                "  Hint: The sandbox has int, float and Decimal\n"
                                "lockstep: not part of the sandbox's Python: a complex number\n");
}

static void the_first_finding_comes_last_as_cpython_says_only_that(void **state)
{
    (void)state;
    diagnostics_t found;
    refuse_program("if x\n    pass\ny = = 1\n", &found);
    char buffer[4000];
    diagnostics_render(&found, buffer, sizeof buffer);
    const char *end = "SyntaxError: expected ':'\n";
    assert_string_equal(buffer + strlen(buffer) - strlen(end), end);
    assert_non_null(strstr(buffer, "line 3"));
    diagnostics_destroy(&found);
}

static void a_small_buffer_is_not_overrun(void **state)
{
    (void)state;
    diagnostics_t found;
    refuse_program("if x\n    pass\n", &found);
    char whole[1000], part[1000];
    size_t length = diagnostics_render(&found, whole, sizeof whole);
    for (size_t size = 0; size <= length + 1; size++) {
        memset(part, '#', sizeof part);
        assert_int_equal(diagnostics_render(&found, part, size), length);
        assert_int_equal(part[size], '#');
        if (size > 0) {
            assert_int_equal(strlen(part), size - 1);
            assert_memory_equal(part, whole, size - 1);
        }
    }
    diagnostics_destroy(&found);
}

static void a_long_line_is_shown_around_the_place(void **state)
{
    (void)state;
    char *text = repeated("x = [", "'é', ", 20000, "] ]\n");
    diagnostics_t found;
    refuse_program(text, &found);
    char buffer[4000];
    assert_true(diagnostics_render(&found, buffer, sizeof buffer) < 600);
    assert_non_null(strstr(buffer, "] ]\n"));
    assert_non_null(strstr(buffer, "^\n"));
    diagnostics_destroy(&found);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_shows_line_caret_hint_and_message),
        cmocka_unit_test(carets_count_characters_and_keep_tabs),
        cmocka_unit_test(what_is_not_ours_is_said_as_lockstep),
        cmocka_unit_test(the_first_finding_comes_last_as_cpython_says_only_that),
        cmocka_unit_test(a_small_buffer_is_not_overrun),
        cmocka_unit_test(a_long_line_is_shown_around_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

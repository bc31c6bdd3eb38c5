#include "front_lab.h"

static source_t *load(const char *bytes, size_t size, diagnostics_t *found)
{
    diagnostics_init(found, "t.py");
    return source_load("t.py", bytes, size, found);
}

static void assert_refused(const char *bytes, size_t size, diagnostic_kind_t kind, const char *begins)
{
    diagnostics_t found;
    assert_null(load(bytes, size, &found));
    assert_int_equal(found.count, 1);
    assert_int_equal(found.items[0].kind, kind);
    assert_memory_equal(found.items[0].message, begins, strlen(begins));
    diagnostics_destroy(&found);
}

static void lines_are_found_whatever_ends_them(void **state)
{
    (void)state;
    diagnostics_t found;
    source_t *source = load("a\r\nbb\rccc\nd", 11, &found);
    assert_non_null(source);
    assert_string_equal(source->bytes, "a\nbb\nccc\nd\n");
    assert_int_equal(source->line_count, 4);
    size_t size;
    const char *line = source_line(source, 3, &size);
    assert_int_equal(size, 3);
    assert_memory_equal(line, "ccc", 3);
    source_line(source, 5, &size);
    assert_int_equal(size, 0);
    source_line(source, 0, &size);
    assert_int_equal(size, 0);
    source_free(source);
    diagnostics_destroy(&found);
}

static void an_empty_text_has_no_line(void **state)
{
    (void)state;
    diagnostics_t found;
    source_t *source = load("", 0, &found);
    assert_non_null(source);
    assert_int_equal(source->line_count, 0);
    source_free(source);
    diagnostics_destroy(&found);
}

static void a_byte_order_mark_is_dropped(void **state)
{
    (void)state;
    diagnostics_t found;
    source_t *source = load("\xEF\xBB\xBFx\n", 5, &found);
    assert_string_equal(source->bytes, "x\n");
    source_free(source);
    diagnostics_destroy(&found);
}

static void text_that_is_not_utf8_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_refused("x\ny = '\xFF'\n", 9, DIAGNOSTIC_SYNTAX,
                   "Non-UTF-8 code starting with '\\xff' in file t.py on line 2");
    assert_refused("\xC0\x80", 2, DIAGNOSTIC_SYNTAX, "Non-UTF-8 code");     /* an overlong NUL */
    assert_refused("\xED\xA0\x80", 3, DIAGNOSTIC_SYNTAX, "Non-UTF-8 code"); /* a surrogate */
    assert_refused("\xE2\x82", 2, DIAGNOSTIC_SYNTAX, "Non-UTF-8 code");     /* cut off */
}

static void a_nul_is_refused(void **state)
{
    (void)state;
    assert_refused("x\0y", 3, DIAGNOSTIC_SYNTAX, "source code cannot contain null bytes");
}

static void another_coding_is_refused_in_the_first_two_lines_only(void **state)
{
    (void)state;
    assert_refused("#!x\n# -*- coding: latin-1 -*-\n", 30, DIAGNOSTIC_REFUSED, "a coding other than UTF-8");
    diagnostics_t found;
    const char *fine[] = {"# coding=utf-8\n", "# vim: set fileencoding: UTF-8\n", "\n\n# coding: latin-1\n",
                          "x = 1\n# coding: latin-1\n"};
    for (size_t i = 0; i < 4; i++) {
        source_t *source = load(fine[i], strlen(fine[i]), &found);
        assert_non_null(source);
        source_free(source);
        diagnostics_destroy(&found);
    }
}

static void a_text_beyond_the_limit_is_refused(void **state)
{
    (void)state;
    char *text = calloc(1, SOURCE_SIZE_LIMIT + 1);
    memset(text, '#', SOURCE_SIZE_LIMIT + 1);
    assert_refused(text, SOURCE_SIZE_LIMIT + 1, DIAGNOSTIC_LIMIT, "the program is too large");
    diagnostics_t found;
    source_t *source = load(text, SOURCE_SIZE_LIMIT, &found);
    assert_non_null(source);
    source_free(source);
    diagnostics_destroy(&found);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_found_whatever_ends_them),
        cmocka_unit_test(an_empty_text_has_no_line),
        cmocka_unit_test(a_byte_order_mark_is_dropped),
        cmocka_unit_test(text_that_is_not_utf8_is_refused_with_its_line),
        cmocka_unit_test(a_nul_is_refused),
        cmocka_unit_test(another_coding_is_refused_in_the_first_two_lines_only),
        cmocka_unit_test(a_text_beyond_the_limit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "app/tui/explore_inner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char program[] = "def work(v):\n"
                              "    for _ in range(2):\n"
                              "        v.value += 1\n"
                              "        v.value -= 1\n"
                              "    print(v.value)\n"
                              "\n"
                              "work(v)\n";

typedef struct lab {
    bool marked[EXPLORE_LINES];
    char words[96], why[160], *text;
} lab_t;

static void lock_in(const char *text, lab_t *lab, uint32_t first, uint32_t last)
{
    for (uint32_t line = first; line <= last; line++) {
        lab->marked[line] = true;
    }
    lab->text = explore_lock_text(text, lab->marked, EXPLORE_LINES - 1, lab->words, sizeof lab->words,
                                  lab->why, sizeof lab->why);
}

static void lock(lab_t *lab, uint32_t first, uint32_t last)
{
    lock_in(program, lab, first, last);
}

static void one_line_stands_under_a_lock(void **state)
{
    (void)state;
    lab_t lab = {.text = NULL};
    lock(&lab, 3, 3);
    assert_non_null(lab.text);
    assert_non_null(
        strstr(lab.text, "        with what_if:\n            v.value += 1\n        v.value -= 1\n"));
    assert_string_equal(lab.words, "line 3");
    assert_int_equal(strncmp(lab.text, "from multiprocessing import Lock", 32), 0);
    free(lab.text);
}

static void lines_in_a_row_share_one_hold(void **state)
{
    (void)state;
    lab_t lab = {.text = NULL};
    lock(&lab, 3, 4);
    assert_non_null(strstr(lab.text, "with what_if:\n            v.value += 1\n            v.value -= 1\n"));
    assert_string_equal(lab.words, "lines 3 to 4");
    free(lab.text);
}

static void a_head_takes_its_block_along(void **state)
{
    (void)state;
    lab_t lab = {.text = NULL};
    lock(&lab, 2, 2);
    assert_non_null(
        strstr(lab.text, "    with what_if:\n        for _ in range(2):\n            v.value += 1\n"));
    assert_string_equal(lab.words, "lines 2 to 4");
    free(lab.text);
}

static void lines_apart_get_a_hold_each(void **state)
{
    (void)state;
    lab_t lab = {.text = NULL};
    lab.marked[5] = true;
    lock(&lab, 3, 3);
    assert_string_equal(lab.words, "line 3 and line 5");
    free(lab.text);
}

static const char long_statements[] = "def work(v, q):\n"
                                      "    q.put(\n"
                                      "        # a remark (\n"
                                      "        v.value + 1,\n"
                                      "    )\n"
                                      "    v.value = v.value + \\\n"
                                      "        1\n"
                                      "    print('''a\n"
                                      "b''', v.value)\n";

static void a_statement_in_brackets_is_taken_whole(void **state)
{
    (void)state;
    for (uint32_t line = 2; line <= 5; line++) {
        lab_t lab = {.text = NULL};
        lock_in(long_statements, &lab, line, line);
        assert_non_null(lab.text);
        assert_string_equal(lab.words, "lines 2 to 5");
        assert_non_null(strstr(lab.text,
                               "    with what_if:\n        q.put(\n            # a remark (\n"
                               "            v.value + 1,\n        )\n    v.value = v.value + \\\n"));
        free(lab.text);
    }
}

static void a_backslash_joins_lines(void **state)
{
    (void)state;
    lab_t lab = {.text = NULL};
    lock_in(long_statements, &lab, 7, 7);
    assert_non_null(strstr(lab.text, "    with what_if:\n        v.value = v.value + \\\n"
                                     "            1\n    print('''a\nb''', v"));
    assert_string_equal(lab.words, "lines 6 to 7");
    free(lab.text);
}

static void the_text_of_a_long_string_stays_as_it_is(void **state)
{
    (void)state;
    lab_t lab = {.text = NULL};
    lock_in(long_statements, &lab, 8, 8);
    assert_non_null(strstr(lab.text, "    with what_if:\n        print('''a\nb''', v.value)\n"));
    free(lab.text);
}

static void else_goes_with_its_if(void **state)
{
    (void)state;
    lab_t lab = {.text = NULL};
    lock_in("if v.value:\n    a()\n# so\nelse:\n    b()\nc()\n", &lab, 1, 1);
    assert_non_null(strstr(lab.text, "with what_if:\n    if v.value:\n        a()\n# so\n    else:\n"
                                     "        b()\nc()\n"));
    free(lab.text);
}

static void tabs_stay_tabs(void **state)
{
    (void)state;
    lab_t lab = {.text = NULL};
    lock_in("def f():\n\tfor i in r:\n\t\tg()\n", &lab, 2, 2);
    assert_non_null(strstr(lab.text, "\twith what_if:\n\t    for i in r:\n\t    \tg()\n"));
    free(lab.text);
}

static void a_function_head_is_refused(void **state)
{
    (void)state;
    lab_t lab = {.text = NULL};
    lock(&lab, 1, 1);
    assert_null(lab.text);
    assert_non_null(strstr(lab.why, "Line 1"));
}

static void nothing_marked_is_said(void **state)
{
    (void)state;
    lab_t lab = {.text = NULL};
    lock(&lab, 6, 6); /* an empty line */
    assert_null(lab.text);
    assert_non_null(strstr(lab.why, "No line is marked"));
}

static void numbers_are_written_with_commas(void **state)
{
    (void)state;
    char text[32];
    assert_string_equal(explore_commas(0, text), "0");
    assert_string_equal(explore_commas(999, text), "999");
    assert_string_equal(explore_commas(1000, text), "1,000");
    assert_string_equal(explore_commas(1234567, text), "1,234,567");
}

static void an_end_is_one_line(void **state)
{
    (void)state;
    char text[40];
    explore_outcome_t outcome = {.kind = EXPLORE_END_NORMAL, .show = "a 1\nb 2\n"};
    explore_label(&outcome, text, sizeof text);
    assert_string_equal(text, "a 1 / b 2");
    outcome.kind = EXPLORE_END_DEADLOCK;
    outcome.show = "";
    explore_label(&outcome, text, sizeof text);
    assert_string_equal(text, "deadlock");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_stands_under_a_lock),
        cmocka_unit_test(lines_in_a_row_share_one_hold),
        cmocka_unit_test(a_head_takes_its_block_along),
        cmocka_unit_test(lines_apart_get_a_hold_each),
        cmocka_unit_test(a_statement_in_brackets_is_taken_whole),
        cmocka_unit_test(a_backslash_joins_lines),
        cmocka_unit_test(the_text_of_a_long_string_stays_as_it_is),
        cmocka_unit_test(else_goes_with_its_if),
        cmocka_unit_test(tabs_stay_tabs),
        cmocka_unit_test(a_function_head_is_refused),
        cmocka_unit_test(nothing_marked_is_said),
        cmocka_unit_test(numbers_are_written_with_commas),
        cmocka_unit_test(an_end_is_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "lessons/load/accept.h"

#include "lessons/load/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD                                                                                                 \
    "id: tiny\ntitle: Tiny\nchapter: starting\npages:\n  - title: One\n    text: Nothing.\nvariants:\n"

static lesson_end_t list[] = {
    {(char *)"one \"two\"\nthree", HOW_DONE, true, (char *)"well, well"},
    {(char *)"", HOW_DEADLOCK, false, (char *)""},
};
static const lesson_ends_t ends = {.see = SEE_LINES, .complete = true, .list = list, .list_count = 2};

#define WRITTEN                                                                                              \
    "    ends:\n      see: lines\n      sleeps: any\n      complete: yes\n      list:\n"                     \
    "        - {show: \"one \\\"two\\\"\\nthree\", good: yes, says: \"well, well\"}\n"                       \
    "        - {show: \"\", how: deadlock, good: no}\n"

static void check(const char *before, uint32_t index, const char *expected)
{
    char *after = accept_ends(before, index, &ends);
    assert_non_null(after);
    assert_string_equal(after, expected);
    problems_t problems = {0};
    lesson_t *lesson = lesson_load_text("tiny.yaml", after, strlen(after), &problems);
    assert_non_null(lesson);
    const lesson_ends_t *read = &lesson->variants[index].ends;
    assert_int_equal(read->list_count, 2);
    assert_string_equal(read->list[0].show, "one \"two\"\nthree");
    assert_int_equal(read->list[1].how, HOW_DEADLOCK);
    lesson_free(lesson);
    problems_destroy(&problems);
    free(after);
}

static void ends_are_added_behind_a_variant_without_any(void **state)
{
    (void)state;
    check(HEAD "  - id: a\n    program: |\n      x = 1\n", 0,
          HEAD "  - id: a\n    program: |\n      x = 1\n" WRITTEN);
    check(
        HEAD
        "  - id: a\n    program: |\n      x = 1\n\n  # the second\n  - id: b\n    program: |\n      y = 1\n",
        0,
        HEAD "  - id: a\n    program: |\n      x = 1\n" WRITTEN
             "\n  # the second\n  - id: b\n    program: |\n      y = 1\n");
}

static void old_ends_are_replaced_and_the_rest_stays(void **state)
{
    (void)state;
    check(HEAD
          "  - id: a\n    program: |\n      x = 1\n    ends: # old\n      see: values\n      complete: no\n"
          "      list:\n        - {show: x, good: yes}\n    # free runs\n    point: none\n\nminutes: 5\n",
          0,
          HEAD "  - id: a\n    program: |\n      x = 1\n" WRITTEN
               "    # free runs\n    point: none\n\nminutes: 5\n");
}

static int arm(void **state)
{
    (void)state;
    alarm(60);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(ends_are_added_behind_a_variant_without_any, arm),
        cmocka_unit_test_setup(old_ends_are_replaced_and_the_rest_stays, arm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

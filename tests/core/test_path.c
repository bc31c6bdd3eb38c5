#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/path.h"

static void check_text(mp_path_t path, const char *expected)
{
    char text[MP_PATH_TEXT];
    assert_string_equal(mp_path_format(path, text), expected);
}

static void main_and_its_children_have_their_names(void **state)
{
    (void)state;
    mp_path_t second = mp_path_child(MP_PATH_MAIN, 2);
    check_text(MP_PATH_MAIN, "main");
    check_text(second, "P2");
    check_text(mp_path_child(second, 1), "P2.1");
    check_text(mp_path_child(MP_PATH_MAIN, 1000000), "P1000000");
    check_text(MP_PATH_NONE, "-");
}

static void a_parent_is_found_from_its_child(void **state)
{
    (void)state;
    mp_path_t path = MP_PATH_MAIN;
    uint32_t ordinals[] = {7, 8, 511, 512};
    for (size_t i = 0; i < 4; i++) {
        mp_path_t child = mp_path_child(path, ordinals[i]);
        assert_int_not_equal(child, MP_PATH_NONE);
        assert_true(mp_path_parent(child) == path);
        path = child;
    }
    assert_true(mp_path_parent(MP_PATH_MAIN) == MP_PATH_NONE);
}

static void text_is_read_back_to_the_same_path(void **state)
{
    (void)state;
    const char *texts[] = {
        "main", "P1", "P8", "P2.1", "P64.9.3", "P4294967295", "P1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *end = NULL;
        mp_path_t path = mp_path_parse(texts[i], &end);
        assert_int_not_equal(path, MP_PATH_NONE);
        assert_string_equal(end, "");
        check_text(path, texts[i]);
    }
}

static void a_path_ends_where_its_text_ends(void **state)
{
    (void)state;
    const char *end = NULL;
    assert_true(mp_path_parse("P2.1*3", &end) == mp_path_child(mp_path_child(MP_PATH_MAIN, 2), 1));
    assert_string_equal(end, "*3");
    assert_true(mp_path_parse("P3. x", &end) == mp_path_child(MP_PATH_MAIN, 3));
    assert_string_equal(end, ". x");
}

static void what_is_no_path_is_refused(void **state)
{
    (void)state;
    const char *texts[] = {"",    "P",           "P0",   "Q1",
                           "P01", "P4294967296", "P1.0", "P1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *end = texts[i];
        assert_true(mp_path_parse(texts[i], &end) == MP_PATH_NONE);
        assert_ptr_equal(end, texts[i]);
    }
}

static void a_birth_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    mp_path_t path = MP_PATH_MAIN;
    int depth = 0;
    while (mp_path_child(path, 1) != MP_PATH_NONE) {
        path = mp_path_child(path, 1);
        depth++;
    }
    assert_int_equal(depth, 15);
    assert_true(mp_path_child(MP_PATH_MAIN, 0) == MP_PATH_NONE);
}

static void any_number_can_be_asked_for_its_path(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    uint32_t ordinals[MP_PATH_DEPTH];
    char text[MP_PATH_TEXT];
    for (int i = 0; i < 100000; i++) {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        mp_path_t path = seed >> (i % 64);
        int count = mp_path_ordinals(path, ordinals);
        mp_path_format(path, text);
        assert_true(strlen(text) < MP_PATH_TEXT);
        if (count >= 0) {
            const char *end = NULL;
            assert_true(mp_path_parse(text, &end) == path);
        }
    }
}

static void paths_are_in_order_of_birth(void **state)
{
    (void)state;
    const char *in_order[] = {"main", "P1", "P1.1", "P1.2", "P2", "P9", "P10", "P10.3"};
    for (size_t i = 0; i < 8; i++) {
        for (size_t j = 0; j < 8; j++) {
            const char *end;
            int order = mp_path_compare(mp_path_parse(in_order[i], &end), mp_path_parse(in_order[j], &end));
            assert_int_equal(order, (i > j) - (i < j));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(main_and_its_children_have_their_names),
        cmocka_unit_test(a_parent_is_found_from_its_child),
        cmocka_unit_test(text_is_read_back_to_the_same_path),
        cmocka_unit_test(a_path_ends_where_its_text_ends),
        cmocka_unit_test(what_is_no_path_is_refused),
        cmocka_unit_test(a_birth_that_does_not_fit_is_refused),
        cmocka_unit_test(any_number_can_be_asked_for_its_path),
        cmocka_unit_test(paths_are_in_order_of_birth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

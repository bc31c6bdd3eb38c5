#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lessons/vm/sort.h"

enum { MOST = 3000 };

static void fill(sort_pair_t *pairs, size_t count, int pattern)
{
    uint32_t random = 12345;
    for (size_t i = 0; i < count; i++) {
        random = random * 1664525u + 1013904223u;
        int64_t keys[] = {random >> 24, (int64_t)i, -(int64_t)i, (int64_t)(i % 7 * (i / 100)), 5};
        pairs[i].key = value_from_int(keys[pattern]);
        pairs[i].item = value_from_int((int64_t)i);
    }
}

static void assert_sorted_and_stable(const sort_pair_t *pairs, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        int64_t before = value_to_int(pairs[i - 1].key), after = value_to_int(pairs[i].key);
        assert_true(before <= after);
        if (before == after)
            assert_true(value_to_int(pairs[i - 1].item) < value_to_int(pairs[i].item));
    }
}

static void every_length_and_pattern_is_sorted_and_stable(void **state)
{
    (void)state;
    sort_pair_t *pairs = malloc(MOST * sizeof *pairs);
    assert_non_null(pairs);
    for (int pattern = 0; pattern < 5; pattern++) {
        for (size_t count = 0; count < MOST; count += count < 130 ? 1 : 97) {
            fill(pairs, count, pattern);
            assert_int_equal(sort_by_ints(pairs, count), SORT_DONE);
            assert_sorted_and_stable(pairs, count);
        }
    }
    free(pairs);
}

static int gives_up_after(void *context, value_t left, value_t right)
{
    int *left_over = context;
    return (*left_over)-- > 0 ? value_to_int(left) < value_to_int(right) : -1;
}

static void a_comparison_that_gives_up_leaves_a_permutation(void **state)
{
    (void)state;
    sort_pair_t pairs[500];
    for (int steps = 0; steps < 4000; steps += 37) {
        bool seen[500] = {false};
        int left_over = steps;
        fill(pairs, 500, 0);
        if (sort_by(pairs, 500, gives_up_after, &left_over) == SORT_DONE)
            assert_sorted_and_stable(pairs, 500);
        for (size_t i = 0; i < 500; i++)
            seen[value_to_int(pairs[i].item)] = true;
        for (size_t i = 0; i < 500; i++)
            assert_true(seen[i]);
    }
}

static void floats_are_sorted(void **state)
{
    (void)state;
    sort_pair_t pairs[3] = {
        {value_from_double(2.5), 0}, {value_from_double(-1), 1}, {value_from_double(0.5), 2}};
    assert_int_equal(sort_by_doubles(pairs, 3), SORT_DONE);
    assert_int_equal(pairs[0].item, 1);
    assert_int_equal(pairs[1].item, 2);
    assert_int_equal(pairs[2].item, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length_and_pattern_is_sorted_and_stable),
        cmocka_unit_test(a_comparison_that_gives_up_leaves_a_permutation),
        cmocka_unit_test(floats_are_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

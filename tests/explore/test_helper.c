#include "lessons/explore/helper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

static void count_up(void *context)
{
    ++*(uint64_t *)context;
}

static void both_pieces_of_work_are_done_every_time(void **state)
{
    (void)state;
    uint64_t his = 0, mine = 0;
    helper_t *helper = helper_new(); /* NULL on one core: then both are done here */
    for (uint64_t i = 1; i <= 20000; i++) {
        helper_do_both(helper, count_up, &his, count_up, &mine);
        assert_int_equal(his, i);
        assert_int_equal(mine, i);
    }
    helper_free(helper);
}

static void a_helper_that_has_slept_wakes_up(void **state)
{
    (void)state;
    uint64_t his = 0, mine = 0;
    helper_t *helper = helper_new();
    for (int i = 1; i <= 3; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
        helper_do_both(helper, count_up, &his, count_up, &mine);
        assert_int_equal(his, i);
    }
    helper_free(helper);
}

static void without_a_helper_the_work_is_done_all_the_same(void **state)
{
    (void)state;
    uint64_t his = 0, mine = 0;
    helper_do_both(NULL, count_up, &his, count_up, &mine);
    assert_int_equal(his, 1);
    assert_int_equal(mine, 1);
    helper_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_pieces_of_work_are_done_every_time),
        cmocka_unit_test(a_helper_that_has_slept_wakes_up),
        cmocka_unit_test(without_a_helper_the_work_is_done_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

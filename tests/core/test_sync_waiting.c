/* Condition, Event, Barrier. */
#include "pure.h"

typedef struct {
    uint32_t lock, condition;
} pair_t;

static pair_t condition_new(pure_t *p)
{
    pair_t pair = {.lock = pure_new(p, (mp_create_t){.kind = MP_RLOCK})};
    pair.condition = pure_new(p, (mp_create_t){.kind = MP_CONDITION, .lock = pair.lock});
    return pair;
}

static void wait_on(pure_t *p, pair_t pair, uint32_t who)
{
    assert_int_equal(pure_do(p, MP_OP_ACQUIRE, pair.lock, who), MP_OK);
    assert_int_equal(pure_do(p, MP_OP_COND_WAIT, pair.condition, who), MP_OK);
}

static mp_result_t notify(pure_t *p, pair_t pair, uint32_t who, uint64_t count)
{
    mp_op_t op = pure_op(MP_OP_COND_NOTIFY, pair.condition);
    op.operand = count;
    assert_int_equal(pure_do(p, MP_OP_ACQUIRE, pair.lock, who), MP_OK);
    mp_result_t result = pure_apply(p, op, who);
    pure_do(p, MP_OP_RELEASE, pair.lock, who);
    return result;
}

static void waiting_gives_the_lock_back_whole(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    pair_t pair = condition_new(&p);
    assert_int_equal(pure_do(&p, MP_OP_COND_WAIT, pair.condition, 1), MP_ERR_NOT_OWNER);
    pure_do(&p, MP_OP_ACQUIRE, pair.lock, 1);
    pure_do(&p, MP_OP_ACQUIRE, pair.lock, 1);
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_COND_WAIT, pair.condition), 1).value, 2);
    assert_int_equal(pure_can(&p, MP_OP_ACQUIRE, pair.lock, 2), MP_READY);
    mp_op_t again = pure_op(MP_OP_ACQUIRE, pair.lock);
    again.operand = 2;
    pure_apply(&p, again, 1);
    pure_do(&p, MP_OP_RELEASE, pair.lock, 1);
    assert_int_equal(pure_can(&p, MP_OP_ACQUIRE, pair.lock, 2), MP_BLOCKED);
}

static void one_notification_wakes_one_of_those_who_slept(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    pair_t pair = condition_new(&p);
    wait_on(&p, pair, 1);
    wait_on(&p, pair, 2);
    assert_int_equal(pure_can(&p, MP_OP_COND_WAKE, pair.condition, 1), MP_BLOCKED);
    assert_int_equal(notify(&p, pair, 3, 1).value, 1);
    wait_on(&p, pair, 4); /* comes too late for this one */
    assert_int_equal(pure_can(&p, MP_OP_COND_WAKE, pair.condition, 4), MP_BLOCKED);
    assert_int_equal(pure_can(&p, MP_OP_COND_WAKE, pair.condition, 2), MP_READY);
    assert_int_equal(pure_do(&p, MP_OP_COND_WAKE, pair.condition, 1), MP_OK);
    assert_int_equal(pure_can(&p, MP_OP_COND_WAKE, pair.condition, 2), MP_BLOCKED);
}

static void a_notification_of_nobody_is_lost(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    pair_t pair = condition_new(&p);
    assert_int_equal(notify(&p, pair, 1, UINT64_MAX).value, 0);
    wait_on(&p, pair, 2);
    assert_int_equal(pure_can(&p, MP_OP_COND_WAKE, pair.condition, 2), MP_BLOCKED);
    assert_int_equal(pure_why(&p, MP_OP_COND_WAKE, pair.condition, 2), MP_WHY_NOT_NOTIFIED);
}

static void a_late_sleeper_leaves_by_timeout(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    pair_t pair = condition_new(&p);
    mp_op_t wake = pure_op(MP_OP_COND_WAKE, pair.condition);
    mp_result_t result;
    wake.timeout_ns = 1;
    wait_on(&p, pair, 1);
    wait_on(&p, pair, 2);
    assert_true(mp_may_expire(p.mem, &wake, 1));
    mp_expire(p.mem, &wake, 1, &result);
    assert_int_equal(result.status, MP_TIMEOUT);
    assert_int_equal(notify(&p, pair, 3, UINT64_MAX).value, 1);
    assert_false(mp_may_expire(p.mem, &wake, 2));
}

static void a_notify_that_counts_a_killed_sleeper_never_returns(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    pair_t pair = condition_new(&p);
    mp_op_t op = pure_op(MP_OP_COND_NOTIFY, pair.condition);
    op.operand = UINT64_MAX;
    wait_on(&p, pair, 1);
    wait_on(&p, pair, 2);
    mp_bury(p.mem, pair.condition, 1);
    pure_do(&p, MP_OP_ACQUIRE, pair.lock, 3);
    assert_int_equal(mp_enabled(p.mem, &op, 3), MP_ENTER);
    assert_int_equal(pure_apply(&p, op, 3).status, MP_AGAIN);
    assert_int_equal(mp_enabled(p.mem, &op, 3), MP_BLOCKED);
    assert_int_equal(pure_do(&p, MP_OP_COND_WAKE, pair.condition, 2), MP_OK);
    assert_int_equal(mp_enabled(p.mem, &op, 3), MP_BLOCKED);
}

static void an_event_lets_go_who_waited_even_if_it_is_cleared_again(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t event = pure_new(&p, (mp_create_t){.kind = MP_EVENT});
    assert_int_equal(pure_can(&p, MP_OP_EVENT_WAIT, event, 1), MP_ENTER);
    assert_int_equal(pure_do(&p, MP_OP_EVENT_WAIT, event, 1), MP_AGAIN);
    assert_int_equal(pure_can(&p, MP_OP_EVENT_WAIT, event, 1), MP_BLOCKED);
    pure_do(&p, MP_OP_EVENT_SET, event, 2);
    pure_do(&p, MP_OP_EVENT_CLEAR, event, 2);
    assert_int_equal(pure_can(&p, MP_OP_EVENT_WAIT, event, 1), MP_READY);
    assert_int_equal(pure_can(&p, MP_OP_EVENT_WAIT, event, 3), MP_ENTER);
    mp_result_t result = pure_apply(&p, pure_op(MP_OP_EVENT_WAIT, event), 1);
    assert_int_equal(result.status, MP_OK);
    assert_int_equal(result.value, 0);
}

static uint64_t enter(pure_t *p, uint32_t barrier, uint32_t who)
{
    mp_result_t result = pure_apply(p, pure_op(MP_OP_BARRIER_ENTER, barrier), who);
    assert_int_equal(result.status, MP_OK);
    return result.value;
}

static void a_barrier_opens_for_the_last_and_closes_behind_all(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t barrier = pure_new(&p, (mp_create_t){.kind = MP_BARRIER, .count = 3});
    assert_int_equal(enter(&p, barrier, 1), 0);
    assert_int_equal(enter(&p, barrier, 2), 1);
    assert_int_equal(pure_why(&p, MP_OP_BARRIER_LEAVE, barrier, 1), MP_WHY_NOT_ALL_THERE);
    assert_int_equal(enter(&p, barrier, 3), 2);
    assert_int_equal(pure_can(&p, MP_OP_BARRIER_ENTER, barrier, 3), MP_BLOCKED);
    assert_int_equal(pure_do(&p, MP_OP_BARRIER_LEAVE, barrier, 2), MP_OK);
    assert_int_equal(pure_do(&p, MP_OP_BARRIER_LEAVE, barrier, 1), MP_OK);
    assert_int_equal(pure_can(&p, MP_OP_BARRIER_ENTER, barrier, 3), MP_READY);
}

static void the_action_of_a_barrier_runs_before_it_opens(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t barrier = pure_new(&p, (mp_create_t){.kind = MP_BARRIER, .count = 2});
    mp_op_t op = pure_op(MP_OP_BARRIER_ENTER, barrier);
    mp_op_t leave = pure_op(MP_OP_BARRIER_LEAVE, barrier);
    leave.timeout_ns = 1;
    op.flags = MP_OP_ACTION;
    pure_apply(&p, op, 1);
    pure_apply(&p, op, 2);
    assert_int_equal(pure_can(&p, MP_OP_BARRIER_LEAVE, barrier, 1), MP_BLOCKED);
    assert_false(mp_may_expire(p.mem, &leave, 1));
    assert_int_equal(pure_can(&p, MP_OP_BARRIER_ABORT, barrier, 1), MP_BLOCKED);
    assert_int_equal(pure_do(&p, MP_OP_BARRIER_OPEN, barrier, 2), MP_OK);
    assert_int_equal(pure_do(&p, MP_OP_BARRIER_LEAVE, barrier, 1), MP_OK);
}

static void a_timeout_breaks_a_barrier_until_it_is_reset(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t barrier = pure_new(&p, (mp_create_t){.kind = MP_BARRIER, .count = 3});
    mp_op_t leave = pure_op(MP_OP_BARRIER_LEAVE, barrier);
    mp_result_t result;
    enter(&p, barrier, 1);
    enter(&p, barrier, 2);
    mp_expire(p.mem, &leave, 1, &result);
    assert_int_equal(result.status, MP_ERR_BROKEN_BARRIER);
    assert_int_equal(pure_do(&p, MP_OP_BARRIER_ENTER, barrier, 3), MP_ERR_BROKEN_BARRIER);
    pure_do(&p, MP_OP_BARRIER_RESET, barrier, 3);
    assert_int_equal(pure_can(&p, MP_OP_BARRIER_ENTER, barrier, 3), MP_BLOCKED);
    assert_int_equal(pure_do(&p, MP_OP_BARRIER_LEAVE, barrier, 2), MP_ERR_BROKEN_BARRIER);
    assert_int_equal(enter(&p, barrier, 3), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting_gives_the_lock_back_whole),
        cmocka_unit_test(one_notification_wakes_one_of_those_who_slept),
        cmocka_unit_test(a_notification_of_nobody_is_lost),
        cmocka_unit_test(a_late_sleeper_leaves_by_timeout),
        cmocka_unit_test(a_notify_that_counts_a_killed_sleeper_never_returns),
        cmocka_unit_test(an_event_lets_go_who_waited_even_if_it_is_cleared_again),
        cmocka_unit_test(a_barrier_opens_for_the_last_and_closes_behind_all),
        cmocka_unit_test(the_action_of_a_barrier_runs_before_it_opens),
        cmocka_unit_test(a_timeout_breaks_a_barrier_until_it_is_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "pure.h"

static void a_free_lock_is_taken_and_a_held_one_blocks(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t lock = pure_new(&p, (mp_create_t){.kind = MP_LOCK});
    assert_int_equal(pure_do(&p, MP_OP_ACQUIRE, lock, 3), MP_OK);
    assert_int_equal(mp_object_owner(p.mem, lock), 3);
    assert_int_equal(pure_can(&p, MP_OP_ACQUIRE, lock, 4), MP_BLOCKED);
    assert_int_equal(pure_can(&p, MP_OP_ACQUIRE, lock, 3), MP_BLOCKED);
    assert_int_equal(pure_do(&p, MP_OP_ACQUIRE, lock, 4), MP_TIMEOUT);
}

static void a_refusal_says_who_holds_the_lock(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t lock = pure_new(&p, (mp_create_t){.kind = MP_LOCK});
    mp_op_t op = pure_op(MP_OP_ACQUIRE, lock);
    mp_reason_t reason;
    pure_do(&p, MP_OP_ACQUIRE, lock, 7);
    mp_why(p.mem, &op, 2, &reason);
    assert_int_equal(reason.why, MP_WHY_HELD);
    assert_int_equal(reason.holder, 7);
    assert_int_equal(reason.object, lock);
    assert_string_equal(reason.because, "is held by");
    mp_bury(p.mem, lock, 7);
    assert_int_equal(pure_why(&p, MP_OP_ACQUIRE, lock, 2), MP_WHY_HELD_BY_DEAD);
    assert_int_equal(pure_can(&p, MP_OP_ACQUIRE, lock, 7), MP_BLOCKED);
}

static void anybody_may_release_a_lock_but_not_twice(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t lock = pure_new(&p, (mp_create_t){.kind = MP_LOCK});
    pure_do(&p, MP_OP_ACQUIRE, lock, 1);
    assert_int_equal(pure_do(&p, MP_OP_RELEASE, lock, 2), MP_OK);
    assert_int_equal(pure_do(&p, MP_OP_RELEASE, lock, 1), MP_ERR_RELEASED_TOO_OFTEN);
}

static void an_rlock_counts_and_belongs_to_its_owner(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t lock = pure_new(&p, (mp_create_t){.kind = MP_RLOCK});
    assert_int_equal(pure_do(&p, MP_OP_RELEASE, lock, 1), MP_ERR_NOT_OWNER);
    assert_int_equal(pure_do(&p, MP_OP_ACQUIRE, lock, 1), MP_OK);
    assert_int_equal(pure_do(&p, MP_OP_ACQUIRE, lock, 1), MP_OK);
    assert_int_equal(pure_can(&p, MP_OP_ACQUIRE, lock, 2), MP_BLOCKED);
    assert_int_equal(pure_do(&p, MP_OP_RELEASE, lock, 2), MP_ERR_NOT_OWNER);
    assert_int_equal(pure_do(&p, MP_OP_RELEASE, lock, 1), MP_OK);
    assert_int_equal(pure_can(&p, MP_OP_ACQUIRE, lock, 2), MP_BLOCKED);
    assert_int_equal(pure_do(&p, MP_OP_RELEASE, lock, 1), MP_OK);
    assert_int_equal(pure_can(&p, MP_OP_ACQUIRE, lock, 2), MP_READY);
}

static void an_acquisition_that_does_not_wait_times_out(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t lock = pure_new(&p, (mp_create_t){.kind = MP_LOCK});
    mp_op_t op = pure_op(MP_OP_ACQUIRE, lock);
    op.timeout_ns = 0;
    assert_int_equal(pure_apply(&p, op, 1).status, MP_OK);
    assert_int_equal(mp_enabled(p.mem, &op, 2), MP_READY);
    assert_int_equal(pure_apply(&p, op, 2).status, MP_TIMEOUT);
    assert_false(mp_may_expire(p.mem, &op, 2));
    op.timeout_ns = 5;
    assert_true(mp_may_expire(p.mem, &op, 2));
}

static void a_semaphore_counts_and_a_bounded_one_has_a_top(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t plain = pure_new(&p, (mp_create_t){.kind = MP_SEMAPHORE, .initial = 2});
    uint32_t bounded =
        pure_new(&p, (mp_create_t){.kind = MP_SEMAPHORE, .initial = 1, .flags = MP_CREATE_BOUNDED});
    pure_do(&p, MP_OP_ACQUIRE, plain, 1);
    pure_do(&p, MP_OP_ACQUIRE, plain, 1);
    assert_int_equal(pure_can(&p, MP_OP_ACQUIRE, plain, 2), MP_BLOCKED);
    assert_int_equal(pure_why(&p, MP_OP_ACQUIRE, plain, 2), MP_WHY_ZERO);
    for (int i = 0; i < 5; i++)
        assert_int_equal(pure_do(&p, MP_OP_RELEASE, plain, 2), MP_OK);
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_SEM_VALUE, plain), 1).value, 5);
    assert_int_equal(pure_do(&p, MP_OP_RELEASE, bounded, 1), MP_ERR_RELEASED_TOO_OFTEN);
}

static void a_value_with_a_lock_waits_for_it_at_each_access(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t lock = pure_new(&p, (mp_create_t){.kind = MP_RLOCK});
    uint32_t value = pure_new(&p, (mp_create_t){.kind = MP_VALUE, .lock = lock, .initial = 5});
    mp_op_t raw = pure_op(MP_OP_LOAD, value);
    raw.flags = MP_OP_RAW;
    assert_int_equal(pure_can(&p, MP_OP_LOAD, value, 2), MP_READY);
    pure_do(&p, MP_OP_ACQUIRE, lock, 1);
    assert_int_equal(pure_can(&p, MP_OP_LOAD, value, 1), MP_READY);
    assert_int_equal(pure_can(&p, MP_OP_LOAD, value, 2), MP_BLOCKED);
    assert_int_equal(pure_can(&p, MP_OP_STORE, value, 2), MP_BLOCKED);
    assert_int_equal(pure_why(&p, MP_OP_STORE, value, 2), MP_WHY_HELD);
    assert_int_equal(mp_enabled(p.mem, &raw, 2), MP_READY);
    assert_int_equal(pure_apply(&p, raw, 2).value, 5);
}

static void an_array_checks_its_index(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    const uint64_t slots[3] = {7, 8, 9};
    uint32_t array = pure_new(&p, (mp_create_t){.kind = MP_ARRAY, .count = 3, .slots = slots});
    mp_op_t op = pure_op(MP_OP_LOAD, array);
    op.index = 2;
    assert_int_equal(pure_apply(&p, op, 0).value, 9);
    op.index = 3;
    assert_int_equal(pure_apply(&p, op, 0).status, MP_ERR_INDEX);
    op.kind = MP_OP_STORE;
    assert_int_equal(pure_apply(&p, op, 0).status, MP_ERR_INDEX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_free_lock_is_taken_and_a_held_one_blocks),
        cmocka_unit_test(a_refusal_says_who_holds_the_lock),
        cmocka_unit_test(anybody_may_release_a_lock_but_not_twice),
        cmocka_unit_test(an_rlock_counts_and_belongs_to_its_owner),
        cmocka_unit_test(an_acquisition_that_does_not_wait_times_out),
        cmocka_unit_test(a_semaphore_counts_and_a_bounded_one_has_a_top),
        cmocka_unit_test(a_value_with_a_lock_waits_for_it_at_each_access),
        cmocka_unit_test(an_array_checks_its_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

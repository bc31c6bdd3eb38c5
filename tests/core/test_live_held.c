#include "lab.h"

#include <sys/wait.h>

/*
 * Held: the host grants step by step. Refusals say why, waits begin and time out as steps, deliveries are
 * actors of their own.
 */
static uint32_t lock, queue, event, value;

static int locks_and_waits(mp_self_t *self)
{
    bool set;
    mp_lock_acquire(self, lock, -1);
    mp_value_store(self, value, 0, 1);
    mp_lock_release(self, lock);
    mp_event_wait(self, event, -1, &set);
    return 0;
}

static int two_at_a_lock(mp_self_t *self)
{
    mp_lock_new(self, "lock", &lock);
    mp_event_new(self, "event", &event);
    mp_value_new(self, "value", 0, 0, &value);
    uint32_t child = lab_spawn(self, locks_and_waits);
    mp_lock_acquire(self, lock, -1);
    mp_lock_release(self, lock);
    mp_event_set(self, event);
    mp_process_join(self, child, -1, NULL);
    return 0;
}

static int puts_and_gets(mp_self_t *self)
{
    uint32_t message = mp_message_new(self, "x", 1), got = 0;
    mp_queue_new(self, "queue", 0, false, &queue);
    if (mp_queue_put(self, queue, message, 5, -1))
        return 1;
    if (mp_queue_get(self, queue, 1000000000, &got) != MP_TIMEOUT)
        return 2;
    if (mp_queue_get(self, queue, -1, &got))
        return 3;
    return 0;
}

static lab_body_t *const bodies[] = {two_at_a_lock, puts_and_gets};

static uint32_t who_is(lab_t *lab, const char *path)
{
    uint32_t who = mp_machine_find(lab->machine, mp_path_parse(path, &(const char *){NULL}));
    assert_int_not_equal(who, MP_WHO_NONE);
    return who;
}

static mp_view_t view_of(lab_t *lab, uint32_t who)
{
    mp_view_t views[8];
    size_t count = mp_machine_view(lab->machine, views, 8);
    for (size_t i = 0; i < count; i++)
        if (views[i].who == who)
            return views[i];
    fail();
    return views[0];
}

static mp_reason_t reason_of(lab_t *lab, uint32_t who)
{
    mp_view_t view = view_of(lab, who);
    mp_reason_t reason;
    mp_why(mp_machine_mem(lab->machine), &view.pending, who, &reason);
    return reason;
}

static uint64_t step(lab_t *lab, uint32_t who, uint64_t count)
{
    uint64_t done = 0;
    mp_machine_step(lab->machine, who, count, &done);
    return done;
}

static void open_held(lab_t *lab, uint32_t body)
{
    lab_open(lab, bodies);
    lab_start(lab, body, true);
    assert_int_equal(mp_machine_wait_still(lab->machine, 5000000000), MP_OK);
}

static void a_step_that_must_wait_is_refused_with_its_holder(void **state)
{
    (void)state;
    lab_t lab;
    open_held(&lab, 0);
    uint32_t main_who = who_is(&lab, "main");
    assert_int_equal(step(&lab, main_who, 2), 2); /* start, acquire */
    uint32_t child = who_is(&lab, "P1");
    assert_int_equal(step(&lab, child, 1), 0);
    mp_reason_t reason = reason_of(&lab, child);
    assert_int_equal(reason.why, MP_WHY_HELD);
    assert_int_equal(reason.holder, main_who);
    assert_int_equal(step(&lab, main_who, 1), 1); /* release */
    assert_int_equal(step(&lab, child, 3), 3);    /* acquire, store, release */
    assert_int_equal(step(&lab, child, 1), 1);    /* begins to wait */
    assert_int_equal(step(&lab, child, 1), 0);
    assert_int_equal(reason_of(&lab, child).why, MP_WHY_NOT_SET);
    assert_int_equal(step(&lab, main_who, 1), 1); /* set */
    assert_int_equal(reason_of(&lab, main_who).why, MP_WHY_LIVES);
    assert_true(step(&lab, child, 9) >= 1);
    assert_int_equal(mp_machine_wait_still(lab.machine, 5000000000), MP_OK);
    assert_true(step(&lab, main_who, 9) >= 1);
    assert_true(lab_wait(&lab, 10));
    assert_int_equal(mp_machine_main_status(lab.machine), 0);
    lab_close(&lab);
}

static void a_delivery_is_a_step_of_its_own_and_a_timeout_may_come_first(void **state)
{
    (void)state;
    lab_t lab;
    open_held(&lab, 1);
    uint32_t who = who_is(&lab, "main");
    assert_int_equal(step(&lab, who, 1), 1); /* put */
    assert_int_equal(reason_of(&lab, who).why, MP_WHY_NOT_DELIVERED);
    uint32_t object = view_of(&lab, who).pending.object;
    assert_true(mp_machine_may_time_out(lab.machine, who));
    assert_int_equal(mp_machine_grant(lab.machine, who, MP_GRANT_TIMEOUT, 0, 1), MP_OK);
    assert_int_equal(mp_machine_wait_still(lab.machine, 5000000000), MP_OK);
    assert_int_equal(mp_machine_grant(lab.machine, who, MP_GRANT_DELIVER, object, 1), MP_OK);
    assert_int_equal(mp_machine_wait_still(lab.machine, 5000000000), MP_OK);
    assert_int_equal(reason_of(&lab, who).why, MP_WHY_NOT);
    mp_machine_run_free(lab.machine, 1);
    assert_true(lab_wait(&lab, 10));
    assert_int_equal(mp_machine_main_status(lab.machine), 0);
    lab_close(&lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_that_must_wait_is_refused_with_its_holder),
        cmocka_unit_test(a_delivery_is_a_step_of_its_own_and_a_timeout_may_come_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

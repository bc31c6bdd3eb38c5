#include "lab.h"

#include "core/gate.h"
#include "core/parking.h"

enum {
    COUNTS,
    LOADS_AND_STORES,
    PAIR,
    SLEEPS,
    BUSY_CROWD,
    SPAWNS,
    WAITS_FOR_LOCK,
    KILLS_CHILD,
    CHATTERS,
    DEAF,
    BODIES
};

/* Shared by all bodies of one session: made by main before it starts anybody, so every child knows the refs.
 */
static uint32_t shared_value;
static uint32_t shared_lock;

static int counts(mp_self_t *self)
{
    mp_value_new(self, "n", 0, 0, &shared_value);
    for (uint64_t i = 1; i <= 3000000; i++) {
        mp_value_store(self, shared_value, 0, i);
    }
    return 0;
}

static int adds_ten(mp_self_t *self)
{
    for (int i = 0; i < 10; i++) {
        uint64_t value = 0;
        mp_value_load(self, shared_value, 0, &value);
        mp_value_store(self, shared_value, 0, value + 1);
    }
    return 0;
}

static int loads_and_stores(mp_self_t *self)
{
    mp_value_new(self, "n", 0, 0, &shared_value);
    return adds_ten(self);
}

static int pair(mp_self_t *self)
{
    int status;
    mp_value_new(self, "n", 0, 0, &shared_value);
    uint32_t first = lab_spawn(self, adds_ten);
    uint32_t second = lab_spawn(self, adds_ten);
    mp_process_join(self, first, -1, &status);
    mp_process_join(self, second, -1, &status);
    uint64_t value = 0;
    mp_value_load(self, shared_value, 0, &value);
    return (int)value;
}

static int sleeps(mp_self_t *self)
{
    int64_t before = 0;
    int64_t after = 0;
    mp_clock(self, &before);
    mp_sleep(self, 3600 * (int64_t)1000000000);
    mp_clock(self, &after);
    return (int)((after - before) / 1000000000 / 60);
}

/* One builtin without end: it neither comes to an operation nor polls. */
static int deaf(mp_self_t *self)
{
    volatile uint64_t count = 0;
    mp_parking_install(self);
    mp_private_begin(self);
    while (self->world != NULL) {
        count = count + 1;
    }
    mp_private_end(self);
    return (int)count;
}

static int computes(mp_self_t *self)
{
    uint32_t seen = 0;
    while (self->world != NULL) {
        uint32_t now = atomic_load_explicit(mp_gate_poll_word(self), memory_order_relaxed);
        if (now != seen) {
            seen = now;
            if (mp_gate_poll(self)) {
                mp_op_t spin = {.kind = MP_OP_SPIN, .timeout_ns = -1};
                mp_result_t result;
                mp_perform(self, &spin, &result);
            }
        }
    }
    return 0;
}

static int wants_lock(mp_self_t *self)
{
    return mp_lock_acquire(self, shared_lock, -1) == MP_OK ? 0 : 1;
}

static int naps(mp_self_t *self)
{
    return mp_sleep(self, 1000 * (int64_t)1000000000) == MP_OK ? 0 : 1;
}

static int writes(mp_self_t *self)
{
    while (mp_write(self, 1, "words\n", 6) == MP_OK) {
    }
    return 1;
}

/* One that computes, one that is blocked, one asleep, one that writes, and main that waits for them. */
static int busy_crowd(mp_self_t *self)
{
    int status;
    mp_lock_new(self, "lock", &shared_lock);
    mp_lock_acquire(self, shared_lock, -1);
    uint32_t last = lab_spawn(self, computes);
    lab_spawn(self, wants_lock);
    lab_spawn(self, naps);
    lab_spawn(self, writes);
    mp_process_join(self, last, -1, &status);
    return 0;
}

static int nothing(mp_self_t *self)
{
    (void)self;
    return 0;
}

static int spawns(mp_self_t *self)
{
    int status;
    for (int i = 0; i < 5; i++) {
        mp_process_join(self, lab_spawn(self, nothing), -1, &status);
    }
    return 0;
}

static int waits_for_lock(mp_self_t *self)
{
    mp_lock_new(self, "lock", &shared_lock);
    mp_lock_acquire(self, shared_lock, -1);
    return mp_lock_acquire(self, shared_lock, 5 * (int64_t)1000000000) == MP_TIMEOUT ? 7 : 1;
}

static int kills_child(mp_self_t *self)
{
    int status = 0;
    uint32_t child = lab_spawn(self, naps);
    mp_process_kill(self, child, SIGTERM);
    mp_process_join(self, child, -1, &status);
    return status == SIGTERM ? 0 : 1;
}

static int chatters(mp_self_t *self)
{
    char text[16];
    for (int i = 0; i < 9000; i++) {
        mp_write(self, 1, text, (uint32_t)snprintf(text, sizeof text, "%d\n", i));
    }
    return 0;
}

static lab_body_t *const bodies[BODIES] = {
    [COUNTS] = counts,
    [LOADS_AND_STORES] = loads_and_stores,
    [PAIR] = pair,
    [SLEEPS] = sleeps,
    [BUSY_CROWD] = busy_crowd,
    [SPAWNS] = spawns,
    [CHATTERS] = chatters,
    [DEAF] = deaf,
    [WAITS_FOR_LOCK] = waits_for_lock,
    [KILLS_CHILD] = kills_child,
};

static void start_held(lab_t *lab, uint32_t body)
{
    lab_start(lab, body, true);
    assert_int_equal(mp_machine_wait_still(lab->machine, 20 * (int64_t)1000000000), MP_OK);
}

/* One step of whoever is first able, lowest slot first; false when nobody is. */
static bool step_anybody(lab_t *lab)
{
    for (uint32_t who = 0; who < MP_SLOTS; who++) {
        if (mp_machine_ready(lab->machine, who)) {
            uint64_t done = 0;
            assert_int_equal(mp_machine_step(lab->machine, who, 1, &done), MP_OK);
            assert_int_equal(done, 1);
            return true;
        }
    }
    return false;
}

static void step_to_the_end(lab_t *lab)
{
    for (int i = 0; i < 100000 && step_anybody(lab); i++) {
    }
    assert_true(lab_wait(lab, 10));
}

static void nothing_happens_before_the_first_grant(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    start_held(&lab, LOADS_AND_STORES);
    lab_pause_ms(30);
    mp_view_t view;
    assert_int_equal(mp_machine_view(lab.machine, &view, 1), 1);
    assert_int_equal(view.steps, 0);
    assert_int_equal(view.stand, MP_STAND_GATE);
    assert_true(view.settled);
    assert_int_equal(view.pending.kind, MP_OP_LOAD);
    mp_procfs_t sample;
    assert_true(mp_procfs_sample(view.pid, 0, false, &sample));
    assert_int_equal(sample.state, 'S');
    lab_close(&lab);
}

static void a_step_is_one_operation(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    start_held(&lab, LOADS_AND_STORES);
    for (uint64_t i = 1; i <= 20; i++) {
        uint64_t done = 0;
        assert_int_equal(mp_machine_step(lab.machine, 0, 1, &done), MP_OK);
        assert_int_equal(done, 1);
        mp_machine_drain(lab.machine);
        assert_int_equal(lab_events(&lab, MP_EVENT_OP, MP_OP_NONE), i);
        assert_int_equal(lab.events[lab.count - 1].step, i);
    }
    step_to_the_end(&lab);
    lab_close(&lab);
}

static void a_grant_of_many_steps_ends_with_the_process(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    start_held(&lab, LOADS_AND_STORES);
    uint64_t done = 0;
    assert_int_equal(mp_machine_step(lab.machine, 0, 7, &done), MP_OK);
    assert_int_equal(done, 7);
    assert_int_equal(mp_machine_step(lab.machine, 0, 1000, &done), MP_OK);
    assert_int_equal(done, 14); /* 13 more and the exit */
    assert_true(lab_wait(&lab, 10));
    assert_int_equal(mp_machine_main_status(lab.machine), 0);
    lab_close(&lab);
}

/* Which path did which operation, in order. */
static uint64_t digest(const lab_t *lab)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < lab->count; i++) {
        const mp_event_t *event = &lab->events[i];
        if (event->kind == MP_EVENT_OP) {
            sum = sum * 1000003 + event->path * 31 + event->op * 7 + event->value;
        }
    }
    return sum;
}

static void the_same_grants_give_the_same_run(void **state)
{
    (void)state;
    lab_t lab;
    uint64_t first = 0;
    lab_open(&lab, bodies);
    for (int i = 0; i < 5; i++) {
        start_held(&lab, PAIR);
        step_to_the_end(&lab);
        assert_int_equal(mp_machine_main_status(lab.machine), 20 << 8);
        first = i == 0 ? digest(&lab) : first;
        assert_true(digest(&lab) == first);
        mp_machine_end(lab.machine);
    }
    lab_close(&lab);
}

static void an_update_is_lost_when_the_host_wants_it(void **state)
{
    (void)state;
    lab_t lab;
    uint64_t done;
    lab_open(&lab, bodies);
    start_held(&lab, PAIR);
    assert_int_equal(mp_machine_step(lab.machine, 0, 2, &done), MP_OK); /* two starts */
    uint32_t first = mp_machine_find(lab.machine, mp_path_child(MP_PATH_MAIN, 1));
    uint32_t second = mp_machine_find(lab.machine, mp_path_child(MP_PATH_MAIN, 2));
    for (int i = 0; i < 20; i++) {
        assert_int_equal(mp_machine_step(lab.machine, first, 1, &done), MP_OK);
        assert_int_equal(mp_machine_step(lab.machine, second, 1, &done), MP_OK);
    }
    step_to_the_end(&lab);
    assert_int_equal(mp_machine_main_status(lab.machine), 10 << 8);
    lab_close(&lab);
}

static void who_cannot_go_is_refused(void **state)
{
    (void)state;
    lab_t lab;
    uint64_t done;
    lab_open(&lab, bodies);
    start_held(&lab, PAIR);
    assert_int_equal(mp_machine_step(lab.machine, 0, 100, &done), MP_OK);
    assert_int_equal(done, 2); /* then main joins a child that lives */
    assert_int_equal(mp_machine_enabled(lab.machine, 0), MP_BLOCKED);
    assert_int_equal(mp_machine_step(lab.machine, 0, 1, &done), MP_ERR_NOT_ENABLED);
    assert_int_equal(mp_machine_step(lab.machine, 77, 1, &done), MP_ERR_DEAD);
    step_to_the_end(&lab);
    lab_close(&lab);
}

static void time_stands_still_while_held(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    start_held(&lab, SLEEPS);
    assert_true(step_anybody(&lab)); /* the first look at the clock */
    assert_false(step_anybody(&lab));
    int64_t deadline = mp_machine_next_deadline(lab.machine);
    assert_true(deadline == 3600 * (int64_t)1000000000);
    lab_pause_ms(20);
    assert_false(step_anybody(&lab));
    mp_machine_advance(lab.machine, deadline);
    step_to_the_end(&lab);
    assert_int_equal(mp_machine_main_status(lab.machine), 60 << 8);
    lab_close(&lab);
}

static void wait_until_still(lab_t *lab)
{
    assert_int_equal(mp_machine_wait_still(lab->machine, 20 * (int64_t)1000000000), MP_OK);
}

/* Paused, it stands at the gate with a SPIN; a grant lets it compute for a while, and it is fetched again. */
static void private_code_that_never_looks_is_parked(void **state)
{
    (void)state;
    lab_t lab;
    mp_view_t view;
    lab_open(&lab, bodies);
    lab_start(&lab, DEAF, false);
    for (int round = 1; round <= 3; round++) {
        lab_pause_ms(20);
        mp_machine_hold(lab.machine);
        wait_until_still(&lab);
        assert_int_equal(mp_machine_view(lab.machine, &view, 1), 1);
        assert_int_equal(view.pending.kind, MP_OP_SPIN);
        uint64_t steps = view.steps;
        assert_int_equal(mp_machine_grant(lab.machine, 0, MP_GRANT_STEPS, 0, 1), MP_OK);
        wait_until_still(&lab);
        assert_int_equal(mp_machine_view(lab.machine, &view, 1), 1);
        assert_int_equal(view.steps, steps + 1);
        mp_machine_run_free(lab.machine, 1);
    }
    mp_machine_hold(lab.machine);
    wait_until_still(&lab);
    assert_int_equal(mp_machine_kill(lab.machine, 0, SIGTERM), MP_OK);
    for (int i = 0; i < 20000 && !mp_machine_done(lab.machine); i++) {
        mp_machine_poll(lab.machine);
        lab_pause_ms(1);
    }
    assert_int_equal(mp_machine_main_status(lab.machine), SIGTERM);
    lab_close(&lab);
}

static void a_value_given_by_the_host_is_what_the_next_read_gets(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    start_held(&lab, SLEEPS);
    assert_int_equal(mp_machine_give(lab.machine, 1, 5), MP_ERR_DEAD);
    assert_int_equal(mp_machine_give(lab.machine, 0, 7), MP_OK);
    assert_int_equal(mp_machine_give(lab.machine, 0, 1800 * UINT64_C(1000000000)), MP_OK);
    assert_true(
        step_anybody(&lab)); /* the first look at the clock sees half an hour, the second one the hour */
    mp_machine_advance(lab.machine, mp_machine_next_deadline(lab.machine));
    step_to_the_end(&lab);
    assert_int_equal(mp_machine_main_status(lab.machine), 30 << 8);
    lab_close(&lab);
}

/* The event of the first operation of this kind. */
static const mp_event_t *event_of(const lab_t *lab, uint32_t op)
{
    for (size_t i = 0; i < lab->count; i++)
        if (lab->events[i].kind == MP_EVENT_OP && lab->events[i].op == op)
            return &lab->events[i];
    fail_msg("no event of %s", mp_op_name(op));
    return NULL;
}

static void an_event_names_the_system_calls_that_were_made_and_no_other(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    start_held(&lab, SPAWNS);
    step_to_the_end(&lab);
    mp_machine_drain(lab.machine);
    assert_true(event_of(&lab, MP_OP_START)->calls & MP_CALL_FORK);
    assert_true(event_of(&lab, MP_OP_EXIT)->calls & MP_CALL_EXIT);
    start_held(&lab, SLEEPS);
    lab.count = 0;
    assert_true(step_anybody(&lab));
    mp_machine_drain(lab.machine);
    assert_int_equal(event_of(&lab, MP_OP_CLOCK)->calls, 0); /* held, time is a word in shared memory */
    lab_close(&lab);
}

static void a_timeout_fires_on_request_or_with_time(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    for (int way = 0; way < 2; way++) {
        start_held(&lab, WAITS_FOR_LOCK);
        assert_true(step_anybody(&lab));
        assert_false(step_anybody(&lab));
        assert_true(mp_machine_may_time_out(lab.machine, 0));
        if (way == 0) {
            assert_int_equal(mp_machine_grant(lab.machine, 0, MP_GRANT_TIMEOUT, 0, 1), MP_OK);
            assert_int_equal(mp_machine_wait_still(lab.machine, -1), MP_OK);
        } else {
            mp_machine_advance(lab.machine, mp_machine_next_deadline(lab.machine));
        }
        step_to_the_end(&lab);
        assert_int_equal(mp_machine_main_status(lab.machine), 7 << 8);
        mp_machine_end(lab.machine);
    }
    lab_close(&lab);
}

static void everybody_comes_to_the_gate_when_paused(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    lab_start(&lab, BUSY_CROWD, false);
    lab_wait(&lab, 0);
    mp_view_t views[8];
    for (int ms = 0; ms < 20000 && mp_machine_view(lab.machine, views, 8) < 5; ms++) {
        lab_pause_ms(1);
        mp_machine_drain(lab.machine);
    }
    for (int i = 0; i < 10; i++) {
        for (int ms = 0; ms < 30; ms++) {
            lab_pause_ms(1);
            mp_machine_drain(lab.machine);
        }
        int64_t before = lab_now_ns();
        mp_machine_hold(lab.machine);
        assert_int_equal(mp_machine_wait_still(lab.machine, 20 * (int64_t)1000000000), MP_OK);
        int64_t took = lab_now_ns() - before;
        if (took > 100000000) {
            print_message("pausing took %d ms\n", (int)(took / 1000000));
        }
        size_t count = mp_machine_view(lab.machine, views, 8);
        assert_int_equal(count, 5);
        for (size_t k = 0; k < count; k++) {
            assert_true(views[k].settled);
            assert_true(views[k].has_pending);
        }
        mp_machine_run_free(lab.machine, 1);
        assert_false(mp_machine_still(lab.machine));
    }
    mp_machine_end(lab.machine);
    lab_close(&lab);
}

static void births_and_ends_are_steps(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    start_held(&lab, SPAWNS);
    step_to_the_end(&lab);
    assert_int_equal(lab_events(&lab, MP_EVENT_OP, MP_OP_START), 5);
    assert_int_equal(lab_events(&lab, MP_EVENT_OP, MP_OP_EXIT), 6);
    assert_int_equal(lab_events(&lab, MP_EVENT_OP, MP_OP_JOIN), 5);
    lab_close(&lab);
}

static void a_kill_while_held_is_followed_by_the_step_of_dying(void **state)
{
    (void)state;
    lab_t lab;
    uint64_t done;
    lab_open(&lab, bodies);
    start_held(&lab, KILLS_CHILD);
    assert_int_equal(mp_machine_step(lab.machine, 0, 2, &done), MP_OK); /* start, kill */
    uint32_t child = mp_machine_find(lab.machine, mp_path_child(MP_PATH_MAIN, 1));
    assert_int_not_equal(child, MP_WHO_NONE);
    assert_int_equal(mp_machine_enabled(lab.machine, 0), MP_BLOCKED);
    assert_int_equal(mp_machine_step(lab.machine, child, 1, &done), MP_OK);
    assert_int_equal(done, 1);
    assert_int_equal(mp_machine_find(lab.machine, mp_path_child(MP_PATH_MAIN, 1)), MP_WHO_NONE);
    step_to_the_end(&lab);
    assert_int_equal(mp_machine_main_status(lab.machine), 0);
    assert_int_equal(lab_events(&lab, MP_EVENT_OP, MP_OP_DIE), 1);
    lab_close(&lab);
}

static void no_event_is_lost_while_held(void **state)
{
    (void)state;
    lab_t lab;
    uint64_t done;
    lab_open(&lab, bodies);
    start_held(&lab, CHATTERS);
    assert_int_equal(mp_machine_step(lab.machine, 0, 100000, &done), MP_OK);
    assert_int_equal(done, 9001);
    assert_true(lab_wait(&lab, 10));
    assert_int_equal(lab_events(&lab, MP_EVENT_OP, MP_OP_WRITE), 9000);
    assert_int_equal(mp_machine_lost(lab.machine), 0);
    lab_close(&lab);
}

static void one_process_may_do_a_million_steps_by_one_grant(void **state)
{
    (void)state;
    lab_t lab;
    uint64_t done;
    lab_open(&lab, bodies);
    start_held(&lab, COUNTS);
    mp_machine_log(lab.machine, false);
    int64_t before = lab_now_ns();
    assert_int_equal(mp_machine_step(lab.machine, 0, 1000000, &done), MP_OK);
    int64_t took = lab_now_ns() - before;
    assert_int_equal(done, 1000000);
    print_message("a million steps by one grant: %d ms\n", (int)(took / 1000000));
    mp_machine_end(lab.machine);
    lab_close(&lab);
}

int main(void)
{
    alarm(110);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_happens_before_the_first_grant),
        cmocka_unit_test(a_step_is_one_operation),
        cmocka_unit_test(a_grant_of_many_steps_ends_with_the_process),
        cmocka_unit_test(the_same_grants_give_the_same_run),
        cmocka_unit_test(an_update_is_lost_when_the_host_wants_it),
        cmocka_unit_test(who_cannot_go_is_refused),
        cmocka_unit_test(time_stands_still_while_held),
        cmocka_unit_test(private_code_that_never_looks_is_parked),
        cmocka_unit_test(a_value_given_by_the_host_is_what_the_next_read_gets),
        cmocka_unit_test(an_event_names_the_system_calls_that_were_made_and_no_other),
        cmocka_unit_test(a_timeout_fires_on_request_or_with_time),
        cmocka_unit_test(births_and_ends_are_steps),
        cmocka_unit_test(a_kill_while_held_is_followed_by_the_step_of_dying),
        cmocka_unit_test(no_event_is_lost_while_held),
        cmocka_unit_test(everybody_comes_to_the_gate_when_paused),
        cmocka_unit_test(one_process_may_do_a_million_steps_by_one_grant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

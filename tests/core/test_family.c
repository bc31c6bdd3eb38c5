#include "lab.h"

#include "core/gate.h"

enum { ORPHANS_ONE, LEAVES_ZOMBIE, FORKS, HANDLES, HANDLES_ASLEEP, IGNORES, WAITS_TWICE, SELF_KILL, BODIES };

static uint32_t shared_value;

static mp_status_t perform(mp_self_t *self, mp_op_t op, mp_result_t *result)
{
    return mp_perform(self, &op, result);
}

/* Waits until its parent is dead, then says whose child it is now. */
static int watches_its_parent(mp_self_t *self)
{
    int before = mp_world_slot(self->world, self->slot->parent)->pid;
    for (int i = 0; i < 5000 && getppid() == before; i++) {
        mp_sleep(self, 1000000);
    }
    mp_value_store(self, shared_value, 0, (uint64_t)getppid());
    return 0;
}

static int leaves_one(mp_self_t *self)
{
    return lab_spawn(self, watches_its_parent) == 0;
}

enum { BY_ZYGOTE = 10, BY_STRANGER };

static int orphans_one(mp_self_t *self)
{
    int status;
    uint64_t adopter = 0;
    mp_value_new(self, "adopter", 0, 0, &shared_value);
    mp_process_join(self, lab_spawn(self, leaves_one), -1, &status);
    for (int i = 0; i < 5000 && adopter == 0; i++) {
        mp_sleep(self, 1000000);
        mp_value_load(self, shared_value, 0, &adopter);
    }
    if (adopter == 0) {
        return 1;
    }
    return adopter == (uint64_t)self->world->zygote_pid ? BY_ZYGOTE : BY_STRANGER;
}

static int nothing(mp_self_t *self)
{
    (void)self;
    return 0;
}

static int leaves_zombie(mp_self_t *self)
{
    lab_spawn(self, nothing);
    mp_sleep(self, 1000 * (int64_t)1000000000);
    return 0;
}

/* os.fork and os.waitpid(-1): three children end with 1, 2, 3 in whatever order. */
static int forks(mp_self_t *self)
{
    mp_result_t result;
    int sum = 0;
    for (int i = 1; i <= 3; i++) {
        uint32_t process;
        if (mp_process_new(self, "fork", &process) != MP_OK ||
            perform(
                self,
                (mp_op_t){
                    .kind = MP_OP_FORK, .object = process, .object2 = self->slot->process, .timeout_ns = -1},
                &result) != MP_OK) {
            return 1;
        }
        if (result.value == MP_PATH_NONE) {
            mp_process_exit(self, i);
        }
    }
    mp_op_t wait = {.kind = MP_OP_WAITPID, .object = self->slot->process, .timeout_ns = -1};
    for (int i = 0; i < 3; i++) {
        if (perform(self, wait, &result) != MP_OK) {
            return 2;
        }
        sum += (int)(result.value >> 8);
    }
    return perform(self, wait, &result) == MP_ERR_NOT_CHILD ? sum : 3;
}

static void handle(mp_self_t *self, int signal, uint32_t action)
{
    mp_result_t result;
    perform(self,
            (mp_op_t){.kind = MP_OP_SIGNAL,
                      .object = self->slot->process,
                      .index = (uint32_t)signal,
                      .operand = action,
                      .timeout_ns = -1},
            &result);
}

static int take(mp_self_t *self)
{
    mp_result_t result;
    mp_op_t op = {.kind = MP_OP_SIGNAL_TAKE, .object = self->slot->process, .timeout_ns = -1};
    return perform(self, op, &result) == MP_OK ? (int)result.value : 0;
}

/* Sleeps until a signal interrupts it; ends with the signal's number. */
static int sleeps_until_signalled(mp_self_t *self)
{
    handle(self, SIGTERM, MP_SIGNAL_HANDLE);
    handle(self, SIGUSR1, MP_SIGNAL_HANDLE);
    mp_value_store(self, shared_value, 0, 1);
    for (;;) {
        if (mp_sleep(self, 1000 * (int64_t)1000000000) == MP_INTERRUPTED) {
            int signal = take(self);
            return take(self) == 0 ? signal : 99;
        }
    }
}

static void await_flag(mp_self_t *self)
{
    uint64_t flag = 0;
    while (flag == 0) {
        mp_sleep(self, 1000000);
        mp_value_load(self, shared_value, 0, &flag);
    }
}

static int handles(mp_self_t *self)
{
    int status = 0;
    mp_value_new(self, "flag", 0, 0, &shared_value);
    uint32_t child = lab_spawn(self, sleeps_until_signalled);
    await_flag(self);
    mp_process_kill(self, child, SIGTERM);
    mp_process_join(self, child, -1, &status);
    return status >> 8;
}

static int handles_asleep(mp_self_t *self)
{
    mp_value_new(self, "flag", 0, 0, &shared_value);
    return sleeps_until_signalled(self);
}

static int ignores(mp_self_t *self)
{
    handle(self, SIGTERM, MP_SIGNAL_IGNORE);
    mp_process_kill(self, self->slot->process, SIGTERM);
    return 5;
}

static int waits_twice(mp_self_t *self)
{
    int status = 0;
    bool alive = true;
    uint32_t child = lab_spawn(self, nothing);
    mp_process_join(self, child, -1, &status);
    bool again = mp_process_join(self, child, -1, &status) == MP_OK && status == 0;
    mp_process_is_alive(self, child, &alive);
    return again && !alive ? 0 : 1;
}

static int self_kill(mp_self_t *self)
{
    mp_process_kill(self, self->slot->process, SIGKILL);
    mp_sleep(self, 1000 * (int64_t)1000000000);
    return 1;
}

static lab_body_t *const bodies[BODIES] = {
    [ORPHANS_ONE] = orphans_one, [LEAVES_ZOMBIE] = leaves_zombie,   [FORKS] = forks,
    [HANDLES] = handles,         [HANDLES_ASLEEP] = handles_asleep, [IGNORES] = ignores,
    [WAITS_TWICE] = waits_twice, [SELF_KILL] = self_kill,
};

static void expect_code(uint32_t body, int code)
{
    lab_t lab;
    lab_open(&lab, bodies);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(lab_run(&lab, body), code);
    }
    lab_close(&lab);
}

static void an_orphan_gets_the_zygote_as_parent(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    bool stranger = (mp_machine_missing(lab.machine) & MP_MISSING_SUBREAPER) != 0;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(lab_run(&lab, ORPHANS_ONE), stranger ? BY_STRANGER : BY_ZYGOTE);
    }
    lab_close(&lab);
}

static void a_child_that_nobody_joins_is_a_zombie(void **state)
{
    (void)state;
    lab_t lab;
    mp_view_t views[4];
    mp_procfs_t sample = {.state = '?'};
    lab_open(&lab, bodies);
    lab_start(&lab, LEAVES_ZOMBIE, false);
    for (int ms = 0; ms < 5000 && sample.state != 'Z'; ms++) {
        lab_pause_ms(1);
        if (mp_machine_view(lab.machine, views, 4) == 2 && views[1].life == MP_LIFE_EXITED) {
            mp_procfs_sample(views[1].pid, 0, false, &sample);
        }
    }
    assert_int_equal(sample.state, 'Z');
    assert_int_equal(sample.ppid, views[0].pid);
    lab_pause_ms(20);
    assert_true(mp_procfs_sample(views[1].pid, 0, false, &sample));
    mp_machine_end(lab.machine);
    lab_close(&lab);
}

static void fork_and_wait_for_any_child_work(void **state)
{
    (void)state;
    expect_code(FORKS, 6);
}

static void a_handled_signal_interrupts_a_sleep(void **state)
{
    (void)state;
    expect_code(HANDLES, SIGTERM);
}

static void a_signal_from_outside_reaches_the_handler(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    for (int i = 0; i < 10; i++) {
        mp_view_t view = {.stand = MP_STAND_PRIVATE};
        lab_start(&lab, HANDLES_ASLEEP, false);
        for (int ms = 0; ms < 5000 && view.pending.kind != MP_OP_SLEEP; ms++) {
            lab_pause_ms(1);
            mp_machine_view(lab.machine, &view, 1);
        }
        assert_int_equal(mp_machine_kill(lab.machine, 0, SIGUSR1), MP_OK);
        assert_true(lab_wait(&lab, 10));
        assert_int_equal(mp_machine_main_status(lab.machine), SIGUSR1 << 8);
        mp_machine_end(lab.machine);
    }
    lab_close(&lab);
}

static void a_signal_from_outside_is_a_step_while_held(void **state)
{
    (void)state;
    lab_t lab;
    uint64_t done;
    lab_open(&lab, bodies);
    lab_start(&lab, HANDLES_ASLEEP, true);
    assert_int_equal(mp_machine_wait_still(lab.machine, 10 * (int64_t)1000000000), MP_OK);
    assert_int_equal(mp_machine_step(lab.machine, 0, 3, &done), MP_OK);
    assert_int_equal(mp_machine_enabled(lab.machine, 0), MP_BLOCKED);
    assert_int_equal(mp_machine_kill(lab.machine, 0, SIGTERM), MP_OK);
    assert_int_equal(mp_machine_wait_still(lab.machine, 10 * (int64_t)1000000000), MP_OK);
    assert_int_equal(mp_machine_enabled(lab.machine, 0), MP_READY);
    assert_int_equal(mp_machine_step(lab.machine, 0, 100, &done), MP_OK);
    assert_int_equal(done, 4); /* interrupted, taken, none left, exit */
    assert_true(lab_wait(&lab, 10));
    assert_int_equal(mp_machine_main_status(lab.machine), SIGTERM << 8);
    lab_close(&lab);
}

static void an_ignored_signal_does_nothing(void **state)
{
    (void)state;
    expect_code(IGNORES, 5);
}

static void a_second_join_returns_the_same(void **state)
{
    (void)state;
    expect_code(WAITS_TWICE, 0);
}

static void who_kills_himself_is_killed(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    for (int held = 0; held < 2; held++) {
        uint64_t done = 0;
        lab_start(&lab, SELF_KILL, held);
        if (held) {
            assert_int_equal(mp_machine_wait_still(lab.machine, 10 * (int64_t)1000000000), MP_OK);
            mp_machine_step(lab.machine, 0, 10, &done);
            assert_int_equal(done, 2);
        }
        assert_true(lab_wait(&lab, 10));
        assert_int_equal(mp_machine_main_status(lab.machine), SIGKILL);
        mp_machine_end(lab.machine);
    }
    lab_close(&lab);
}

int main(void)
{
    alarm(110);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_orphan_gets_the_zygote_as_parent),
        cmocka_unit_test(a_child_that_nobody_joins_is_a_zombie),
        cmocka_unit_test(fork_and_wait_for_any_child_work),
        cmocka_unit_test(a_second_join_returns_the_same),
        cmocka_unit_test(a_handled_signal_interrupts_a_sleep),
        cmocka_unit_test(a_signal_from_outside_reaches_the_handler),
        cmocka_unit_test(a_signal_from_outside_is_a_step_while_held),
        cmocka_unit_test(an_ignored_signal_does_nothing),
        cmocka_unit_test(who_kills_himself_is_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "lab.h"

#include <sys/prctl.h>

#include "core/machine_inner.h"

enum { CROWD, STORM, ORPHANS, BODIES };

static int naps(mp_self_t *self)
{
    return mp_sleep(self, 1000 * (int64_t)1000000000) == MP_OK;
}

static int computes(mp_self_t *self)
{
    while (self->world != NULL) {
        atomic_fetch_add_explicit(&self->slot->micro, 1, memory_order_relaxed);
    }
    return 0;
}

static int crowd(mp_self_t *self)
{
    lab_spawn(self, naps);
    lab_spawn(self, computes);
    return naps(self);
}

/* Parents that go at once leave orphans that do the same. */
static int storm(mp_self_t *self)
{
    while (self->world != NULL) {
        uint32_t process;
        bool in_child = false;
        if (mp_process_new(self, "storm", &process) != MP_OK ||
            mp_process_start(self, process, &in_child) != MP_OK) {
            mp_sleep(self, 300000);
        } else if (!in_child && self->slot->children > 1) {
            mp_process_exit(self, 0);
        }
    }
    return 0;
}

static int leaves_orphans(mp_self_t *self)
{
    for (int i = 0; i < 5; i++) {
        lab_spawn(self, crowd);
    }
    return 0;
}

static lab_body_t *const bodies[BODIES] = {[CROWD] = crowd, [STORM] = storm, [ORPHANS] = leaves_orphans};

/* A host of its own process: starts a session, says who leads it, and waits to be killed. */
static _Noreturn void be_host(uint32_t body, bool held, int report)
{
    mp_config_t config;
    mp_machine_t *machine;
    mp_config_default(&config);
    lab_bodies = bodies;
    if (mp_machine_new(&config, lab_entry, &machine) != MP_OK ||
        mp_machine_start(machine, &body, sizeof body, held) != MP_OK) {
        _exit(1);
    }
    /* Not the session of some process in the view: in a storm that one may be gone by now. */
    int leader = machine->zygote_pid;
    if (write(report, &leader, sizeof leader) != sizeof leader) {
        _exit(1);
    }
    for (;;) {
        pause();
    }
}

/* They go within milliseconds, but on a machine that is busy with other work even that may take its time;
 * whoever escapes would sleep or multiply for ever. */
enum { PATIENCE_MS = 15000, STORM_S = 40 /* on an overloaded machine forty storms may take minutes */ };

/* Kills a host some time after it began and counts who is left when patience ends. */
static int survivors(uint32_t body, bool held, int after_us)
{
    int ends[2];
    int leader = -1;
    assert_int_equal(pipe(ends), 0);
    pid_t host = fork();
    if (host == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(ends[0]);
        be_host(body, held, ends[1]);
    }
    close(ends[1]);
    ssize_t got = read(ends[0], &leader, sizeof leader);
    close(ends[0]);
    nanosleep(&(struct timespec){.tv_nsec = after_us * 1000L}, NULL);
    kill(host, SIGKILL);
    assert_int_equal(waitpid(host, NULL, 0), host);
    assert_int_equal(got, sizeof leader);
    assert_true(leader > 1);
    int left = lab_count_session(leader);
    for (int ms = 0; left > 0 && ms < PATIENCE_MS; ms += 5) {
        lab_pause_ms(5);
        left = lab_count_session(leader);
    }
    return left;
}

static void nobody_outlives_a_killed_host(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++) {
        assert_int_equal(survivors(CROWD, i % 2, i * 1500), 0);
    }
}

static void no_orphan_outlives_a_killed_host(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++) {
        assert_int_equal(survivors(ORPHANS, false, i * 1500), 0);
    }
}

static void a_storm_of_births_does_not_outlive_a_killed_host(void **state)
{
    (void)state;
    int64_t enough = lab_now_ns() + (int64_t)STORM_S * 1000000000;
    for (int i = 0; i < 40 && (i < 10 || lab_now_ns() < enough); i++) {
        assert_int_equal(survivors(STORM, false, i * 700), 0);
    }
}

static void a_killed_zygote_takes_its_session_along(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    lab_start(&lab, CROWD, false);
    lab_pause_ms(10);
    int leader = lab.machine->zygote_pid;
    assert_true(leader > 1);
    kill(leader, SIGKILL);
    for (int ms = 0; ms < 1000 && !mp_machine_broken(lab.machine); ms += 5) {
        lab_pause_ms(5);
        mp_machine_poll(lab.machine);
    }
    assert_true(mp_machine_broken(lab.machine));
    assert_true(mp_machine_done(lab.machine));
    uint32_t body = CROWD;
    assert_int_equal(mp_machine_start(lab.machine, &body, sizeof body, false), MP_ERR_SYSTEM);
    lab_close(&lab);
    int left = lab_count_session(leader);
    for (int ms = 0; left > 0 && ms < PATIENCE_MS; ms += 5) {
        lab_pause_ms(5);
        left = lab_count_session(leader);
    }
    assert_int_equal(left, 0);
}

int main(void)
{
    alarm(110);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_outlives_a_killed_host),
        cmocka_unit_test(no_orphan_outlives_a_killed_host),
        cmocka_unit_test(a_storm_of_births_does_not_outlive_a_killed_host),
        cmocka_unit_test(a_killed_zygote_takes_its_session_along),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

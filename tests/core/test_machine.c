#include "lab.h"

enum {
    RETURNS_THREE,
    STARTS_AND_JOINS,
    WRITES_MUCH,
    LOOPS,
    STORMS,
    TOO_MANY,
    KILLED,
    NESTS,
    WRITES_TOO_MUCH,
    BODIES
};

static int returns_three(mp_self_t *self)
{
    (void)self;
    return 3;
}

static int returns_its_parents_word(mp_self_t *self)
{
    return getppid() == mp_world_slot(self->world, self->slot->parent)->pid ? 5 : 6;
}

static int starts_and_joins(mp_self_t *self)
{
    int status = -1;
    for (int i = 0; i < 10; i++) {
        uint32_t child = lab_spawn(self, returns_its_parents_word);
        if (child == 0 || mp_process_join(self, child, -1, &status) != MP_OK || status != 5 << 8) {
            return 1;
        }
    }
    return 0;
}

static int writes_much(mp_self_t *self)
{
    char line[64];
    for (int i = 0; i < 10000; i++) {
        int bytes = snprintf(line, sizeof line, "line %d of many, told to the ring\n", i);
        if (mp_write(self, 1, line, (uint32_t)bytes) != MP_OK) {
            return 1;
        }
    }
    return 0;
}

static int loops(mp_self_t *self)
{
    while (self->world != NULL) {
        atomic_fetch_add(&self->slot->micro, 1);
    }
    return 0;
}

static int storms(mp_self_t *self)
{
    while (self->world != NULL) {
        uint32_t process;
        bool in_child;
        if (mp_process_new(self, "storm", &process) != MP_OK ||
            mp_process_start(self, process, &in_child) != MP_OK) {
            mp_sleep(self, 1000000);
        }
    }
    return 0;
}

static int too_many(mp_self_t *self)
{
    for (int i = 0; i < 100; i++) {
        if (lab_spawn(self, loops) == 0) {
            return i;
        }
    }
    return 100;
}

static int killed(mp_self_t *self)
{
    int status = 0;
    uint32_t child = lab_spawn(self, loops);
    if (mp_process_kill(self, child, SIGTERM) != MP_OK ||
        mp_process_join(self, child, -1, &status) != MP_OK) {
        return 1;
    }
    return status == SIGTERM ? 0 : 2;
}

static int nests(mp_self_t *self)
{
    int status;
    char path[MP_PATH_TEXT];
    mp_path_format(self->slot->path, path);
    if (strcmp(path, "P1.1.1") == 0) {
        return 4;
    }
    uint32_t child = lab_spawn(self, nests);
    return child != 0 && mp_process_join(self, child, -1, &status) == MP_OK ? status >> 8 : 1;
}

static int writes_too_much(mp_self_t *self)
{
    char text[1000];
    memset(text, 'x', sizeof text);
    for (int i = 0; i < 1000; i++) {
        if (mp_write(self, 1, text, sizeof text) == MP_ERR_OUTPUT) {
            return 9;
        }
    }
    return 0;
}

static lab_body_t *const bodies[BODIES] = {
    [RETURNS_THREE] = returns_three,
    [STARTS_AND_JOINS] = starts_and_joins,
    [WRITES_MUCH] = writes_much,
    [LOOPS] = loops,
    [STORMS] = storms,
    [TOO_MANY] = too_many,
    [KILLED] = killed,
    [NESTS] = nests,
    [WRITES_TOO_MUCH] = writes_too_much,
};

static void a_session_runs_its_main_to_the_end(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    assert_int_equal(lab_run(&lab, RETURNS_THREE), 3);
    assert_int_equal(lab_events(&lab, MP_EVENT_BORN, MP_OP_NONE), 1);
    assert_int_equal(lab_events(&lab, MP_EVENT_OP, MP_OP_EXIT), 1);
    assert_int_equal(lab_events(&lab, MP_EVENT_DIED, MP_OP_NONE), 1);
    lab_close(&lab);
}

static void a_machine_without_a_session_is_freed(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    assert_true(mp_machine_done(lab.machine));
    assert_int_equal(mp_machine_main_status(lab.machine), -1);
    lab_close(&lab);
}

static void sessions_follow_one_another(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(lab_run(&lab, i % 2 ? RETURNS_THREE : STARTS_AND_JOINS), i % 2 ? 3 : 0);
    }
    lab_close(&lab);
}

static void children_have_the_parent_that_started_them(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    assert_int_equal(lab_run(&lab, STARTS_AND_JOINS), 0);
    assert_int_equal(lab_events(&lab, MP_EVENT_BORN, MP_OP_NONE), 11);
    assert_int_equal(lab_events(&lab, MP_EVENT_OP, MP_OP_START), 10);
    assert_int_equal(lab_events(&lab, MP_EVENT_OP, MP_OP_JOIN), 10);
    assert_int_equal(lab_events(&lab, MP_EVENT_DIED, MP_OP_NONE), 11);
    lab_close(&lab);
}

static void grandchildren_are_named_by_their_descent(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    assert_int_equal(lab_run(&lab, NESTS), 4);
    lab_close(&lab);
}

static void output_comes_whole_and_in_order(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    assert_int_equal(lab_run(&lab, WRITES_MUCH), 0);
    const char *at = lab.output;
    for (int i = 0; i < 10000; i++) {
        char line[64];
        int bytes = snprintf(line, sizeof line, "line %d of many, told to the ring\n", i);
        assert_memory_equal(at, line, (size_t)bytes);
        at += bytes;
    }
    assert_string_equal(at, "");
    lab_close(&lab);
}

static void an_endless_program_is_ended(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    lab_start(&lab, LOOPS, false);
    lab_pause_ms(20);
    assert_false(mp_machine_done(lab.machine));
    mp_machine_end(lab.machine);
    assert_true(mp_machine_done(lab.machine));
    lab_close(&lab);
}

static void a_storm_of_births_is_ended(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    for (int i = 0; i < 3; i++) {
        lab_start(&lab, STORMS, false);
        lab_wait(&lab, 0);
        lab_pause_ms(60);
        mp_machine_end(lab.machine);
    }
    lab_close(&lab);
}

static void births_beyond_the_limit_are_refused(void **state)
{
    (void)state;
    lab_t lab;
    mp_config_t config;
    mp_config_default(&config);
    config.processes = 8;
    lab_open_with(&lab, bodies, &config);
    lab_start(&lab, TOO_MANY, false);
    for (int i = 0; i < 500 && mp_machine_main_status(lab.machine) < 0; i++) {
        lab_pause_ms(10);
    }
    assert_int_equal(mp_machine_main_status(lab.machine), 7 << 8);
    assert_int_equal(mp_machine_limit(lab.machine), MP_ERR_PROCESSES);
    mp_machine_end(lab.machine);
    lab_close(&lab);
}

static void output_beyond_the_limit_is_refused(void **state)
{
    (void)state;
    lab_t lab;
    mp_config_t config;
    mp_config_default(&config);
    config.output_bytes = 5500;
    lab_open_with(&lab, bodies, &config);
    assert_int_equal(lab_run(&lab, WRITES_TOO_MUCH), 9);
    assert_int_equal(mp_machine_limit(lab.machine), MP_ERR_OUTPUT);
    assert_int_equal(lab.output_bytes, 5000);
    lab_close(&lab);
}

static void a_terminated_child_has_its_signal_as_status(void **state)
{
    (void)state;
    lab_t lab;
    lab_open(&lab, bodies);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(lab_run(&lab, KILLED), 0);
    }
    lab_close(&lab);
}

static void a_senseless_configuration_is_refused(void **state)
{
    (void)state;
    mp_config_t config;
    mp_machine_t *machine = NULL;
    mp_config_default(&config);
    config.processes = 0;
    assert_int_equal(mp_machine_new(&config, lab_entry, &machine), MP_ERR_ARGUMENT);
    assert_null(machine);
    mp_config_default(&config);
    assert_int_equal(mp_machine_new(&config, NULL, &machine), MP_ERR_ARGUMENT);
    mp_machine_free(NULL);
}

int main(void)
{
    alarm(110);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_senseless_configuration_is_refused),
        cmocka_unit_test(a_machine_without_a_session_is_freed),
        cmocka_unit_test(a_session_runs_its_main_to_the_end),
        cmocka_unit_test(sessions_follow_one_another),
        cmocka_unit_test(children_have_the_parent_that_started_them),
        cmocka_unit_test(grandchildren_are_named_by_their_descent),
        cmocka_unit_test(output_comes_whole_and_in_order),
        cmocka_unit_test(an_endless_program_is_ended),
        cmocka_unit_test(a_storm_of_births_is_ended),
        cmocka_unit_test(births_beyond_the_limit_are_refused),
        cmocka_unit_test(output_beyond_the_limit_is_refused),
        cmocka_unit_test(a_terminated_child_has_its_signal_as_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

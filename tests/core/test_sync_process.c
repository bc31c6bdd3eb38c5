#include "pure.h"

#include <signal.h>

static uint32_t main_new(pure_t *p)
{
    return pure_new(p, (mp_create_t){.kind = MP_PROCESS, .path = MP_PATH_MAIN, .who = 0});
}

static mp_result_t start(pure_t *p, uint32_t parent, uint32_t child, uint32_t who)
{
    mp_op_t op = pure_op(MP_OP_START, child);
    op.object2 = parent;
    op.operand = who;
    return pure_apply(p, op, 0);
}

static uint32_t child_of(pure_t *p, uint32_t parent, uint32_t who)
{
    uint32_t child = pure_new(p, (mp_create_t){.kind = MP_PROCESS});
    assert_int_equal(start(p, parent, child, who).status, MP_OK);
    return child;
}

static void finish(pure_t *p, uint32_t process, uint32_t code)
{
    mp_op_t op = pure_op(MP_OP_EXIT, process);
    op.operand = code;
    assert_int_equal(pure_apply(p, op, 0).status, MP_OK);
}

static mp_status_t kill_with(pure_t *p, uint32_t process, int signal)
{
    mp_op_t op = pure_op(MP_OP_KILL, process);
    op.operand = (uint64_t)signal;
    return (mp_status_t)pure_apply(p, op, 0).status;
}

static void children_get_their_paths_in_order_of_birth(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t parent = main_new(&p), child = pure_new(&p, (mp_create_t){.kind = MP_PROCESS});
    mp_result_t result = start(&p, parent, child, 1);
    assert_true(result.value == mp_path_child(MP_PATH_MAIN, 1));
    assert_int_equal(start(&p, parent, child, 1).status, MP_ERR_STARTED);
    uint32_t second = pure_new(&p, (mp_create_t){.kind = MP_PROCESS});
    assert_true(start(&p, parent, second, 2).value == mp_path_child(MP_PATH_MAIN, 2));
    uint32_t nested = pure_new(&p, (mp_create_t){.kind = MP_PROCESS});
    mp_path_t path = mp_path_child(mp_path_child(MP_PATH_MAIN, 2), 1);
    assert_true(start(&p, second, nested, 3).value == path);
}

static void a_join_waits_for_the_end_and_gives_the_status(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t parent = main_new(&p), fresh = pure_new(&p, (mp_create_t){.kind = MP_PROCESS});
    assert_int_equal(pure_do(&p, MP_OP_JOIN, fresh, 0), MP_ERR_NOT_STARTED);
    uint32_t child = child_of(&p, parent, 1);
    assert_int_equal(pure_can(&p, MP_OP_JOIN, child, 0), MP_BLOCKED);
    assert_int_equal(pure_why(&p, MP_OP_JOIN, child, 0), MP_WHY_LIVES);
    assert_int_equal(pure_do(&p, MP_OP_EXITCODE, child, 0), MP_TIMEOUT);
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_IS_ALIVE, child), 0).value, 1);
    finish(&p, child, 3);
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_JOIN, child), 0).value, 3 << 8);
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_EXITCODE, child), 0).value, 3 << 8);
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_IS_ALIVE, child), 0).value, 0);
}

static void a_deadly_signal_dooms_and_death_is_a_step(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t child = child_of(&p, main_new(&p), 1);
    assert_int_equal(pure_can(&p, MP_OP_DIE, child, 1), MP_BLOCKED);
    assert_int_equal(kill_with(&p, child, SIGCHLD), MP_OK);
    assert_int_equal(mp_process_doomed(p.mem, child), 0);
    kill_with(&p, child, SIGTERM);
    assert_int_equal(mp_process_doomed(p.mem, child), SIGTERM);
    assert_int_equal(pure_can(&p, MP_OP_JOIN, child, 0), MP_BLOCKED);
    assert_int_equal(pure_do(&p, MP_OP_DIE, child, 1), MP_OK);
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_JOIN, child), 0).value, SIGTERM);
    assert_int_equal(kill_with(&p, child, SIGTERM), MP_OK);
    assert_int_equal(mp_process_doomed(p.mem, child), 0);
}

static void a_handled_signal_waits_to_be_taken(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t child = child_of(&p, main_new(&p), 1);
    mp_op_t set = pure_op(MP_OP_SIGNAL, child);
    set.index = SIGTERM;
    set.operand = MP_SIGNAL_HANDLE;
    assert_int_equal(pure_apply(&p, set, 1).value, MP_SIGNAL_DEFAULT);
    assert_int_equal(pure_do(&p, MP_OP_SIGNAL_TAKE, child, 1), MP_TIMEOUT);
    kill_with(&p, child, SIGTERM);
    assert_int_equal(mp_process_doomed(p.mem, child), 0);
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_SIGNAL_TAKE, child), 1).value, SIGTERM);
    set.operand = MP_SIGNAL_IGNORE;
    assert_int_equal(pure_apply(&p, set, 1).value, MP_SIGNAL_HANDLE);
    kill_with(&p, child, SIGTERM);
    assert_int_equal(pure_do(&p, MP_OP_SIGNAL_TAKE, child, 1), MP_TIMEOUT);
    kill_with(&p, child, SIGKILL);
    assert_int_equal(mp_process_doomed(p.mem, child), SIGKILL);
    set.index = SIGKILL;
    assert_int_equal(pure_apply(&p, set, 1).status, MP_ERR_ARGUMENT);
}

static void waitpid_takes_the_oldest_that_has_ended(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t parent = main_new(&p);
    assert_int_equal(pure_do(&p, MP_OP_WAITPID, parent, 0), MP_ERR_NOT_CHILD);
    uint32_t first = child_of(&p, parent, 1), second = child_of(&p, parent, 2);
    mp_op_t only = pure_op(MP_OP_WAITPID, parent);
    only.object2 = first;
    assert_int_equal(pure_can(&p, MP_OP_WAITPID, parent, 0), MP_BLOCKED);
    finish(&p, second, 2);
    assert_int_equal(mp_enabled(p.mem, &only, 0), MP_BLOCKED);
    finish(&p, first, 1);
    mp_result_t result = pure_apply(&p, pure_op(MP_OP_WAITPID, parent), 0);
    assert_int_equal(result.value, 1 << 8);
    assert_true(result.extra == mp_path_child(MP_PATH_MAIN, 1));
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_WAITPID, parent), 0).value, 2 << 8);
    assert_int_equal(pure_do(&p, MP_OP_WAITPID, parent, 0), MP_ERR_NOT_CHILD);
}

static void an_orphan_has_no_parent_any_more(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t parent = child_of(&p, main_new(&p), 1), child = child_of(&p, parent, 2);
    assert_true(pure_apply(&p, pure_op(MP_OP_GETPPID, child), 2).value == mp_path_child(MP_PATH_MAIN, 1));
    finish(&p, parent, 0);
    assert_true(pure_apply(&p, pure_op(MP_OP_GETPPID, child), 2).value == MP_PATH_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_get_their_paths_in_order_of_birth),
        cmocka_unit_test(a_join_waits_for_the_end_and_gives_the_status),
        cmocka_unit_test(a_deadly_signal_dooms_and_death_is_a_step),
        cmocka_unit_test(a_handled_signal_waits_to_be_taken),
        cmocka_unit_test(waitpid_takes_the_oldest_that_has_ended),
        cmocka_unit_test(an_orphan_has_no_parent_any_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Where a held run stops by itself. */
#include "run/session_lab.h"

static const char loops[] = "from multiprocessing import Process, Value\n"
                            "\n"
                            "def work(balance, n):\n"
                            "    for _ in range(3):\n"
                            "        balance.value += n\n"
                            "\n"
                            "if __name__ == '__main__':\n"
                            "    balance = Value('i', 0)\n"
                            "    p = Process(target=work, args=(balance, -1))\n"
                            "    p.start()\n"
                            "    p.join()\n"
                            "    print('balance', balance.value)\n";

static const char killer[] = "import time\n"
                             "from multiprocessing import Process\n"
                             "\n"
                             "if __name__ == '__main__':\n"
                             "    p = Process(target=time.sleep, args=(100,))\n"
                             "    p.start()\n"
                             "    p.terminate()\n"
                             "    p.join()\n"
                             "    print(p.exitcode)\n";

/* Goes on to the next stop and gives the sentence that says why. */
static const char *go_on(session_t *session)
{
    if (!session_run_until_break(session))
        fail_msg("%s", session_view(session)->sentence);
    lab_settle(session);
    return session_view(session)->sentence;
}

static void a_line_stops_in_each_round_of_a_loop(void **state)
{
    session_t *session = lab_session(state, loops, "start", 1);
    session_set_automatic(session, false); /* main's start is a step to be taken too */
    assert_true(session_goto(session, 0));
    lab_settle(session);
    assert_true(session_add_break(session, SESSION_BREAK_LINE, 5, NULL));
    const char *values[] = {"0", "-1", "-2"};
    for (int round = 0; round < 3; round++) {
        assert_string_equal(go_on(session), "P1 has come to line 5.");
        const session_view_t *view = session_view(session);
        assert_string_equal(view->processes[1].next_cell, "r");
        for (size_t i = 0; i < view->shared_count; i++)
            if (strcmp(view->shared[i].name, "balance") == 0)
                assert_string_equal(view->shared[i].text, values[round]);
    }
    go_on(session);
    assert_int_equal(session_view(session)->mode, SESSION_DONE);
}

static void an_operation_stops_each_time_it_is_done(void **state)
{
    session_t *session = lab_session(state, loops, "start", 1);
    assert_false(session_add_break(session, SESSION_BREAK_OPERATION, 0, "juggle"));
    assert_true(session_add_break(session, SESSION_BREAK_OPERATION, 0, "store"));
    assert_true(session_add_break(session, SESSION_BREAK_OPERATION, 0, "print"));
    for (int round = 0; round < 3; round++)
        assert_string_equal(go_on(session), "P1 has done a store.");
    session_clear_break(session, 0);
    assert_int_equal(session_view(session)->break_count, 1);
    assert_string_equal(go_on(session), "main has done a print.");
}

static void a_condition_stops_when_it_is_true(void **state)
{
    session_t *session = lab_session(state, loops, "start", 1);
    assert_true(session_add_break(session, SESSION_BREAK_CONDITION, 0, "balance.value < -1"));
    assert_string_equal(go_on(session), "balance.value < -1 is true.");
    const session_view_t *view = session_view(session);
    assert_string_equal(view->cells[view->step - 1].cell, "w-2");
}

static void the_end_of_a_process_stops_however_it_ends(void **state)
{
    session_t *session = lab_session(state, loops, "start", 1);
    assert_true(session_add_break(session, SESSION_BREAK_END, 0, "P1"));
    assert_string_equal(go_on(session), "P1 has ended.");
    session = lab_session(state, killer, "start", 1);
    assert_true(session_add_break(session, SESSION_BREAK_END, 0, ""));
    assert_string_equal(go_on(session), "P1 has ended.");
    assert_string_equal(session_view(session)->processes[1].ended, "killed by TERM");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_stops_in_each_round_of_a_loop),
        cmocka_unit_test(an_operation_stops_each_time_it_is_done),
        cmocka_unit_test(a_condition_stops_when_it_is_true),
        cmocka_unit_test(the_end_of_a_process_stops_however_it_ends),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lessons/run/session.h"

static const char family[] = "import os, time\n"
                             "from multiprocessing import Event, Process\n"
                             "\n"
                             "def child(event):\n"
                             "    event.wait()\n"
                             "    time.time()\n"
                             "\n"
                             "if __name__ == '__main__':\n"
                             "    event = Event()\n"
                             "    p = Process(target=child, args=(event,))\n"
                             "    p.start()\n"
                             "    event.set()\n"
                             "    os.getppid()\n"
                             "    p.join()\n"
                             "    print('done')\n"
                             "    raise SystemExit(3)\n";

static const char ping_pong[] = "from multiprocessing import Event, Process\n"
                                "\n"
                                "def play(mine, other):\n"
                                "    while True:\n"
                                "        mine.wait()\n"
                                "        mine.clear()\n"
                                "        other.set()\n"
                                "\n"
                                "if __name__ == '__main__':\n"
                                "    ping, pong = Event(), Event()\n"
                                "    Process(target=play, args=(ping, pong)).start()\n"
                                "    ping.set()\n"
                                "    play(pong, ping)\n";

static const char endless[] = "while True:\n"
                              "    pass\n";

static const session_cell_t *cell_of(const session_view_t *view, session_cell_kind_t kind)
{
    for (size_t i = 0; i < view->cell_count; i++)
        if (view->cells[i].kind == kind)
            return &view->cells[i];
    fail_msg("no step of kind %d", kind);
    return NULL;
}

static const session_cell_t *cell_with(const session_view_t *view, const char *sentence)
{
    for (size_t i = 0; i < view->cell_count; i++)
        if (strstr(view->cells[i].sentence, sentence))
            return &view->cells[i];
    fail_msg("no step '%s'", sentence);
    return NULL;
}

static session_t *open_held(void **state, const char *text)
{
    const session_options_t options = {.seed = 1};
    session_t *session = session_open(*state, text, strlen(text), "program.py", &options);
    assert_non_null(session);
    assert_true(session_settle(session, 10000));
    return session;
}

static void each_step_names_the_calls_that_were_made_with_what_came_back(void **state)
{
    char wanted[64];
    session_t *session = open_held(state, family);
    session_set_automatic(session, false);
    int child = 0;
    while (session_view(session)->mode == SESSION_HELD) {
        const session_view_t *view = session_view(session);
        child = view->process_count > 1 && view->processes[1].pid ? view->processes[1].pid : child;
        /* the child comes to its wait first, so there is somebody to wake */
        bool first = view->process_count > 1 && session_step(session, 1);
        if (!first && !session_step(session, 0) && !session_step_any(session))
            fail_msg("%s", session_view(session)->sentence);
        assert_true(session_settle(session, 10000));
    }
    const session_view_t *view = session_view(session);
    snprintf(wanted, sizeof wanted, "clone → %d", child);
    assert_string_equal(cell_of(view, SESSION_CELL_START)->calls, wanted);
    snprintf(wanted, sizeof wanted, "waitid(%d) → exit 0", child);
    assert_string_equal(cell_of(view, SESSION_CELL_JOIN)->calls, wanted);
    assert_string_equal(cell_with(view, "main sets event")->calls, ""); /* its waiter stood at the gate */
    assert_non_null(strstr(cell_with(view, "main asks for the parent of")->calls, "getppid"));
    assert_string_equal(cell_with(view, "main ends")->calls, "exit_group(3)");
    /* held, output goes through shared memory and the clock is a word in it: no call, so none is named */
    assert_string_equal(cell_of(view, SESSION_CELL_PRINT)->calls, "");
    assert_string_equal(cell_with(view, "reads the clock")->calls, "");
}

static bool hood_has(session_t *session, const char *wanted)
{
    session_call_t calls[SESSION_HOOD_MAX];
    session_view(session);
    size_t count = session_hood(session, calls);
    for (size_t i = 0; i < count; i++)
        if (strstr(calls[i].calls, wanted))
            return true;
    return false;
}

static void a_free_run_tells_who_slept_and_how_many_were_woken(void **state)
{
    const session_options_t options = {.free = true};
    session_t *session = session_open(*state, ping_pong, strlen(ping_pong), "program.py", &options);
    assert_non_null(session);
    bool slept = false, woke = false;
    for (int i = 0; i < 20000 && !(slept && woke); i++) {
        session_pump(session);
        slept = slept || hood_has(session, "futex(wait)");
        woke = woke || hood_has(session, "futex(wake) → 1");
        usleep(1000);
    }
    assert_true(slept);
    assert_true(woke);
}

static void free_runs_of_a_program_without_end_are_stopped_at_once(void **state)
{
    session_t *session = open_held(state, endless);
    assert_false(session_trials_stop(session));
    assert_true(session_trials(session, 20, 3600 * 1000));
    for (int i = 0; i < 20; i++) {
        session_pump(session);
        usleep(1000);
    }
    assert_true(session_view(session)->trials_running);
    assert_true(session_trials_stop(session));
    const session_view_t *view = session_view(session);
    assert_false(view->trials_running);
    assert_true(view->trials_stopped);
    assert_int_equal(view->trials_done, 0);
    assert_int_equal(view->trials_wanted, 20);
    assert_int_equal(view->end_count, 0);
    assert_int_equal(view->mode, SESSION_HELD);
}

static void a_run_that_does_not_end_is_counted_as_that(void **state)
{
    session_t *session = open_held(state, endless);
    assert_true(session_trials(session, 2, 50));
    for (int i = 0; i < 10000 && session_view(session)->trials_running; i++) {
        session_pump(session);
        usleep(1000);
    }
    const session_view_t *view = session_view(session);
    assert_int_equal(view->trials_done, 2);
    assert_false(view->trials_stopped);
    assert_int_equal(view->end_count, 1);
    assert_int_equal(view->ends[0].how, SESSION_END_HANGS);
    assert_int_equal(view->ends[0].count, 2);
    assert_int_equal(view->ends[0].exit_code, -1);
    assert_string_equal(view->ends[0].text, "still running after 0.05 s");
}

static int make_host(void **state)
{
    const char *why = "";
    alarm(100);
    *state = session_host_new(&why);
    if (!*state)
        fail_msg("%s", why);
    return 0;
}

static int drop_host(void **state)
{
    session_host_free(*state);
    return waitpid(-1, NULL, WNOHANG) == -1 ? 0 : -1; /* no child is left */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_step_names_the_calls_that_were_made_with_what_came_back),
        cmocka_unit_test(a_free_run_tells_who_slept_and_how_many_were_woken),
        cmocka_unit_test(free_runs_of_a_program_without_end_are_stopped_at_once),
        cmocka_unit_test(a_run_that_does_not_end_is_counted_as_that),
    };
    return cmocka_run_group_tests(tests, make_host, drop_host);
}

/*
 * A session where protections may be missing (app/denied runs this program where all are refused): it says
 * so, and steps, kills and goes back as everywhere.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lessons/run/session.h"

static const char program[] = "from multiprocessing import Lock, Process, Value\n"
                              "\n"
                              "def work(lock, counter):\n"
                              "    for n in range(3):\n"
                              "        with lock:\n"
                              "            counter.value += 1\n"
                              "\n"
                              "if __name__ == '__main__':\n"
                              "    lock, counter = Lock(), Value('i', 0)\n"
                              "    workers = [Process(target=work, args=(lock, counter)) for n in range(2)]\n"
                              "    for p in workers:\n"
                              "        p.start()\n"
                              "    for p in workers:\n"
                              "        p.join()\n"
                              "    print(counter.value)\n";

enum { PATIENCE_MS = 20000 };

static const session_view_t *settled(session_t *session)
{
    assert_true(session_settle(session, PATIENCE_MS));
    return session_view(session);
}

static void a_session_steps_kills_and_goes_back(void **state)
{
    const char *why = "";
    session_host_t *host = session_host_new(&why);
    const session_options_t options = {.begin = "all-started"};
    (void)state;
    if (!host)
        fail_msg("%s", why);
    session_t *session = session_open(host, program, sizeof program - 1, "program.py", &options);
    assert_non_null(session);
    const session_view_t *view = settled(session);
    assert_int_equal(view->process_count, 3);
    bool told = view->missing_protection[0] != '\0';
    assert_int_equal(told, getenv("LOCKSTEP_TEST_MISSING") != NULL);
    uint64_t begin = view->step;
    for (int i = 0; i < 6; i++) {
        assert_true(session_step(session, 1));
        view = settled(session);
    }
    assert_true(view->step > begin);
    assert_true(session_kill(session, 1, SIGKILL));
    view = settled(session);
    assert_string_equal(view->processes[1].path, "P1");
    assert_int_equal(view->processes[1].doing, SESSION_ENDED);
    assert_true(session_back(session, 3));
    view = settled(session);
    assert_int_not_equal(view->processes[1].doing, SESSION_ENDED);
    for (int i = 0; i < 500 && view->mode == SESSION_HELD; i++) {
        session_step_any(session);
        view = settled(session);
    }
    assert_int_equal(view->mode, SESSION_DONE);
    session_host_free(host);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

int main(void)
{
    alarm(110);
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_session_steps_kills_and_goes_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

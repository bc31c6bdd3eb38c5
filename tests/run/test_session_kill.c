#include <setjmp.h>
#include <signal.h>
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

/* Locks, a queue, a sleep and children of children: something to be killed in the middle of. */
static const char busy[] =
    "import time\n"
    "from multiprocessing import Lock, Process, Queue, Value\n"
    "\n"
    "def work(lock, counter, queue, deeper):\n"
    "    if deeper:\n"
    "        child = Process(target=work, args=(lock, counter, queue, 0))\n"
    "        child.start()\n"
    "    for n in range(3):\n"
    "        with lock:\n"
    "            counter.value += 1\n"
    "        queue.put(n)\n"
    "        time.sleep(0.5)\n"
    "    if deeper:\n"
    "        child.join()\n"
    "\n"
    "if __name__ == '__main__':\n"
    "    lock, counter, queue = Lock(), Value('i', 0), Queue()\n"
    "    workers = [Process(target=work, args=(lock, counter, queue, n)) for n in (0, 1, 0)]\n"
    "    for p in workers:\n"
    "        p.start()\n"
    "    for p in workers:\n"
    "        p.join()\n"
    "    print(counter.value)\n";

enum { ROUNDS = 60, STEPS = 25 };

static session_t *start(session_host_t *host, uint64_t seed)
{
    const session_options_t options = {.begin = "all-started", .seed = seed};
    session_t *session = session_open(host, busy, sizeof busy - 1, "busy.py", &options);
    assert_non_null(session);
    assert_true(session_settle(session, 10000));
    return session;
}

/* One random thing; whatever it is, the world comes to rest. */
static int do_something(session_t *session)
{
    const session_view_t *view = session_view(session);
    uint32_t process = (uint32_t)rand() % (uint32_t)view->process_count;
    int killed = 0;
    switch (rand() % 8) {
    case 0:
        killed = session_kill(session, process, rand() % 2 ? SIGKILL : SIGTERM);
        break;
    case 1:
        session_back(session, (uint64_t)(rand() % 5));
        break;
    case 2:
        session_step_until_blocked(session, process);
        break;
    case 3:
        session_time(session);
        break;
    default:
        session_step_any(session);
        break;
    }
    if (!session_settle(session, 10000))
        fail_msg("the world does not come to rest: %s", session_view(session)->sentence);
    return killed;
}

static void killing_anybody_at_any_step_wedges_nothing(void **state)
{
    int kills = 0;
    srand(11);
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        session_t *session = start(*state, round);
        for (int i = 0; i < STEPS; i++) {
            session_mode_t mode = session_view(session)->mode;
            if (mode != SESSION_HELD)
                break;
            kills += do_something(session);
        }
    }
    assert_true(kills > ROUNDS);
}

static void killing_during_a_free_run_wedges_nothing(void **state)
{
    srand(12);
    for (int round = 0; round < 20; round++) {
        session_t *session = start(*state, 1);
        session_set_speed(session, 10);
        assert_true(session_free_run(session));
        for (int i = 0; i < 40 && session_view(session)->mode == SESSION_FREE; i++) {
            const session_view_t *view = session_view(session);
            if (i % 8 == 3)
                session_kill(session, (uint32_t)rand() % (uint32_t)view->process_count, SIGKILL);
            session_pump(session);
            usleep(500);
        }
        if (session_view(session)->mode == SESSION_FREE) {
            assert_true(session_pause(session) || session_view(session)->mode == SESSION_PAUSING);
            if (!session_settle(session, 10000))
                fail_msg("it cannot be held: %s", session_view(session)->sentence);
        }
    }
}

static int make_host(void **state)
{
    const char *why = "";
    alarm(110);
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
        cmocka_unit_test(killing_anybody_at_any_step_wedges_nothing),
        cmocka_unit_test(killing_during_a_free_run_wedges_nothing),
    };
    return cmocka_run_group_tests(tests, make_host, drop_host);
}

/* Time lanes of free runs: on a core, ready, blocked, asleep, a zombie. */
#include "run/session_lab.h"

static const char crowd[] = "from multiprocessing import Process\n"
                            "\n"
                            "def compute():\n"
                            "    while True:\n"
                            "        pass\n"
                            "\n"
                            "if __name__ == '__main__':\n"
                            "    for _ in range(%ld):\n"
                            "        Process(target=compute).start()\n";

static const char left_alone[] = "import time\n"
                                 "from multiprocessing import Event, Process\n"
                                 "\n"
                                 "if __name__ == '__main__':\n"
                                 "    never = Event()\n"
                                 "    Process(target=never.wait).start()\n"
                                 "    Process(target=print, args=('gone',)).start()\n"
                                 "    time.sleep(100000)\n";

static session_t *open_free(void **state, const char *text)
{
    const session_options_t options = {.free = true};
    session_t *session = session_open(lab_host(state), text, strlen(text), "program.py", &options);
    assert_non_null(session);
    return session;
}

static void next_frame(session_t *session)
{
    usleep(10000);
    session_pump(session);
    session_sample(session);
}

static bool has_lane(const session_view_t *view, uint32_t process, session_doing_t doing)
{
    for (size_t i = 0; i < view->lane_count; i++)
        if (view->lanes[i].process == process && view->lanes[i].doing == doing &&
            view->lanes[i].to_ns > view->lanes[i].from_ns)
            return true;
    return false;
}

/* Each process's stretches follow one another without a gap. */
static void lanes_are_whole(const session_view_t *view)
{
    for (uint32_t process = 0; process < view->process_count; process++) {
        const session_lane_t *last = NULL;
        for (size_t i = 0; i < view->lane_count; i++) {
            const session_lane_t *lane = &view->lanes[i];
            if (lane->process != process)
                continue;
            assert_true(lane->from_ns <= lane->to_ns);
            assert_true(!last || last->to_ns == lane->from_ns);
            last = lane;
        }
    }
}

static bool kernel_tells(void)
{
    return access("/proc/self/schedstat", R_OK) == 0;
}

static void more_processes_than_cores_are_ready_in_turn(void **state)
{
    char text[400];
    if (!kernel_tells())
        skip();
    long count = 2 * sysconf(_SC_NPROCESSORS_ONLN) + 1;
    count = count < 100 ? count : 100;
    snprintf(text, sizeof text, crowd, count);
    session_t *session = open_free(state, text);
    bool ready = false;
    for (int i = 0; i < 2000 && !ready; i++) {
        next_frame(session);
        const session_view_t *view = session_view(session);
        for (uint32_t process = 1; process < view->process_count; process++)
            ready =
                ready || (has_lane(view, process, SESSION_READY) && has_lane(view, process, SESSION_RUNS));
    }
    assert_true(ready);
    lanes_are_whole(session_view(session));
}

static void waiting_sleeping_and_being_a_zombie_have_stretches(void **state)
{
    session_t *session = open_free(state, left_alone);
    bool all = false;
    for (int i = 0; i < 2000 && !all; i++) {
        next_frame(session);
        const session_view_t *view = session_view(session);
        all = view->process_count == 3 && has_lane(view, 0, SESSION_SLEEPS) &&
              has_lane(view, 1, SESSION_WAITS) && has_lane(view, 2, SESSION_ENDED);
    }
    assert_true(all);
    const session_view_t *view = session_view(session);
    assert_int_equal(view->processes[2].life, SESSION_LIFE_ZOMBIE);
    assert_int_equal(view->processes[2].kernel, 'Z');
    lanes_are_whole(view);
}

static const char brief[] = "from multiprocessing import Lock, Process\n"
                            "\n"
                            "def take(lock):\n"
                            "    for _ in range(3):\n"
                            "        with lock:\n"
                            "            pass\n"
                            "\n"
                            "if __name__ == '__main__':\n"
                            "    lock = Lock()\n"
                            "    both = [Process(target=take, args=(lock,)) for _ in range(2)]\n"
                            "    for process in both:\n"
                            "        process.start()\n"
                            "    for process in both:\n"
                            "        process.join()\n";

/* However late one looks: the end of a process may be seen before the news of what it did. */
static void a_zombie_never_runs_again_and_no_step_is_lost(void **state)
{
    for (unsigned round = 0; round < 20; round++) {
        session_t *session = open_free(state, brief);
        const session_view_t *view = session_view(session);
        for (int i = 0; i < 20000 && view->mode != SESSION_DONE; i++) {
            usleep(round * 200);
            session_pump(session);
            view = session_view(session);
        }
        assert_int_equal(view->mode, SESSION_DONE);
        assert_true(view->operations >= 2 * 6 + 4); /* acquire and release; start and join */
        for (uint32_t process = 0; process < view->process_count; process++) {
            bool ended = false;
            for (size_t i = 0; i < view->lane_count; i++) {
                if (view->lanes[i].process != process)
                    continue;
                assert_false(ended);
                ended = view->lanes[i].doing == SESSION_ENDED;
            }
        }
        lanes_are_whole(view);
        session_close(session);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_processes_than_cores_are_ready_in_turn),
        cmocka_unit_test(waiting_sleeping_and_being_a_zombie_have_stretches),
        cmocka_unit_test(a_zombie_never_runs_again_and_no_step_is_lost),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}

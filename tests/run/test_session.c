#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "lessons/run/session.h"

static const char atm[] = "from multiprocessing import Process, Value\n"
                          "\n"
                          "ROUNDS = 2\n"
                          "\n"
                          "def withdraw(balance):\n"
                          "    for _ in range(ROUNDS):\n"
                          "        balance.value -= 1\n"
                          "\n"
                          "def deposit(balance):\n"
                          "    for _ in range(ROUNDS):\n"
                          "        balance.value += 1\n"
                          "\n"
                          "if __name__ == '__main__':\n"
                          "    balance = Value('i', 100)\n"
                          "    p = Process(target=withdraw, args=(balance,))\n"
                          "    q = Process(target=deposit, args=(balance,))\n"
                          "    p.start()\n"
                          "    q.start()\n"
                          "    p.join()\n"
                          "    q.join()\n"
                          "    print('balance', balance.value)\n";

static const char embrace[] = "from multiprocessing import Lock, Process\n"
                              "\n"
                              "def work(first, second):\n"
                              "    with first:\n"
                              "        with second:\n"
                              "            pass\n"
                              "\n"
                              "if __name__ == '__main__':\n"
                              "    left = Lock()\n"
                              "    right = Lock()\n"
                              "    p = Process(target=work, args=(left, right))\n"
                              "    q = Process(target=work, args=(right, left))\n"
                              "    p.start()\n"
                              "    q.start()\n"
                              "    p.join()\n"
                              "    q.join()\n";

static session_host_t *host_of(void **state)
{
    return *state;
}

static session_t *open_at(void **state, const char *text, const char *begin)
{
    const session_options_t options = {.begin = begin, .seed = 1};
    session_t *session = session_open(host_of(state), text, strlen(text), "program.py", &options);
    assert_non_null(session);
    assert_true(session_settle(session, 5000));
    const session_view_t *view = session_view(session);
    if (view->mode != SESSION_HELD && view->mode != SESSION_DONE)
        fail_msg("mode %d: %s / %s", view->mode, view->failure, view->sentence);
    return session;
}

static void step(session_t *session, uint32_t process)
{
    if (!session_step(session, process))
        fail_msg("step of %u refused: %s", process, session_view(session)->sentence);
    assert_true(session_settle(session, 5000));
}

static const session_shared_t *shared(const session_view_t *view, const char *name)
{
    for (size_t i = 0; i < view->shared_count; i++)
        if (strcmp(view->shared[i].name, name) == 0)
            return &view->shared[i];
    fail_msg("no shared thing %s", name);
    return NULL;
}

static void a_lesson_opens_when_all_are_started(void **state)
{
    session_t *session = open_at(state, atm, "all-started");
    const session_view_t *view = session_view(session);
    assert_int_equal(view->process_count, 3);
    assert_int_equal(view->step, 2);
    assert_int_equal(view->step_begin, 2);
    assert_string_equal(view->processes[1].path, "P1");
    assert_string_equal(view->processes[1].next_cell, "r");
    assert_int_equal(view->processes[1].line, 7);
    assert_true(view->processes[1].can_step);
    assert_false(view->processes[0].can_step);
    assert_string_equal(view->cells[0].cell, "▸P1");
    assert_string_equal(shared(view, "balance")->text, "100");
}

static void a_lost_update_is_warned_of_and_shown(void **state)
{
    session_t *session = open_at(state, atm, "all-started");
    step(session, 1);
    step(session, 2);
    step(session, 2);
    const session_view_t *view = session_view(session);
    assert_string_equal(view->cells[2].cell, "r100");
    assert_string_equal(view->cells[4].cell, "w101");
    assert_string_equal(view->processes[1].next_cell, "w99");
    assert_non_null(
        strstr(view->warning, "P1 will store 99 over 101: it read 100 at step 3, P2 stored at step 5."));
    assert_int_equal(view->processes[1].micro_count, 3);
    assert_string_equal(view->processes[1].micro[1].text, "100-1 = 99");
    const session_shared_t *balance = shared(view, "balance");
    assert_string_equal(balance->was, "100");
    assert_true(balance->readers[0].out_of_date);
    step(session, 1);
    view = session_view(session);
    assert_true(view->cells[5].lost_update);
    assert_string_equal(shared(view, "balance")->text, "99");
}

static void a_step_that_cannot_be_is_refused_in_words(void **state)
{
    session_t *session = open_at(state, atm, "all-started");
    assert_false(session_step(session, 0));
    const session_view_t *view = session_view(session);
    assert_true(view->refused);
    assert_non_null(strstr(view->sentence, "waits for the end of P1"));
    assert_int_equal(view->step, 2);
}

static void going_back_and_forward_leads_to_the_same_state(void **state)
{
    session_t *session = open_at(state, atm, "all-started");
    step(session, 1);
    step(session, 2);
    int pid = session_view(session)->processes[1].pid;
    assert_true(session_back(session, 1));
    assert_true(session_settle(session, 5000));
    const session_view_t *view = session_view(session);
    assert_int_equal(view->step, 3);
    assert_int_equal(view->step_newest, 4);
    assert_true(view->fresh_processes);
    assert_int_not_equal(view->processes[1].pid, pid);
    assert_string_equal(view->processes[2].next_cell, "r");
    assert_true(session_forward(session, 1));
    assert_true(session_settle(session, 5000));
    view = session_view(session);
    assert_int_equal(view->step, 4);
    assert_string_equal(view->processes[2].next_cell, "w101");
}

static void another_way_keeps_the_old_branch(void **state)
{
    session_t *session = open_at(state, atm, "all-started");
    step(session, 1);
    step(session, 1);
    assert_true(session_back(session, 1));
    assert_true(session_settle(session, 5000));
    step(session, 2);
    const session_view_t *view = session_view(session);
    assert_int_equal(view->branch_count, 2);
    assert_string_equal(view->branches[0].text, "main*2 P1*2");
    assert_true(session_branch(session, view->branches[0].id));
    assert_true(session_settle(session, 5000));
    view = session_view(session);
    assert_string_equal(shared(view, "balance")->text, "99");
    assert_int_equal(view->step, 4);
}

static void a_cycle_of_waits_is_named(void **state)
{
    session_t *session = open_at(state, embrace, "all-started");
    step(session, 1);
    step(session, 2);
    assert_false(session_step(session, 1));
    const session_view_t *view = session_view(session);
    assert_non_null(strstr(view->sentence, "held by P2 since step 4"));
    assert_int_equal(view->verdict, SESSION_DEADLOCK);
    assert_true(view->wait_count >= 3);
    assert_string_equal(shared(view, "left")->text, "held by P1");
    assert_int_equal(shared(view, "left")->waiter_count, 1);
}

static char *play_to_the_end(session_t *session)
{
    char *all = NULL;
    while (session_view(session)->mode == SESSION_HELD) {
        if (!session_step_any(session)) {
            const session_view_t *v = session_view(session);
            for (size_t i = 0; i < v->process_count; i++)
                print_message("%s %s %s %d\n", v->processes[i].path, v->processes[i].does,
                              v->processes[i].next_cell, v->processes[i].doing);
            fail_msg("%s step %d", session_view(session)->sentence, (int)v->step);
        }
        session_settle(session, 5000);
    }
    const session_view_t *view = session_view(session);
    assert_int_equal(view->mode, SESSION_DONE);
    assert_true(view->output_count > 0);
    all = strdup(view->output[view->output_count - 1].text);
    return all;
}

static void a_schedule_gives_the_same_end_again(void **state)
{
    schedule_t schedule;
    session_t *session = open_at(state, atm, "all-started");
    session_set_pick(session, SESSION_PICK_SEED, 7);
    char *first = play_to_the_end(session);
    assert_true(session_schedule(session, &schedule));
    for (int i = 0; i < 5; i++) {
        if (!session_follow(session, &schedule))
            fail_msg("%s", session_view(session)->sentence);
        assert_true(session_settle(session, 5000));
        const session_view_t *view = session_view(session);
        assert_int_equal(view->mode, SESSION_DONE);
        assert_string_equal(view->output[view->output_count - 1].text, first);
    }
    free(first);
    schedule_destroy(&schedule);
}

/* What a state looks like, as far as it must be the same whenever one comes to it. */
static char *portrait(const session_view_t *view)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    for (size_t i = 0; i < view->process_count; i++)
        fprintf(stream, "%s %u %s %s;", view->processes[i].path, view->processes[i].line,
                view->processes[i].next_cell, view->processes[i].ended);
    for (size_t i = 0; i < view->shared_count; i++)
        fprintf(stream, "%s=%s;", view->shared[i].name, view->shared[i].text);
    for (size_t i = 0; i < view->output_count; i++)
        fprintf(stream, "%s", view->output[i].text);
    fclose(stream);
    return text;
}

static void random_walks_come_back_to_the_same_states(void **state)
{
    enum { STEPS = 12 };
    char *portraits[STEPS + 1];
    session_t *session = open_at(state, atm, "start");
    session_set_automatic(session, false);
    assert_true(session_goto(session, 0));
    session_settle(session, 5000);
    for (int i = 0; i <= STEPS; i++) {
        portraits[i] = portrait(session_view(session));
        assert_true(session_step_any(session));
        assert_true(session_settle(session, 5000));
    }
    srand(5);
    for (int i = 0; i < 25; i++) {
        uint64_t at = (uint64_t)(rand() % (STEPS + 1));
        if (!session_goto(session, at))
            fail_msg("%s", session_view(session)->sentence);
        assert_true(session_settle(session, 5000));
        assert_int_equal(session_view(session)->step, at);
        char *again = portrait(session_view(session));
        assert_string_equal(again, portraits[at]);
        free(again);
    }
    for (int i = 0; i <= STEPS; i++)
        free(portraits[i]);
}

static void a_breakpoint_stops_the_run(void **state)
{
    session_t *session = open_at(state, atm, "all-started");
    assert_true(session_add_break(session, SESSION_BREAK_CONDITION, 0, "balance.value == 101"));
    assert_false(session_add_break(session, SESSION_BREAK_CONDITION, 0, "balance +"));
    assert_true(session_run_until_break(session));
    assert_true(session_settle(session, 5000));
    const session_view_t *view = session_view(session);
    if (view->mode == SESSION_HELD)
        assert_string_equal(shared(view, "balance")->text, "101");
}

static void a_killed_holder_keeps_its_lock(void **state)
{
    session_t *session = open_at(state, embrace, "all-started");
    step(session, 1);
    uint64_t before = session_view(session)->step;
    assert_true(session_kill(session, 1, 9));
    assert_true(session_settle(session, 5000));
    const session_view_t *view = session_view(session);
    assert_string_equal(view->processes[1].ended, "killed by KILL");
    assert_true(shared(view, "left")->owner_dead);
    assert_true(session_goto(session, before));
    assert_true(session_settle(session, 5000));
    assert_false(shared(session_view(session), "left")->owner_dead);
}

static void a_program_that_does_not_compile_says_so(void **state)
{
    const session_options_t options = {0};
    session_t *session = session_open(host_of(state), "print(", 6, "broken.py", &options);
    const session_view_t *view = session_view(session);
    assert_int_equal(view->mode, SESSION_FAILED);
    assert_non_null(strstr(view->failure, "SyntaxError"));
    assert_false(session_step(session, 0));
}

static void free_runs_are_counted_by_their_ends(void **state)
{
    session_t *session = open_at(state, atm, "all-started");
    assert_true(session_trials(session, 5, 5000));
    for (int i = 0; i < 5000 && session_view(session)->trials_done < 5; i++) {
        session_pump(session);
        usleep(1000);
    }
    const session_view_t *view = session_view(session);
    assert_int_equal(view->trials_done, 5);
    assert_true(view->end_count >= 1);
    assert_int_equal(view->mode, SESSION_HELD);
    assert_non_null(strstr(view->ends[0].text, "balance"));
}

static void a_free_run_ends_and_can_be_held_anew(void **state)
{
    const session_options_t options = {.free = true};
    session_t *session = session_open(host_of(state), atm, sizeof atm - 1, "program.py", &options);
    for (int i = 0; i < 5000 && session_view(session)->mode != SESSION_DONE; i++) {
        session_pump(session);
        usleep(1000);
    }
    const session_view_t *view = session_view(session);
    assert_int_equal(view->mode, SESSION_DONE);
    assert_int_equal(view->exit_code, 0);
    assert_true(view->lane_count >= 3);
    assert_true(session_restart(session, false));
    assert_true(session_settle(session, 5000));
    assert_int_equal(session_view(session)->mode, SESSION_HELD);
}

static const char restless[] = "import time\n"
                               "from multiprocessing import Lock, Process, Queue\n"
                               "\n"
                               "def compute():\n"
                               "    n = 0\n"
                               "    while True:\n"
                               "        n += 1\n"
                               "\n"
                               "def sleep():\n"
                               "    time.sleep(1000)\n"
                               "\n"
                               "def talk():\n"
                               "    while True:\n"
                               "        print('talk')\n"
                               "\n"
                               "if __name__ == '__main__':\n"
                               "    queue = Queue()\n"
                               "    for target in (compute, sleep, talk, queue.get):\n"
                               "        Process(target=target).start()\n";

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Everybody has come to what he is to be paused in: computing, asleep, printing, waiting. */
static void wait_until_all_are_busy(session_t *session)
{
    for (int i = 0; i < 40000; i++) {
        session_pump(session);
        const session_view_t *view = session_view(session);
        if (view->process_count == 5 && view->processes[1].life == SESSION_LIFE_RUNNING &&
            view->processes[2].doing == SESSION_SLEEPS && view->output_count > 0 &&
            view->processes[4].doing == SESSION_WAITS)
            return;
        usleep(500);
    }
    fail_msg("they do not come to what they are to do");
}

static void a_pause_reaches_everybody_wherever_he_is(void **state)
{
    const session_options_t options = {.free = true};
    session_t *session = session_open(host_of(state), restless, sizeof restless - 1, "program.py", &options);
    wait_until_all_are_busy(session);
    double before = seconds();
    session_pause(session);
    assert_true(session_settle(session, 10000));
    double took = seconds() - before;
    const session_view_t *view = session_view(session);
    assert_int_equal(view->mode, SESSION_HELD);
    assert_int_equal(view->process_count, 5);
    if (took > 2) /* a tenth of a second on an idle machine */
        fail_msg("it took %.3f s", took);
    assert_int_equal(view->processes[2].doing, SESSION_SLEEPS);
    assert_int_equal(view->processes[4].doing, SESSION_WAITS);
    assert_true(session_step(session, 1));
    assert_true(session_settle(session, 5000));
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
        cmocka_unit_test(a_lesson_opens_when_all_are_started),
        cmocka_unit_test(a_lost_update_is_warned_of_and_shown),
        cmocka_unit_test(a_step_that_cannot_be_is_refused_in_words),
        cmocka_unit_test(going_back_and_forward_leads_to_the_same_state),
        cmocka_unit_test(another_way_keeps_the_old_branch),
        cmocka_unit_test(a_cycle_of_waits_is_named),
        cmocka_unit_test(a_schedule_gives_the_same_end_again),
        cmocka_unit_test(random_walks_come_back_to_the_same_states),
        cmocka_unit_test(a_breakpoint_stops_the_run),
        cmocka_unit_test(a_killed_holder_keeps_its_lock),
        cmocka_unit_test(a_program_that_does_not_compile_says_so),
        cmocka_unit_test(free_runs_are_counted_by_their_ends),
        cmocka_unit_test(a_free_run_ends_and_can_be_held_anew),
        cmocka_unit_test(a_pause_reaches_everybody_wherever_he_is),
    };
    return cmocka_run_group_tests(tests, make_host, drop_host);
}

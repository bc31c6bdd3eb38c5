/* Properties: whatever way one goes, a step is a state, and a schedule is an outcome. */
#include "run/programs.h"
#include "run/session_lab.h"

enum { STEPS = 60, JUMPS = 25, REPLAYS = 3 };

/* A random way from the start, by steps of any process, of the scheduler, of time, with a kill now and then. */
static void take_random_step(session_t *session)
{
    const session_view_t *view = session_view(session);
    uint32_t process = (uint32_t)rand() % (uint32_t)view->process_count;
    int kind = rand() % 40;
    bool taken = false;
    if (kind == 0 && process > 0)
        taken = session_kill(session, process, rand() % 2 ? SIGKILL : SIGTERM);
    else if (kind < 4)
        taken = session_time(session);
    else if (kind < 7)
        taken = session_fire(session, process);
    else if (kind < 20)
        taken = session_step(session, process);
    if (!taken)
        session_step_any(session);
    lab_settle(session);
}

static void go_to(session_t *session, uint64_t step)
{
    if (!session_goto(session, step))
        fail_msg("to step %llu: %s", (unsigned long long)step, session_view(session)->sentence);
    lab_settle(session);
    assert_int_equal(session_view(session)->step, step);
}

static void same_portrait(session_t *session, char *const *portraits)
{
    char where[64];
    const session_view_t *view = session_view(session);
    char *again = lab_portrait(view);
    snprintf(where, sizeof where, "step %llu", (unsigned long long)view->step);
    lab_same_text(portraits[view->step], again, where);
    free(again);
}

/* Goes back and forth at random, by every command that moves, and finds each state as it was. */
static void jump_about(session_t *session, char *const *portraits, uint64_t newest)
{
    for (int i = 0; i < JUMPS; i++) {
        switch (rand() % 7) {
        case 0:
            session_back(session, 1 + (uint64_t)rand() % 3);
            break;
        case 1:
            session_forward(session, 1 + (uint64_t)rand() % 3);
            break;
        case 2:
            session_back_line(session);
            break;
        case 3:
            session_home(session);
            break;
        case 4:
            session_end(session);
            break;
        default:
            go_to(session, (uint64_t)rand() % (newest + 1));
            break;
        }
        lab_settle(session);
        same_portrait(session, portraits);
    }
}

static void random_walks_back_and_forth_find_every_state_as_it_was(void **state)
{
    for (uint32_t p = 0; p < PROGRAMS; p++) {
        char *portraits[2000] = {NULL};
        srand(31 + p);
        session_t *session = lab_session(state, programs[p], "start", p + 1);
        session_set_automatic(session, p % 2 == 0);
        uint64_t newest = session_view(session)->step;
        if (newest > 0)
            go_to(session, 0);
        portraits[0] = lab_portrait(session_view(session));
        for (uint64_t step = 1; step <= newest; step++) {
            go_to(session, step);
            portraits[step] = lab_portrait(session_view(session));
        }
        for (int i = 0; i < STEPS && session_view(session)->mode == SESSION_HELD; i++) {
            uint64_t before = session_view(session)->step;
            take_random_step(session);
            uint64_t now = session_view(session)->step;
            for (uint64_t step = before + 1; step <= now && step < 2000; step++)
                portraits[step] = step == now ? lab_portrait(session_view(session)) : NULL;
            newest = now;
        }
        for (uint64_t step = 0; step <= newest; step++)
            if (!portraits[step]) { /* passed by an automatic step: seen now for the first time */
                go_to(session, step);
                portraits[step] = lab_portrait(session_view(session));
            }
        jump_about(session, portraits, newest);
        for (uint64_t step = 0; step <= newest; step++)
            free(portraits[step]);
    }
}

static void random_schedules_replay_to_the_same_outcome(void **state)
{
    for (uint32_t p = 0; p < PROGRAMS; p++) {
        schedule_t schedule;
        srand(57 + p);
        session_t *session = lab_session(state, programs[p], p % 2 ? "all-started" : NULL, 2 * p + 3);
        for (int i = 0; i < 10 * STEPS && session_view(session)->mode == SESSION_HELD; i++)
            take_random_step(session);
        char *first = lab_portrait(session_view(session));
        assert_true(session_schedule(session, &schedule));
        for (int i = 0; i < REPLAYS; i++) { /* in a session of its own, as from a file */
            session = lab_session(state, programs[p], NULL, 1);
            if (!session_follow(session, &schedule))
                fail_msg("program %u: %s", p, session_view(session)->sentence);
            lab_settle(session);
            char *again = lab_portrait(session_view(session));
            lab_same_text(first, again, "after the schedule");
            free(again);
        }
        free(first);
        schedule_destroy(&schedule);
    }
}

/* Leaves each way somewhere for another one; all of them stay, and each leads to where it led. */
static void every_branch_leads_to_where_it_led(void **state)
{
    enum { WAYS = 5 };
    char *ends[WAYS];
    session_t *session = lab_session(state, programs[0], "all-started", 5);
    srand(77);
    for (int way = 0; way < WAYS; way++) {
        uint64_t begin = session_view(session)->step_begin;
        go_to(session, begin + (uint64_t)rand() % (session_view(session)->step_newest - begin + (way == 0)));
        session_set_pick(session, SESSION_PICK_SEED, (uint64_t)way + 100);
        for (int i = 0; i < 20 && session_view(session)->mode == SESSION_HELD; i++)
            take_random_step(session);
        session_end(session);
        lab_settle(session);
        ends[way] = lab_portrait(session_view(session));
    }
    bool seen[WAYS] = {false};
    uint32_t ids[2 * WAYS];
    const session_view_t *view = session_view(session);
    size_t count = view->branch_count;
    assert_true(count >= WAYS && count <= 2 * WAYS);
    for (size_t i = 0; i < count; i++)
        ids[i] = view->branches[i].id;
    for (size_t i = 0; i < count; i++) {
        if (!session_branch(session, ids[i]))
            fail_msg("%s", session_view(session)->sentence);
        lab_settle(session);
        char *end = lab_portrait(session_view(session));
        for (int way = 0; way < WAYS; way++)
            seen[way] = seen[way] || strcmp(ends[way], end) == 0;
        free(end);
    }
    for (int way = 0; way < WAYS; way++) {
        if (!seen[way])
            fail_msg("the end of way %d is not found again", way);
        free(ends[way]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_walks_back_and_forth_find_every_state_as_it_was),
        cmocka_unit_test(random_schedules_replay_to_the_same_outcome),
        cmocka_unit_test(every_branch_leads_to_where_it_led),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}

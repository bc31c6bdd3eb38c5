/* Schedules that choose, values given to reads, and clocks that are kept. */
#include "run/programs.h"
#include "run/session_lab.h"

static const char reads[] = "import random, time\n"
                            "from multiprocessing import Process\n"
                            "\n"
                            "def child():\n"
                            "    print('child', time.time(), time.monotonic(), random.random())\n"
                            "\n"
                            "if __name__ == '__main__':\n"
                            "    p = Process(target=child)\n"
                            "    p.start()\n"
                            "    print('main', time.time(), random.getrandbits(40))\n"
                            "    p.join()\n";

static const char atm[] = "from multiprocessing import Process, Value\n"
                          "\n"
                          "def withdraw(balance):\n"
                          "    for _ in range(2):\n"
                          "        balance.value -= 1\n"
                          "\n"
                          "if __name__ == '__main__':\n"
                          "    balance = Value('i', 100)\n"
                          "    both = [Process(target=withdraw, args=(balance,)) for _ in range(2)]\n"
                          "    for p in both:\n"
                          "        p.start()\n"
                          "    for p in both:\n"
                          "        p.join()\n"
                          "    print('balance', balance.value)\n";

static char *output_of(session_t *session)
{
    char *text = NULL;
    size_t size = 0;
    const session_view_t *view = session_view(session);
    FILE *stream = open_memstream(&text, &size);
    for (size_t i = 0; i < view->output_count; i++)
        fprintf(stream, "%.*s", (int)view->output[i].size_bytes, view->output[i].text);
    fclose(stream);
    return text;
}

static char *text_of_way(session_t *session)
{
    schedule_t schedule;
    assert_true(session_schedule(session, &schedule));
    char *text = schedule_format_entries(schedule.entries, schedule.count);
    schedule_destroy(&schedule);
    return text;
}

/* A way to the end, taken by seed. */
static void make_schedule(void **state, const char *program, uint64_t seed, schedule_t *schedule)
{
    session_t *session = lab_session(state, program, "all-started", seed);
    lab_play_out(session);
    assert_true(session_schedule(session, schedule));
}

static void a_loaded_schedule_chooses_every_step(void **state)
{
    for (uint32_t p = 0; p < PROGRAMS; p++) {
        schedule_t schedule;
        make_schedule(state, programs[p], p + 40, &schedule);
        schedule.clock_ns = 0;
        char *wanted = schedule_format_entries(schedule.entries, schedule.count);
        session_t *session = lab_session(state, programs[p], "all-started", p + 40);
        assert_true(session_load(session, &schedule));
        assert_int_equal(session_view(session)->pick, SESSION_PICK_SCHEDULE);
        lab_play_out(session);
        const session_view_t *view = session_view(session);
        char *way = text_of_way(session);
        lab_same_text(wanted, way, "the way");
        assert_true(view->guide_steps > 0);
        assert_int_equal(view->guide_at, view->guide_steps);
        assert_false(view->guide_left);
        free(way);
        free(wanted);
        schedule_destroy(&schedule);
    }
}

static void a_schedule_that_was_left_refuses_until_one_goes_back(void **state)
{
    schedule_t schedule;
    make_schedule(state, atm, 3, &schedule);
    session_t *session = lab_session(state, atm, "all-started", 3);
    assert_true(session_load(session, &schedule));
    assert_true(session_step_any(session));
    lab_settle(session);
    uint64_t parting = session_view(session)->step;
    assert_true(session_step_any(session));
    lab_settle(session);
    int chosen = session_view(session)->cells[parting].process;
    assert_true(session_goto(session, parting));
    lab_settle(session);
    uint32_t other = 0;
    while ((int)other == chosen || !session_view(session)->processes[other].can_step)
        other++;
    if (!session_step(session, other))
        fail_msg("%s", session_view(session)->sentence);
    lab_settle(session);
    assert_true(session_view(session)->guide_left);
    assert_false(session_step_any(session));
    char wanted[64];
    snprintf(wanted, sizeof wanted, "left the schedule at step %llu", (unsigned long long)parting + 1);
    assert_non_null(strstr(session_view(session)->sentence, wanted));
    assert_true(session_goto(session, parting));
    lab_settle(session);
    assert_true(session_step_any(session));
    lab_settle(session);
    assert_int_equal(session_view(session)->cells[parting].process, chosen);
    schedule_destroy(&schedule);
}

static void parse(const char *text, schedule_t *schedule)
{
    schedule_error_t error;
    if (!schedule_parse(schedule, text, strlen(text), &error))
        fail_msg("%s", error.message);
}

static void a_piece_chooses_from_where_run_opened_and_says_where_it_ends(void **state)
{
    schedule_t piece;
    parse("P2*2 P1", &piece);
    session_t *session = lab_session(state, atm, "all-started", 1);
    uint64_t begin = session_view(session)->step_begin;
    assert_true(session_load(session, &piece));
    for (int i = 0; i < 3; i++) {
        assert_true(session_step_any(session));
        lab_settle(session);
    }
    const session_view_t *view = session_view(session);
    int first = view->cells[begin].process;
    assert_string_equal(view->processes[first].path, "P2");
    assert_int_equal(view->guide_at, 3);
    assert_false(session_step_any(session));
    assert_non_null(strstr(session_view(session)->sentence, "The schedule ends here"));
    schedule_destroy(&piece);
}

static void clock_and_chance_come_again_from_a_saved_schedule(void **state)
{
    schedule_t schedule, read;
    schedule_error_t error;
    session_t *session = lab_session(state, reads, NULL, 9);
    lab_play_out(session);
    char *first = output_of(session);
    assert_true(session_schedule(session, &schedule));
    char *file = schedule_format(&schedule);
    assert_true(schedule_parse(&read, file, strlen(file), &error));
    for (int i = 0; i < 3; i++) {
        session = lab_session(state, reads, NULL, 1);
        assert_true(session_follow(session, &read));
        lab_settle(session);
        char *again = output_of(session);
        assert_string_equal(first, again);
        free(again);
    }
    free(file);
    free(first);
    schedule_destroy(&schedule);
    schedule_destroy(&read);
}

static void a_given_value_is_what_its_process_reads_also_when_taken_again(void **state)
{
    schedule_t piece;
    parse("val P1 2000000000 val P1 3500000000 val main 0 val P1 5 val P1 6 P1 rest", &piece);
    session_t *session = lab_session(state, reads, NULL, 1);
    assert_true(session_follow(session, &piece));
    lab_settle(session);
    char *first = output_of(session);
    const session_view_t *view = session_view(session);
    assert_int_equal(view->mode, SESSION_DONE);
    assert_non_null(strstr(first, " 3.5 ")); /* the second read of P1: time.monotonic() */
    char *way = text_of_way(session);
    assert_non_null(strstr(way, "val P1 3500000000 P1"));
    assert_true(session_goto(session, 3));
    lab_settle(session);
    session_end(session);
    lab_settle(session);
    char *again = output_of(session);
    assert_string_equal(first, again);
    free(again);
    free(first);
    free(way);
    schedule_destroy(&piece);
}

static void what_ran_free_is_not_saved_as_a_schedule(void **state)
{
    schedule_t schedule;
    const session_options_t options = {.free = true};
    session_t *session = session_open(lab_host(state), reads, strlen(reads), "program.py", &options);
    assert_non_null(session);
    assert_false(session_schedule(session, &schedule));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loaded_schedule_chooses_every_step),
        cmocka_unit_test(a_schedule_that_was_left_refuses_until_one_goes_back),
        cmocka_unit_test(a_piece_chooses_from_where_run_opened_and_says_where_it_ends),
        cmocka_unit_test(clock_and_chance_come_again_from_a_saved_schedule),
        cmocka_unit_test(a_given_value_is_what_its_process_reads_also_when_taken_again),
        cmocka_unit_test(what_ran_free_is_not_saved_as_a_schedule),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}

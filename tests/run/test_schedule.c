#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lessons/run/schedule.h"

static void reads(schedule_t *schedule, const char *text)
{
    schedule_error_t error;
    if (!schedule_parse(schedule, text, strlen(text), &error))
        fail_msg("%u:%u: %s", error.line, error.column, error.message);
}

static void refuses(const char *text, uint32_t line, uint32_t column, const char *piece)
{
    schedule_t schedule;
    schedule_error_t error;
    assert_false(schedule_parse(&schedule, text, strlen(text), &error));
    assert_int_equal(error.line, line);
    assert_int_equal(error.column, column);
    if (!strstr(error.message, piece))
        fail_msg("'%s' is not in '%s'", piece, error.message);
    assert_int_equal(schedule.count, 0);
}

static void a_piece_has_steps_of_one_and_of_many(void **state)
{
    (void)state;
    schedule_t schedule;
    reads(&schedule, "main*2 P1 P2.13*3\n P1!  # a comment P9\nP1~results + kill P2 TERM val P1 17 rest");
    assert_false(schedule.has_header);
    assert_int_equal(schedule.count, 9);
    assert_int_equal(schedule.entries[0].count, 2);
    assert_string_equal(schedule.entries[2].path, "P2.13");
    assert_int_equal(schedule.entries[3].kind, SCHEDULE_TIMEOUT);
    assert_string_equal(schedule.entries[4].name, "results");
    assert_int_equal(schedule.entries[5].kind, SCHEDULE_TIME);
    assert_int_equal(schedule.entries[6].value, 15);
    assert_int_equal(schedule.entries[7].value, 17);
    assert_int_equal(schedule.entries[8].kind, SCHEDULE_REST);
    assert_int_equal(schedule_steps(&schedule), 10);
    schedule_destroy(&schedule);
}

static void an_empty_text_is_an_empty_piece(void **state)
{
    (void)state;
    schedule_t schedule;
    reads(&schedule, "");
    assert_int_equal(schedule.count, 0);
    schedule_destroy(&schedule);
}

static void what_was_written_reads_back_the_same(void **state)
{
    (void)state;
    schedule_t schedule, again;
    schedule_init(&schedule);
    schedule_digest("print(1)\n", 9, schedule.digest);
    schedule.file = strdup("a file.py");
    schedule.begin = strdup("all-started");
    schedule.seed = 7;
    for (int i = 0; i < 300; i++)
        assert_true(schedule_append_step(&schedule, i % 3 ? "P1" : "P2.1"));
    char *text = schedule_format(&schedule);
    reads(&again, text);
    char *text_again = schedule_format(&again);
    assert_string_equal(text, text_again);
    assert_string_equal(again.file, "a file.py");
    assert_string_equal(again.begin, "all-started");
    assert_int_equal(again.seed, 7);
    assert_string_equal(again.digest, schedule.digest);
    free(text);
    free(text_again);
    schedule_destroy(&schedule);
    schedule_destroy(&again);
}

static void steps_of_one_process_become_one_run(void **state)
{
    (void)state;
    schedule_t schedule;
    schedule_init(&schedule);
    schedule_append_step(&schedule, "main");
    schedule_append_step(&schedule, "main");
    schedule_append_step(&schedule, "P1");
    char *text = schedule_format_entries(schedule.entries, schedule.count);
    assert_string_equal(text, "main*2 P1");
    free(text);
    schedule_destroy(&schedule);
}

static void cutting_goes_by_single_steps(void **state)
{
    (void)state;
    schedule_t schedule;
    reads(&schedule, "main*2 val P1 5 P1*4 + P2");
    schedule_cut(&schedule, 4);
    char *text = schedule_format_entries(schedule.entries, schedule.count);
    assert_string_equal(text, "main*2 val P1 5 P1*2");
    free(text);
    schedule_destroy(&schedule);
}

static void a_bad_piece_is_refused_with_its_place(void **state)
{
    (void)state;
    refuses("main*0", 1, 6, "number of steps");
    refuses("main\n  Q1", 2, 3, "names no process");
    refuses("P0", 1, 1, "names no process");
    refuses("P1.", 1, 1, "names no process");
    refuses("P1*99999999999999999999999", 1, 4, "number of steps");
    refuses("kill P1 SEGV", 1, 9, "no signal");
    refuses("rest P1", 1, 6, "after rest");
    refuses("P1~", 1, 3, "name of a queue");
}

static void a_bad_header_is_refused_with_its_place(void **state)
{
    (void)state;
    refuses("lockstep-schedule 2\n\nmain", 1, 19, "version");
    refuses("lockstep-schedule 1\nprogram 12\n\nmain", 2, 9, "32 hexadecimal");
    refuses("lockstep-schedule 1\ncolour red\n\nmain", 2, 1, "no header line 'colour'");
    refuses("lockstep-schedule 1\nseed 1\n\nmain x", 4, 6, "names no process");
}

static int limit_the_time(void **state)
{
    (void)state;
    alarm(20);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_piece_has_steps_of_one_and_of_many),
        cmocka_unit_test(an_empty_text_is_an_empty_piece),
        cmocka_unit_test(what_was_written_reads_back_the_same),
        cmocka_unit_test(steps_of_one_process_become_one_run),
        cmocka_unit_test(cutting_goes_by_single_steps),
        cmocka_unit_test(a_bad_piece_is_refused_with_its_place),
        cmocka_unit_test(a_bad_header_is_refused_with_its_place),
    };
    return cmocka_run_group_tests(tests, limit_the_time, NULL);
}

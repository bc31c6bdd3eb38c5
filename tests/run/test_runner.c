#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lessons/run/runner.h"

#define COUNT_DOWN                                                                                           \
    "from multiprocessing import Process, Value\n"                                                           \
    "def work(v):\n"                                                                                         \
    "    for _ in range(3):\n"                                                                               \
    "        v.value += 1\n"                                                                                 \
    "v = Value('i', 0)\n"                                                                                    \
    "ps = [Process(target=work, args=(v,)) for _ in range(2)]\n"                                             \
    "for p in ps: p.start()\n"                                                                               \
    "for p in ps: p.join()\n"                                                                                \
    "print('end', v.value)\n"

static runner_result_t run(const char *text, runner_options_t options)
{
    runner_result_t result;
    options.file = "program.py";
    options.capture = true;
    if (options.timeout_s == 0)
        options.timeout_s = 20;
    runner_run(text, strlen(text), &options, &result);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nobody is left */
    return result;
}

static void ends_with(const char *text, int code, runner_end_t end)
{
    runner_result_t result = run(text, (runner_options_t){0});
    if (result.exit_code != code || result.end != end)
        fail_msg("%d, %d: %s %s", result.exit_code, result.end, result.message ? result.message : "",
                 result.errors ? result.errors : "");
    runner_result_destroy(&result);
}

static void output_and_exit_code_are_those_of_the_program(void **state)
{
    (void)state;
    runner_result_t result =
        run("import sys\nprint('one')\nprint('two', file=sys.stderr)\nsys.exit(7)\n", (runner_options_t){0});
    assert_int_equal(result.exit_code, 7);
    assert_string_equal(result.output, "one\n");
    assert_string_equal(result.errors, "two\n");
    assert_int_equal(result.end, RUNNER_ENDED);
    runner_result_destroy(&result);
}

static void every_end_has_its_exit_code(void **state)
{
    (void)state;
    ends_with("print(", RUNNER_EXIT_SYNTAX, RUNNER_REFUSED);
    ends_with("async def f(): pass\n", RUNNER_EXIT_REFUSED, RUNNER_REFUSED);
    ends_with("1 / 0\n", 1, RUNNER_ENDED);
    ends_with("import os\nos.kill(os.getpid(), 9)\n", 128 + 9, RUNNER_SIGNAL);
    ends_with("import sys\nsys.exit(-1)\n", 255, RUNNER_ENDED);
    ends_with("from multiprocessing import Process\n"
              "def f():\n"
              "    while True:\n"
              "        Process(target=f).start()\n"
              "f()\n",
              RUNNER_EXIT_LIMIT, RUNNER_LIMIT);
}

static void a_run_without_end_is_ended(void **state)
{
    (void)state;
    runner_result_t result = run("while True:\n    pass\n", (runner_options_t){.timeout_s = 0.3});
    assert_int_equal(result.end, RUNNER_TIMEOUT);
    assert_int_equal(result.exit_code, RUNNER_EXIT_TIMEOUT);
    runner_result_destroy(&result);
    result = run("import time\ntime.sleep(60)\n", (runner_options_t){.timeout_s = 0.3});
    assert_int_equal(result.end, RUNNER_TIMEOUT);
    runner_result_destroy(&result);
}

static void a_deadlock_is_told_with_who_waits_for_whom(void **state)
{
    (void)state;
    static const char text[] = "from multiprocessing import Process, Queue\n"
                               "def produce(queue):\n"
                               "    for n in range(20000):\n"
                               "        queue.put(n)\n"
                               "queue = Queue()\n"
                               "p = Process(target=produce, args=(queue,))\n"
                               "p.start()\n"
                               "p.join()\n";
    runner_result_t result = run(text, (runner_options_t){.detect_deadlock = true});
    assert_int_equal(result.end, RUNNER_DEADLOCK);
    assert_int_equal(result.exit_code, RUNNER_EXIT_TIMEOUT);
    assert_non_null(strstr(result.message, "join before get"));
    assert_non_null(strstr(result.message, "main waits at line 8 for the end of P1."));
    runner_result_destroy(&result);
}

static void the_same_seed_gives_the_same_run(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        schedule_t first, second;
        schedule_init(&first);
        schedule_init(&second);
        runner_result_t a = run(COUNT_DOWN, (runner_options_t){.seed = seed, .record = &first});
        runner_result_t b = run(COUNT_DOWN, (runner_options_t){.seed = seed, .record = &second});
        assert_string_equal(a.output, b.output);
        char *one = schedule_format_entries(first.entries, first.count);
        char *two = schedule_format_entries(second.entries, second.count);
        assert_string_equal(one, two);
        free(one);
        free(two);
        schedule_destroy(&first);
        schedule_destroy(&second);
        runner_result_destroy(&a);
        runner_result_destroy(&b);
    }
}

static void a_recorded_run_can_be_followed(void **state)
{
    (void)state;
    for (uint64_t seed = 10; seed <= 14; seed++) {
        schedule_t record;
        schedule_init(&record);
        runner_result_t a = run(COUNT_DOWN, (runner_options_t){.seed = seed, .record = &record});
        record.has_header = true;
        runner_result_t b = run(COUNT_DOWN, (runner_options_t){.follow = &record});
        assert_int_equal(b.end, RUNNER_ENDED);
        assert_string_equal(a.output, b.output);
        schedule_destroy(&record);
        runner_result_destroy(&a);
        runner_result_destroy(&b);
    }
}

static void follow(const char *piece, runner_end_t end, const char *output_or_message)
{
    schedule_t schedule;
    schedule_error_t error;
    assert_true(schedule_parse(&schedule, piece, strlen(piece), &error));
    runner_result_t result = run(COUNT_DOWN, (runner_options_t){.follow = &schedule});
    assert_int_equal(result.end, end);
    const char *given = end == RUNNER_ENDED ? result.output : result.message;
    if (!strstr(given, output_or_message))
        fail_msg("'%s' is not in '%s'", output_or_message, given);
    schedule_destroy(&schedule);
    runner_result_destroy(&result);
}

static void a_piece_leaves_out_what_goes_by_itself(void **state)
{
    (void)state;
    follow("P1*6 P2*6 rest", RUNNER_ENDED, "end 6");
    follow("P1 P2*5 P1 P2 P1*4 rest", RUNNER_ENDED, "end 5");
}

static void a_schedule_that_does_not_fit_says_where_and_why(void **state)
{
    (void)state;
    follow("P1*7 P1", RUNNER_NO_FIT, "there is no process P1, or it has ended");
    follow("P1 main", RUNNER_NO_FIT, "main waits for the end of P1");
    follow("P7", RUNNER_NO_FIT, "at step 3: there is no process P7");
    follow("P1 +", RUNNER_NO_FIT, "time cannot pass");
}

#define READS                                                                                                \
    "import random, time\n"                                                                                  \
    "print(time.time(), time.monotonic(), random.random(), random.getrandbits(40))\n"

static void a_held_run_that_reads_the_clock_repeats_exactly(void **state)
{
    (void)state;
    schedule_t record;
    schedule_init(&record);
    runner_result_t a = run(READS, (runner_options_t){.seed = 5, .record = &record});
    record.has_header = true;
    record.seed = 5;
    runner_result_t b = run(READS, (runner_options_t){.seed = 5, .held = true});
    runner_result_t c = run(READS, (runner_options_t){.seed = 5, .follow = &record});
    assert_string_equal(a.output, b.output);
    assert_string_equal(a.output, c.output);
    record.clock_ns += UINT64_C(60000000000); /* another minute */
    runner_result_t d = run(READS, (runner_options_t){.seed = 5, .follow = &record});
    assert_string_not_equal(a.output, d.output);
    schedule_destroy(&record);
    runner_result_destroy(&a);
    runner_result_destroy(&b);
    runner_result_destroy(&c);
    runner_result_destroy(&d);
}

static void a_schedule_gives_a_read_its_value_and_the_record_says_so(void **state)
{
    (void)state;
    static const char piece[] = "val main 0 val main 2500000000 main rest";
    schedule_t schedule, record;
    schedule_error_t error;
    schedule_init(&record);
    assert_true(schedule_parse(&schedule, piece, strlen(piece), &error));
    runner_result_t a = run("import time\nprint(time.monotonic(), time.monotonic())\n",
                            (runner_options_t){.follow = &schedule, .record = &record});
    assert_string_equal(a.output, "0.0 2.5\n");
    char *way = schedule_format_entries(record.entries, record.count);
    assert_non_null(strstr(way, "val main 2500000000 main"));
    free(way);
    schedule_destroy(&schedule);
    schedule_destroy(&record);
    runner_result_destroy(&a);
}

static void trials_count_what_comes_out(void **state)
{
    (void)state;
    runner_trials_t trials;
    char *message = NULL;
    int code = 0;
    const runner_options_t options = {.file = "program.py", .timeout_s = 20};
    assert_true(runner_trials("print('always')\n", 16, &options, 4, &trials, &message, &code));
    assert_int_equal(trials.runs, 4);
    assert_int_equal(trials.count, 1);
    assert_string_equal(trials.outcomes[0].output, "always\n");
    runner_trials_destroy(&trials);
}

static int limit_the_time(void **state)
{
    (void)state;
    alarm(110);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_and_exit_code_are_those_of_the_program),
        cmocka_unit_test(every_end_has_its_exit_code),
        cmocka_unit_test(a_run_without_end_is_ended),
        cmocka_unit_test(a_deadlock_is_told_with_who_waits_for_whom),
        cmocka_unit_test(the_same_seed_gives_the_same_run),
        cmocka_unit_test(a_recorded_run_can_be_followed),
        cmocka_unit_test(a_piece_leaves_out_what_goes_by_itself),
        cmocka_unit_test(a_schedule_that_does_not_fit_says_where_and_why),
        cmocka_unit_test(a_held_run_that_reads_the_clock_repeats_exactly),
        cmocka_unit_test(a_schedule_gives_a_read_its_value_and_the_record_says_so),
        cmocka_unit_test(trials_count_what_comes_out),
    };
    return cmocka_run_group_tests(tests, limit_the_time, NULL);
}

#include "app/tui/explore_task.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { PATIENCE_MS = 60000 };

static const char small[] = "from multiprocessing import Process\n"
                            "def say(): print('b')\n"
                            "p = Process(target=say)\n"
                            "p.start()\n"
                            "print('a')\n"
                            "p.join()\n";

/* More states than any machine gets through before it is told to stop. */
static const char endless[] = "from multiprocessing import Process, Value\n"
                              "def up(v):\n"
                              "    while True:\n"
                              "        v.value += 1\n"
                              "v = Value('i', 0)\n"
                              "for _ in range(2): Process(target=up, args=(v,)).start()\n";

static void wait_until_done(explore_task_t *task, int wake)
{
    for (int waited = 0; !explore_task_is_done(task) && waited < PATIENCE_MS; waited += 100) {
        struct pollfd poll_wake = {.fd = wake, .events = POLLIN};
        uint64_t news;
        if (poll(&poll_wake, 1, 100) > 0) {
            assert_int_equal(read(wake, &news, sizeof news), (long)sizeof news);
        }
    }
    assert_true(explore_task_is_done(task));
}

static void a_search_wakes_the_loop_and_leaves_its_report(void **state)
{
    (void)state;
    char message[200];
    explore_options_t options;
    explore_options_init(&options);
    int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    explore_task_t *task = explore_task_start(small, "small.py", &options, wake);
    assert_non_null(task);
    wait_until_done(task, wake);
    explore_report_t *report = explore_task_take(task, message, sizeof message);
    assert_non_null(report);
    assert_true(report->exhausted);
    assert_int_equal(report->outcome_count, 2);
    explore_report_free(report);
    explore_task_free(task);
    close(wake);
}

static void a_search_that_is_stopped_says_that_it_was_cut_short(void **state)
{
    (void)state;
    char message[200];
    explore_options_t options;
    explore_options_init(&options);
    int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    explore_task_t *task = explore_task_start(endless, "endless.py", &options, wake);
    assert_non_null(task);
    explore_task_stop(task);
    wait_until_done(task, wake);
    explore_report_t *report = explore_task_take(task, message, sizeof message);
    if (report) {
        assert_false(report->exhausted);
    }
    explore_report_free(report);
    explore_task_free(task);
    close(wake);
}

static void freeing_a_search_that_runs_ends_it(void **state)
{
    (void)state;
    explore_options_t options;
    explore_options_init(&options);
    explore_task_free(explore_task_start(endless, "endless.py", &options, -1));
}

static void a_program_that_does_not_compile_gives_a_message(void **state)
{
    (void)state;
    char message[200];
    explore_options_t options;
    explore_options_init(&options);
    int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    explore_task_t *task = explore_task_start("def (:\n", "broken.py", &options, wake);
    wait_until_done(task, wake);
    assert_null(explore_task_take(task, message, sizeof message));
    assert_true(message[0] != '\0');
    explore_task_free(task);
    close(wake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_search_wakes_the_loop_and_leaves_its_report),
        cmocka_unit_test(a_search_that_is_stopped_says_that_it_was_cut_short),
        cmocka_unit_test(freeing_a_search_that_runs_ends_it),
        cmocka_unit_test(a_program_that_does_not_compile_gives_a_message),
    };
    alarm(100);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

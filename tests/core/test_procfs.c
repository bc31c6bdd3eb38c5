#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/procfs.h"

static void a_name_with_blanks_and_parentheses_is_passed_over(void **state)
{
    (void)state;
    const char *text = "4711 (a) b (c) Z 12 13 14 0 -1 4194304 1 2 3 4 250 50 7 8 20 0 1 0 987654 1000 25 "
                       "18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 768\n";
    mp_procfs_t sample;
    assert_true(mp_procfs_parse_stat(text, &sample));
    assert_int_equal(sample.pid, 4711);
    assert_int_equal(sample.state, 'Z');
    assert_int_equal(sample.ppid, 12);
    assert_int_equal(sample.group, 13);
    assert_int_equal(sample.start_ticks, 987654);
    assert_int_equal(sample.cpu, 1);
    assert_int_equal(sample.exit_status, 768);
    assert_true(sample.user_ns == 250 * (1000000000ull / (uint64_t)sysconf(_SC_CLK_TCK)));
}

static void what_is_no_stat_line_is_refused(void **state)
{
    (void)state;
    mp_procfs_t sample = {.pid = 5};
    const char *texts[] = {"", "12", "12 (x", "12 (x)", "12 (x) ", "12 (x) R", "12 (x) R 1 2 3"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_false(mp_procfs_parse_stat(texts[i], &sample));
    }
    assert_int_equal(sample.pid, 5);
}

static void this_process_is_running(void **state)
{
    (void)state;
    mp_procfs_t sample;
    assert_true(mp_procfs_sample(getpid(), 0, true, &sample));
    assert_int_equal(sample.pid, getpid());
    assert_int_equal(sample.ppid, getppid());
    assert_int_equal(sample.state, 'R');
    assert_true(sample.resident_bytes > 0);
    assert_true(mp_procfs_sample(getpid(), sample.start_ticks, false, &sample));
    assert_false(mp_procfs_sample(getpid(), sample.start_ticks + 1, false, &sample));
}

static void open_files_tell_the_same_and_notice_the_end(void **state)
{
    (void)state;
    int pipe_ends[2];
    mp_procfs_t sample = {0}, again;
    mp_procfs_files_t files;
    assert_int_equal(pipe(pipe_ends), 0);
    pid_t child = fork();
    if (child == 0) {
        char byte;
        close(pipe_ends[1]);
        _exit(read(pipe_ends[0], &byte, 1) == 0 ? 0 : 1); /* until the parent closes */
    }
    close(pipe_ends[0]);
    assert_true(mp_procfs_open(child, &files));
    assert_true(mp_procfs_look(&files, &sample));
    mp_procfs_look_switches(&files, &sample);
    assert_true(mp_procfs_sample(child, 0, false, &again));
    assert_int_equal(sample.pid, child);
    assert_int_equal(sample.ppid, getpid());
    assert_true(sample.start_ticks == again.start_ticks);
    close(pipe_ends[1]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_false(mp_procfs_look(&files, &sample)); /* gone, whoever has its pid now */
    assert_int_equal(sample.pid, child);
    mp_procfs_close(&files);
    mp_procfs_close(&files);
    assert_false(mp_procfs_open(child, &files));
    mp_procfs_close(&files);
}

static void a_child_is_seen_asleep_then_a_zombie_then_gone(void **state)
{
    (void)state;
    mp_procfs_t sample;
    pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    for (int i = 0; i < 2000; i++) {
        assert_true(mp_procfs_sample(child, 0, false, &sample));
        if (sample.state == 'S') {
            break;
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    assert_int_equal(sample.state, 'S');
    kill(child, SIGTERM);
    siginfo_t info;
    assert_int_equal(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
    assert_true(mp_procfs_sample(child, sample.start_ticks, false, &sample));
    assert_int_equal(sample.state, 'Z');
    assert_int_equal(sample.exit_status, SIGTERM);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_false(mp_procfs_sample(child, 0, false, &sample));
}

static void no_process_has_a_pid_below_one(void **state)
{
    (void)state;
    mp_procfs_t sample;
    assert_false(mp_procfs_sample(0, 0, false, &sample));
    assert_false(mp_procfs_sample(-1, 0, false, &sample));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_with_blanks_and_parentheses_is_passed_over),
        cmocka_unit_test(what_is_no_stat_line_is_refused),
        cmocka_unit_test(this_process_is_running),
        cmocka_unit_test(open_files_tell_the_same_and_notice_the_end),
        cmocka_unit_test(a_child_is_seen_asleep_then_a_zombie_then_gone),
        cmocka_unit_test(no_process_has_a_pid_below_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What the process of a small lesson has of its own: pages that it alone holds. What it shares with its parent since
 * the fork, and the program's file, cost nothing more.
 */
#include "session_lab.h"

#ifdef LOCKSTEP_SANITIZE
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

enum { OWN_LIMIT_KB = 2048 };

static const char bank[] = "from multiprocessing import Process, Lock, Value\n"
                           "\n"
                           "def pay_in(balance, lock):\n"
                           "    for _ in range(3):\n"
                           "        with lock:\n"
                           "            balance.value += 1\n"
                           "\n"
                           "if __name__ == '__main__':\n"
                           "    balance = Value('i', 100)\n"
                           "    lock = Lock()\n"
                           "    workers = [Process(target=pay_in, args=(balance, lock)) for _ in range(2)]\n"
                           "    for worker in workers:\n"
                           "        worker.start()\n"
                           "    for worker in workers:\n"
                           "        worker.join()\n"
                           "    print('the balance is', balance.value)\n";

/* A sum of /proc/<pid>/smaps_rollup. */
static long kilobytes(int pid, const char *what)
{
    char path[64], line[256];
    long size = -1;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    FILE *file = fopen(path, "r");
    if (!file)
        return -1;
    while (size < 0 && fgets(line, sizeof line, file))
        if (strncmp(line, what, strlen(what)) == 0)
            size = strtol(line + strlen(what), NULL, 10);
    fclose(file);
    return size;
}

static void is_small(const session_process_t *process)
{
    long written = kilobytes(process->pid, "Private_Dirty:");
    if (written <= 0)
        skip(); /* such a kernel tells nobody */
    print_message("%s: %ld KB of its own\n", process->path, written);
    assert_in_range(written, 1, OWN_LIMIT_KB - 1);
}

static void a_process_of_a_small_lesson_takes_less_than_two_megabytes(void **state)
{
    if (SANITIZED)
        skip(); /* the sanitizer's own memory is larger than the lesson's */
    session_t *session = lab_session(state, bank, NULL, 1);
    session_set_automatic(session, false);
    is_small(&session_view(session)->processes[0]); /* alone, nothing is shared with a child */
    uint32_t living = 1;
    while (living < 3) {
        assert_true(session_step_any(session));
        lab_settle(session);
        const session_view_t *view = session_view(session);
        living = 0;
        for (uint32_t i = 0; i < view->process_count; i++)
            living += view->processes[i].life == SESSION_LIFE_RUNNING;
    }
    const session_view_t *view = session_view(session);
    for (uint32_t i = 0; i < view->process_count; i++)
        is_small(&view->processes[i]);
    lab_play_out(session);
    session_close(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_of_a_small_lesson_takes_less_than_two_megabytes),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}

/* Deadlocks are named for what they are, and drawn with who waits for whom. */
#include "run/session_lab.h"

#include "lessons/run/runner.h"

typedef struct fault {
    const char *what;
    const char *program;
    const char *moment; /* a piece that leads there, NULL: any way does */
    session_verdict_t verdict;
    const char *name; /* stands in verdict_text */
    const char *edge; /* stands in one of the sentences */
} fault_t;

static const fault_t faults[] = {
    {"join before get",
     "from multiprocessing import Process, Queue\n"
     "def work(q):\n"
     "    for _ in range(200):\n"
     "        q.put('x' * 1000)\n"
     "if __name__ == '__main__':\n"
     "    q = Queue()\n"
     "    p = Process(target=work, args=(q,))\n"
     "    p.start()\n"
     "    p.join()\n"
     "    q.get()\n",
     NULL, SESSION_DEADLOCK, "join before get", "main waits at line 9 for the end of P1"},
    {"two locks in opposite order",
     "from multiprocessing import Lock, Process\n"
     "def work(a, b):\n"
     "    with a:\n"
     "        with b:\n"
     "            pass\n"
     "if __name__ == '__main__':\n"
     "    left, right = Lock(), Lock()\n"
     "    Process(target=work, args=(left, right)).start()\n"
     "    Process(target=work, args=(right, left)).start()\n",
     "P1 P2 rest", SESSION_DEADLOCK, "each waits for what another one of them holds",
     "P1 waits at line 4 for right, which P2 holds since step"},
    {"a lock that is held while one joins",
     "from multiprocessing import Lock, Process\n"
     "def work(lock):\n"
     "    with lock:\n"
     "        pass\n"
     "if __name__ == '__main__':\n"
     "    lock = Lock()\n"
     "    lock.acquire()\n"
     "    p = Process(target=work, args=(lock,))\n"
     "    p.start()\n"
     "    p.join()\n",
     NULL, SESSION_DEADLOCK, "missing release: main holds lock and waits for the end of P1",
     "P1 waits at line 3 for lock, which main holds since step"},
    {"a lock that its holder never gives back",
     "from multiprocessing import Event, Lock, Process\n"
     "def work(lock, never):\n"
     "    lock.acquire()\n"
     "    never.wait()\n"
     "if __name__ == '__main__':\n"
     "    lock, never = Lock(), Event()\n"
     "    for _ in range(2):\n"
     "        Process(target=work, args=(lock, never)).start()\n",
     NULL, SESSION_DEADLOCK, "missing release", "for lock, which P"},
    {"a lock acquired twice",
     "from multiprocessing import Lock\n"
     "lock = Lock()\n"
     "lock.acquire()\n"
     "lock.acquire()\n",
     NULL, SESSION_DEADLOCK, "missing release: main waits for what it holds itself",
     "main waits at line 4 for lock, which main holds since step"},
    {"a semaphore that nobody releases",
     "from multiprocessing import Semaphore\n"
     "seats = Semaphore(1)\n"
     "seats.acquire()\n"
     "seats.acquire()\n",
     NULL, SESSION_DEADLOCK, "missing release: seats is at zero", "main waits at line 4 for seats"},
    {"a notification before the wait",
     "from multiprocessing import Condition, Process\n"
     "def sleep(condition):\n"
     "    with condition:\n"
     "        condition.wait()\n"
     "if __name__ == '__main__':\n"
     "    condition = Condition()\n"
     "    with condition:\n"
     "        condition.notify()\n"
     "    p = Process(target=sleep, args=(condition,))\n"
     "    p.start()\n"
     "    p.join()\n",
     NULL, SESSION_DEADLOCK, "lost wake-up", "P1 waits at line 4 for a notification of condition"},
    {"a lock whose holder has ended",
     "from multiprocessing import Lock, Process\n"
     "def work(lock):\n"
     "    lock.acquire()\n"
     "if __name__ == '__main__':\n"
     "    lock = Lock()\n"
     "    p = Process(target=work, args=(lock,))\n"
     "    p.start()\n"
     "    p.join()\n"
     "    lock.acquire()\n",
     NULL, SESSION_DEADLOCK, "a wait for an exited process: lock is held by one that has ended",
     "main waits at line 9 for lock, held by a process that has ended"},
    {"an item from one that has ended",
     "from multiprocessing import Process, Queue\n"
     "def work(q):\n"
     "    q.put(1)\n"
     "if __name__ == '__main__':\n"
     "    q = Queue()\n"
     "    p = Process(target=work, args=(q,))\n"
     "    p.start()\n"
     "    print(q.get())\n"
     "    p.join()\n"
     "    print(q.get())\n",
     NULL, SESSION_DEADLOCK, "a wait for an exited process: nobody is left to put an item into q",
     "main waits at line 10 for an item from q, which is empty"},
    {"an event that nobody sets",
     "from multiprocessing import Event, Process\n"
     "if __name__ == '__main__':\n"
     "    ready = Event()\n"
     "    p = Process(target=ready.wait)\n"
     "    p.start()\n"
     "    p.join()\n",
     NULL, SESSION_DEADLOCK, "waits for an event that nobody will set", "for ready to be set"},
    {"a barrier with too many seats",
     "from multiprocessing import Barrier, Process\n"
     "if __name__ == '__main__':\n"
     "    gate = Barrier(3)\n"
     "    for _ in range(2):\n"
     "        Process(target=gate.wait).start()\n",
     NULL, SESSION_DEADLOCK, "the barrier waits for more processes than will come", "for the others at gate"},
    {"two of three, while one runs on: a stranger may release a lock",
     "from multiprocessing import Lock, Process\n"
     "def work(a, b):\n"
     "    with a:\n"
     "        with b:\n"
     "            pass\n"
     "def run():\n"
     "    while True:\n"
     "        print('on')\n"
     "if __name__ == '__main__':\n"
     "    left, right = Lock(), Lock()\n"
     "    Process(target=work, args=(left, right)).start()\n"
     "    Process(target=work, args=(right, left)).start()\n"
     "    Process(target=run).start()\n",
     "P1 P2 P3*5", SESSION_POSSIBLE_DEADLOCK, "each waits for what another one of them holds",
     "P2 waits at line 4 for left, which P1 holds since step"},
    {"two of three, by RLocks, which nobody else can release",
     "from multiprocessing import Process, RLock\n"
     "def work(a, b):\n"
     "    with a:\n"
     "        with b:\n"
     "            pass\n"
     "def run():\n"
     "    while True:\n"
     "        print('on')\n"
     "if __name__ == '__main__':\n"
     "    left, right = RLock(), RLock()\n"
     "    Process(target=work, args=(left, right)).start()\n"
     "    Process(target=work, args=(right, left)).start()\n"
     "    Process(target=run).start()\n",
     "P1 P2 P3*5", SESSION_DEADLOCK, "each waits for what another one of them holds",
     "for left, which P1 holds"},
    {"items that wait in a buffer are no deadlock",
     "from multiprocessing import Process, Queue\n"
     "if __name__ == '__main__':\n"
     "    q = Queue()\n"
     "    q.put(1)\n"
     "    p = Process(target=q.get)\n"
     "    p.start()\n"
     "    p.join()\n",
     "", SESSION_NO_DEADLOCK, "", NULL},
};

enum { FAULTS = sizeof faults / sizeof faults[0] };

static void check_fault(void **state, const fault_t *fault)
{
    schedule_t piece;
    schedule_error_t error;
    session_t *session = lab_session(state, fault->program, fault->moment ? "all-started" : NULL, 3);
    if (fault->moment) {
        assert_true(schedule_parse(&piece, fault->moment, strlen(fault->moment), &error));
        if (!session_follow(session, &piece))
            fail_msg("%s: %s", fault->what, session_view(session)->sentence);
        lab_settle(session);
        schedule_destroy(&piece);
    } else {
        lab_play_out(session);
    }
    const session_view_t *view = session_view(session);
    if (view->verdict != fault->verdict || !strstr(view->verdict_text, fault->name))
        fail_msg("%s: verdict %d '%s'", fault->what, view->verdict, view->verdict_text);
    bool found = fault->edge == NULL;
    for (size_t i = 0; i < view->wait_count; i++)
        found = found || strstr(view->waits[i].sentence, fault->edge);
    for (size_t i = 0; !found && i < view->wait_count; i++)
        print_message("  %s\n", view->waits[i].sentence);
    if (!found)
        fail_msg("%s: no edge '%s'", fault->what, fault->edge);
}

static void each_deadlock_is_named_for_what_it_is(void **state)
{
    for (size_t i = 0; i < FAULTS; i++)
        check_fault(state, &faults[i]);
}

/* What `lockstep run --detect-deadlock` would say, free on the cores. */
static void a_free_run_that_is_stuck_ends_at_once_with_the_graph(void **state)
{
    (void)state;
    for (size_t i = 0; i < FAULTS; i++) {
        const fault_t *fault = &faults[i];
        runner_result_t result;
        if (fault->moment) /* needs an order of its own */
            continue;
        const runner_options_t options = {
            .file = "program.py", .timeout_s = 100, .detect_deadlock = true, .capture = true};
        runner_run(fault->program, strlen(fault->program), &options, &result);
        if (result.end != RUNNER_DEADLOCK || result.exit_code != RUNNER_EXIT_TIMEOUT)
            fail_msg("%s: end %d: %s", fault->what, result.end, result.message ? result.message : "");
        if (!strstr(result.message, fault->name))
            fail_msg("%s: %s", fault->what, result.message);
        runner_result_destroy(&result);
    }
}

/* Without it the run waits for its time-out, and has said so once. */
static void told(void *context, const char *text)
{
    int *times = context;
    *times += strstr(text, "join before get") != NULL;
}

static void without_being_asked_a_stuck_run_waits_for_its_time_out(void **state)
{
    (void)state;
    int times = 0;
    runner_result_t result;
    const runner_options_t options = {
        .file = "program.py", .timeout_s = 2, .capture = true, .on_deadlock = told, .context = &times};
    runner_run(faults[0].program, strlen(faults[0].program), &options, &result);
    assert_int_equal(result.end, RUNNER_TIMEOUT);
    assert_int_equal(result.exit_code, RUNNER_EXIT_TIMEOUT);
    assert_int_equal(times, 1);
    assert_true(result.elapsed_ns >= UINT64_C(2000000000));
    runner_result_destroy(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_deadlock_is_named_for_what_it_is),
        cmocka_unit_test(a_free_run_that_is_stuck_ends_at_once_with_the_graph),
        cmocka_unit_test(without_being_asked_a_stuck_run_waits_for_its_time_out),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}

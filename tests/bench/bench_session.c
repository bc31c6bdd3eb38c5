/*
 * Times the live session: going back over a thousand steps in fresh processes, and stepping one process at a
 * time as the screen does it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lessons/run/session.h"

enum { FAR = 1400, NEAR = 400, SETTLE_MS = 20000, ROUNDS = 5, STEPS = 300 };

static const char program[] = "from multiprocessing import Process, Value\n"
                              "\n"
                              "def work(total):\n"
                              "    for _ in range(1000):\n"
                              "        total.value += 1\n"
                              "\n"
                              "if __name__ == '__main__':\n"
                              "    total = Value('i', 0)\n"
                              "    a = Process(target=work, args=(total,))\n"
                              "    b = Process(target=work, args=(total,))\n"
                              "    a.start()\n"
                              "    b.start()\n"
                              "    a.join()\n"
                              "    b.join()\n";

static double now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static bool go_to(session_t *session, uint64_t step)
{
    return session_goto(session, step) && session_settle(session, SETTLE_MS) &&
           session_view(session)->step == step;
}

/* Takes `steps` steps by the scheduler's choice. */
static bool walk(session_t *session, int steps)
{
    for (int i = 0; i < steps; i++) {
        if (!session_step_any(session) || !session_settle(session, SETTLE_MS)) {
            return false;
        }
    }
    return true;
}

static int fail(const char *what, session_t *session)
{
    fprintf(stderr, "bench_session: %s: %s\n", what, session_view(session)->sentence);
    return 1;
}

static int measure(session_t *session)
{
    if (!session_settle(session, SETTLE_MS) || !walk(session, FAR)) {
        return fail("walking", session);
    }
    double begin = now_ms();
    if (!walk(session, STEPS)) {
        return fail("stepping", session);
    }
    printf("%-52s %8.3f ms each\n", "held steps through the session, scheduler's choice",
           (now_ms() - begin) / STEPS);
    double best = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        if (!go_to(session, FAR)) {
            return fail("going forward", session);
        }
        begin = now_ms();
        if (!go_to(session, NEAR)) {
            return fail("going back", session);
        }
        double took = now_ms() - begin;
        best = took < best ? took : best;
    }
    printf("%-52s %8.1f ms   (aim under 300 ms)%s\n", "back over 1,000 steps, in fresh processes", best,
           best < 300 ? "" : "   ABOVE");
    return 0;
}

int main(void)
{
    const char *why = NULL;
    session_host_t *host = session_host_new(&why);
    if (!host) {
        fprintf(stderr, "bench_session: %s\n", why);
        return 1;
    }
    const session_options_t options = {.begin = "all-started"};
    session_t *session = session_open(host, program, strlen(program), "bench.py", &options);
    int code = session ? measure(session) : 1;
    if (session) {
        session_close(session);
    }
    session_host_free(host);
    return code;
}

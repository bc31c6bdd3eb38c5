/*
 * A thousand kills at random moments of random stepping, from the screen's own kill and from outside, in programs
 * that use every kind of shared thing: after each the session goes on or ends, and nothing is left.
 */
#include "run/programs.h"
#include "run/session_lab.h"

enum { KILLS_WANTED = LAB_TIMES(1000, 100), COMMANDS = 24, SEEN_MOST = 64, AFTERWARDS = 40, GONE_MS = 10000 };

static unsigned seed = 11; /* another one, to look further: the first argument */

typedef struct round {
    session_t *session;
    uint32_t program;
    int pids[SEEN_MOST];
    int count, kills;
    int leader; /* of the session of processes in which all of them are: the zygote */
} round_t;

/* ---- who there is ---- */

static void remember(round_t *round, int pid)
{
    for (int i = 0; i < round->count; i++)
        if (round->pids[i] == pid)
            return;
    if (round->count < SEEN_MOST && getsid(pid) == round->leader)
        round->pids[round->count++] = pid;
}

static const session_view_t *look(round_t *round)
{
    const session_view_t *view = session_view(round->session);
    for (size_t i = 0; i < view->process_count; i++) {
        const session_process_t *process = &view->processes[i];
        if (process->pid > 0 && round->leader == 0)
            round->leader = getsid(process->pid);
        if (process->pid > 0)
            remember(round, process->pid);
    }
    return view;
}

static uint32_t anybody(round_t *round)
{
    return (uint32_t)rand() % (uint32_t)look(round)->process_count;
}

static bool moves(const session_view_t *view)
{
    return view->mode != SESSION_DONE && view->mode != SESSION_FAILED;
}

/* ---- what is done ---- */

static void settle(round_t *round)
{
    alarm(LAB_LIMIT_S);
    for (int i = 0; i < LAB_SETTLE_MS && session_view(round->session)->mode == SESSION_PAUSING; i++) {
        session_settle(round->session, 100);
        session_pump(round->session);
    }
    if (!session_settle(round->session, LAB_SETTLE_MS))
        fail_msg("program %u does not come to rest: %s", round->program,
                 session_view(round->session)->sentence);
}

/* From outside, as with kill in a shell: the host learns of it from the kernel. */
static bool kill_from_outside(round_t *round, int signal_number)
{
    const session_process_t *process = &look(round)->processes[anybody(round)];
    int pid = process->life == SESSION_LIFE_RUNNING ? process->pid : 0;
    return pid > 0 && getsid(pid) == round->leader && kill(pid, signal_number) == 0;
}

static void kill_somebody(round_t *round)
{
    int signal_number = rand() % 2 ? SIGKILL : SIGTERM;
    round->kills += rand() % 2 ? kill_from_outside(round, signal_number)
                               : session_kill(round->session, anybody(round), signal_number);
}

static void run_free_for_a_while(round_t *round)
{
    session_set_speed(round->session, 10);
    if (!session_free_run(round->session))
        return;
    for (int i = rand() % 20; i >= 0; i--) {
        session_pump(round->session);
        if (rand() % 6 == 0)
            kill_somebody(round);
        usleep((useconds_t)rand() % 400);
    }
    if (session_view(round->session)->mode == SESSION_FREE)
        session_pause(round->session);
}

static void command(round_t *round)
{
    session_t *session = round->session;
    switch (rand() % 12) {
    case 0:
        session_step_line(session);
        break;
    case 1:
        session_step_until_blocked(session, anybody(round));
        break;
    case 2:
        session_back(session, 1 + (uint64_t)rand() % 4);
        break;
    case 3:
        session_forward(session, 1 + (uint64_t)rand() % 4);
        break;
    case 4:
        session_time(session);
        break;
    case 5:
        run_free_for_a_while(round);
        break;
    case 6:
    case 7:
        session_step(session, anybody(round));
        break;
    default:
        session_step_any(session);
        break;
    }
}

/* Whatever happened: the session can be stepped on, or has ended, or says that nobody can go. */
static void goes_on_or_has_ended(round_t *round)
{
    settle(round);
    for (int i = 0; i < AFTERWARDS && look(round)->mode == SESSION_HELD; i++) {
        if (!session_step_any(round->session))
            break;
        settle(round);
    }
    const session_view_t *view = look(round);
    if (view->mode != SESSION_HELD && view->mode != SESSION_DONE)
        fail_msg("program %u: mode %d: %s", round->program, view->mode, view->sentence);
}

static bool is_gone(const round_t *round, int pid)
{
    return kill(pid, 0) != 0 || getsid(pid) != round->leader;
}

static void nobody_is_left(round_t *round)
{
    for (int i = 0; i < round->count; i++) {
        int waited = 0;
        while (!is_gone(round, round->pids[i]) && waited++ < GONE_MS)
            usleep(1000);
        if (waited > GONE_MS)
            fail_msg("program %u: process %d is left", round->program, round->pids[i]);
    }
}

static int one_round(session_host_t *host, uint32_t number)
{
    round_t round = {.program = number % PROGRAMS};
    const char *text = programs[round.program];
    const session_options_t options = {.begin = number % 2 ? "all-started" : "start", .seed = number + 1};
    round.session = session_open(host, text, strlen(text), "program.py", &options);
    assert_non_null(round.session);
    settle(&round);
    session_set_automatic(round.session, number % 3 != 0);
    for (int i = 0; i < COMMANDS && moves(look(&round)); i++) {
        command(&round);
        if (rand() % 2)
            settle(&round); /* else the step still runs when the blow falls */
        if (rand() % 3 == 0)
            kill_somebody(&round);
    }
    goes_on_or_has_ended(&round);
    session_close(round.session);
    nobody_is_left(&round);
    return round.kills;
}

static void a_thousand_random_kills_wedge_nothing(void **state)
{
    int kills = 0, descriptors = lab_descriptors(), mappings = lab_mappings();
    srand(seed);
    for (uint32_t number = 0; kills < KILLS_WANTED; number++) {
        kills += one_round(lab_host(state), number);
        assert_int_equal(lab_descriptors(), descriptors);
        assert_int_equal(lab_mappings(), mappings);
    }
    print_message("%d kills\n", kills);
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_random_kills_wedge_nothing),
    };
    if (count > 1)
        seed = (unsigned)strtoul(words[1], NULL, 10);
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}

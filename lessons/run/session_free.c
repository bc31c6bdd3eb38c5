/* Free runs: what each process did when, and how many runs in a row end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "lessons/run/lesson_main.h"
#include "lessons/run/session_inner.h"

/* A moment at which a process begins or stops to run. */
typedef struct session_edge {
    uint64_t at;
    int change;
} session_edge_t;

/* ---- lanes ---- */

/* Nanoseconds of the run for a stamp: stamps tick evenly, so two known pairs give the scale. */
static uint64_t time_of(session_t *session, uint64_t stamp)
{
    session_clock_t *clock = &session->stamps;
    uint64_t now_ns = (uint64_t)(session_monotonic_ns() - session->free_since_ns);
    if (clock->last_stamp <= clock->first_stamp || stamp <= clock->first_stamp)
        return stamp <= clock->first_stamp ? 0 : now_ns;
    double scale = (double)clock->last_ns / (double)(clock->last_stamp - clock->first_stamp);
    uint64_t ns = (uint64_t)((double)(stamp - clock->first_stamp) * scale);
    return ns < now_ns ? ns : now_ns;
}

static void calibrate(session_t *session)
{
    session_clock_t *clock = &session->stamps;
    clock->last_stamp = mp_event_stamp();
    clock->last_ns = (uint64_t)(session_monotonic_ns() - session->free_since_ns);
}

static session_lane_t *last_lane(session_t *session, uint32_t process)
{
    for (size_t i = session->lane_count; i-- > 0;)
        if (session->lanes[i].process == process)
            return &session->lanes[i];
    return NULL;
}

/* A long run keeps its newest stretches, and of each process the one that goes on. */
static void drop_oldest_half(session_t *session)
{
    size_t half = session->lane_count / 2, kept = 0;
    uint64_t from = session->lanes[half].from_ns;
    for (size_t i = 0; i < session->lane_count; i++) {
        session_lane_t lane = session->lanes[i];
        if (i < half && last_lane(session, lane.process) != &session->lanes[i])
            continue;
        lane.from_ns = lane.from_ns < from ? from : lane.from_ns;
        lane.to_ns = lane.to_ns < from ? from : lane.to_ns;
        session->lanes[kept++] = lane;
    }
    session->lane_count = kept;
}

static void add_lane(session_t *session, const session_lane_t *lane)
{
    if (session->lane_count == session->lane_room) {
        size_t room = session->lane_room ? session->lane_room * 2 : 64;
        session_lane_t *lanes =
            room <= SESSION_LANES_MAX ? realloc(session->lanes, room * sizeof *lanes) : NULL;
        if (lanes) {
            session->lanes = lanes;
            session->lane_room = room;
        } else {
            drop_oldest_half(session);
        }
    }
    if (session->lane_count < session->lane_room)
        session->lanes[session->lane_count++] = *lane;
}

/* What the process has done from its last known moment up to now. */
static void reach(session_t *session, uint32_t process, session_doing_t doing, uint64_t to_ns)
{
    session_lane_t *last = last_lane(session, process);
    if (!last) {
        add_lane(session, &(session_lane_t){process, doing, to_ns, to_ns});
    } else if (last->doing == doing) {
        last->to_ns = to_ns;
    } else {
        add_lane(session, &(session_lane_t){process, doing, last->to_ns, to_ns});
    }
}

void session_free_event(session_t *session, const mp_event_t *event)
{
    session_person_t *person = session_person(session, event->path);
    int index = session_process_index(session, event->path);
    if (!person || index < 0 || (session->mode != SESSION_FREE && session->mode != SESSION_PAUSING))
        return;
    session_hood_event(session, event);
    uint64_t at = time_of(session, event->stamp);
    session_doing_t doing = SESSION_RUNS;
    if (event->kind == MP_EVENT_OP && (event->calls & (MP_CALL_FUTEX_WAIT | MP_CALL_SLEEP)) != 0)
        doing = event->op == MP_OP_SLEEP ? SESSION_SLEEPS : SESSION_WAITS;
    reach(session, (uint32_t)index, doing, at);
}

/* Brings the lanes of the living up to now. */
static void reach_now(session_t *session)
{
    uint64_t now = (uint64_t)(session_monotonic_ns() - session->free_since_ns);
    for (size_t i = 0; i < session->lore.people_count; i++) {
        const session_person_t *person = &session->lore.people[i];
        if (person->dead)
            continue;
        bool blocked = person->view.stand == MP_STAND_BLOCKED;
        bool sleeps = blocked && person->view.pending.kind == MP_OP_SLEEP;
        reach(session, (uint32_t)i, sleeps ? SESSION_SLEEPS : blocked ? SESSION_WAITS : SESSION_RUNS, now);
    }
}

static void count_operations(session_t *session)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < session->lore.people_count; i++) {
        session_person_t *person = &session->lore.people[i];
        person->busy_line = person->view.steps > person->last_steps + 50;
        person->last_steps = person->view.steps;
        sum += person->view.steps;
    }
    session->operations = sum;
}

/* When the last process was seen to run: the moment at which the host notices the end is later. */
static uint64_t last_moment_ns(const session_t *session)
{
    uint64_t last = 0;
    for (size_t i = 0; i < session->lane_count; i++)
        last = session->lanes[i].to_ns > last ? session->lanes[i].to_ns : last;
    return last;
}

static void free_run_ended(session_t *session)
{
    int status = mp_machine_main_status(session->machine);
    session->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    session->mode = SESSION_DONE;
    session_say(session, "The run has ended with exit code %d, after %.0f ms.", session->exit_code,
                (double)last_moment_ns(session) / 1e6);
}

void session_free_pump(session_t *session)
{
    if (session->stamps.first_stamp == 0)
        session->stamps.first_stamp = mp_event_stamp();
    calibrate(session);
    if (mp_machine_drain(session->machine) > 0)
        session->changed = true;
    session_census(session);
    count_operations(session);
    if (mp_machine_limit(session->machine) != MP_OK) {
        session_refuse(session, "The sandbox ended the program: %s.",
                       mp_status_text(mp_machine_limit(session->machine)));
        mp_machine_end(session->machine);
        session->mode = SESSION_DONE;
    } else if (mp_machine_done(session->machine)) {
        mp_machine_drain(session->machine);
        session_census(session);
        free_run_ended(session);
    } else {
        reach_now(session);
        if (mp_machine_stuck(session->machine)) {
            waits_read(session->machine, session->program, &session->graph);
            session_say(session, "Deadlock: %s.", session->graph.name);
        }
    }
}

static int by_time(const void *a, const void *b)
{
    const session_edge_t *left = a, *right = b;
    return left->at < right->at ? -1 : left->at > right->at;
}

uint64_t session_together_ns(const session_t *session)
{
    size_t count = 0;
    int running = 0;
    uint64_t together = 0, since = 0;
    session_edge_t *edges = malloc((2 * session->lane_count + 1) * sizeof *edges);
    for (size_t i = 0; edges && i < session->lane_count; i++) {
        const session_lane_t *lane = &session->lanes[i];
        if (lane->doing != SESSION_RUNS || lane->to_ns <= lane->from_ns)
            continue;
        edges[count++] = (session_edge_t){lane->from_ns, 1};
        edges[count++] = (session_edge_t){lane->to_ns, -1};
    }
    if (edges)
        qsort(edges, count, sizeof *edges, by_time);
    for (size_t i = 0; i < count; i++) {
        if (running >= 2)
            together += edges[i].at - since;
        running += edges[i].change;
        since = edges[i].at;
    }
    free(edges);
    return together;
}

/* ---- many runs ---- */

static void trial_event(void *context, const mp_event_t *event, const char *text)
{
    session_trials_t *trials = context;
    if (!text || event->index != 1)
        return;
    char *grown = realloc(trials->output, trials->output_size + event->text_bytes + 1);
    if (!grown)
        return;
    memcpy(grown + trials->output_size, text, event->text_bytes);
    trials->output = grown;
    trials->output_size += event->text_bytes;
    grown[trials->output_size] = '\0';
}

static bool start_trial(session_t *session)
{
    session_trials_t *trials = &session->trials;
    size_t size;
    const lesson_start_t start = {.file = session->file, .text = session->text, .size_bytes = session->size};
    void *blob = lesson_blob_new(&start, &size);
    free(trials->output);
    trials->output = NULL;
    trials->output_size = 0;
    trials->until_ns = session_monotonic_ns() + trials->timeout_ns;
    mp_machine_on_event(session->host->second, trial_event, trials);
    mp_status_t status = blob ? mp_machine_start(session->host->second, blob, size, false) : MP_ERR_MEMORY;
    free(blob);
    return status == MP_OK;
}

static char *last_line(const session_trials_t *trials)
{
    const char *text = trials->output ? trials->output : "";
    size_t size = trials->output_size;
    while (size > 0 && text[size - 1] == '\n')
        size--;
    size_t from = size;
    while (from > 0 && text[from - 1] != '\n')
        from--;
    return size > from ? strndup(text + from, size - from) : strdup("(no output)");
}

/* What a run ended with: its last line, or how it failed to end. */
static char *trial_text(const session_trials_t *trials, session_end_how_t how)
{
    char text[64];
    switch (how) {
    case SESSION_END_DONE:
        return last_line(trials);
    case SESSION_END_DEADLOCK:
        return strdup("deadlock");
    case SESSION_END_LIMIT:
        return strdup("a limit of the sandbox");
    case SESSION_END_HANGS:
        break;
    }
    snprintf(text, sizeof text, "still running after %g s", (double)trials->timeout_ns / 1e9);
    return strdup(text);
}

static void count_trial(session_trials_t *trials, session_end_how_t how, char *text, int exit_code)
{
    for (size_t i = 0; text && i < trials->end_count; i++)
        if (trials->ends[i].how == how && strcmp(trials->ends[i].text, text) == 0) {
            trials->ends[i].count++;
            free(text);
            return;
        }
    session_end_count_t *ends = text ? realloc(trials->ends, (trials->end_count + 1) * sizeof *ends) : NULL;
    if (!ends) {
        free(text);
        return;
    }
    trials->ends = ends;
    ends[trials->end_count++] = (session_end_count_t){text, 1, exit_code, how};
}

/* Whether the present run is over, and how. */
static bool trial_over(mp_machine_t *machine, const session_trials_t *trials, session_end_how_t *how)
{
    *how = SESSION_END_DONE;
    if (mp_machine_limit(machine) != MP_OK)
        *how = SESSION_END_LIMIT;
    else if (mp_machine_done(machine))
        *how = SESSION_END_DONE;
    else if (mp_machine_stuck(machine))
        *how = SESSION_END_DEADLOCK;
    else if (session_monotonic_ns() > trials->until_ns)
        *how = SESSION_END_HANGS;
    else
        return false;
    return true;
}

static int trial_code(int status)
{
    if (status == -1)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void end_trials(session_t *session)
{
    session->trials.running = false;
    mp_machine_on_event(session->host->second, NULL, NULL);
    session->changed = true;
}

void session_trials_pump(session_t *session)
{
    session_trials_t *trials = &session->trials;
    mp_machine_t *machine = session->host->second;
    mp_machine_poll(machine);
    mp_machine_drain(machine);
    session_end_how_t how;
    if (!trial_over(machine, trials, &how))
        return;
    mp_machine_drain(machine);
    count_trial(trials, how, trial_text(trials, how), trial_code(mp_machine_main_status(machine)));
    mp_machine_end(machine);
    trials->done++;
    session->changed = true;
    if (trials->done >= trials->wanted || !start_trial(session))
        end_trials(session);
}

bool session_trials_stop(session_t *session)
{
    session_trials_t *trials = &session->trials;
    session->refused = false;
    if (!trials->running)
        return session_refuse(session, "No free runs are being counted.");
    end_trials(session);
    mp_machine_end(session->host->second);
    trials->stopped = true;
    session_say(session, "Stopped: %u of %u free runs are counted.", trials->done, trials->wanted);
    return true;
}

bool session_trials(session_t *session, uint32_t runs, int timeout_ms)
{
    session->refused = false;
    if (session->mode == SESSION_FAILED)
        return session_refuse(session, "The program cannot run: see the message.");
    session_trials_t *trials = &session->trials;
    if (!trials->running && trials->done == trials->wanted && runs == 0)
        return true;
    trials->wanted = trials->running ? trials->wanted + runs : trials->done + runs;
    trials->stopped = false;
    trials->timeout_ns = (int64_t)timeout_ms * 1000000;
    if (!trials->running)
        trials->running = start_trial(session);
    return trials->running || session_refuse(session, "A run could not be started.");
}

void session_trials_destroy(session_trials_t *trials)
{
    for (size_t i = 0; i < trials->end_count; i++)
        free((char *)(uintptr_t)trials->ends[i].text);
    free(trials->ends);
    free(trials->output);
    *trials = (session_trials_t){0};
}

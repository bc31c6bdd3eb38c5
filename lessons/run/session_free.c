/* Free runs: what each process did when, and how many runs in a row end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "lessons/run/lesson_main.h"
#include "lessons/run/session_inner.h"

static void count_operations(session_t *session)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < session->lore.people_count; i++) {
        session_person_t *person = &session->lore.people[i];
        uint64_t steps = person->view.steps > person->told_steps ? person->view.steps : person->told_steps;
        person->busy_line = steps > person->last_steps + 50;
        person->last_steps = steps;
        sum += steps;
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
    session_lanes_calibrate(session);
    if (mp_machine_drain(session->machine) > 0)
        session->changed = true;
    session_lanes_flush(session);
    session_census(session);
    count_operations(session);
    if (mp_machine_limit(session->machine) != MP_OK) {
        session_refuse(session, "The sandbox ended the program: %s.",
                       mp_status_text(mp_machine_limit(session->machine)));
        mp_machine_end(session->machine);
        session->mode = SESSION_DONE;
    } else if (mp_machine_done(session->machine)) {
        session_lanes_calibrate(session);
        mp_machine_drain(session->machine);
        session_lanes_flush(session);
        session_census(session);
        count_operations(session);
        free_run_ended(session);
    } else {
        session_lanes_reach_now(session);
        if (mp_machine_stuck(session->machine)) {
            waits_read(session->machine, session->program, &session->graph);
            session_say(session, "Deadlock: %s.", session->graph.name);
        }
    }
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

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/run/lesson_main.h"
#include "lessons/run/runner_inner.h"

/* What a run came to, as text that equal outcomes share. */
static char *outcome_text(const runner_result_t *result)
{
    const char *how = "";
    char tail[256] = "";
    if (result->end == RUNNER_DEADLOCK || (result->end == RUNNER_TIMEOUT && result->message))
        how = result->end == RUNNER_DEADLOCK ? "[deadlock]" : "[still running at the time limit]";
    else if (result->end == RUNNER_SIGNAL)
        how = "[killed]";
    else if (result->end == RUNNER_LIMIT)
        how = "[limit of the sandbox]";
    else if (result->exit_code != 0)
        snprintf(tail, sizeof tail, "[exit code %d]", result->exit_code);
    const char *ending = tail[0] ? tail : how;
    size_t size = result->output_bytes + strlen(ending) + 1;
    char *text = malloc(size);
    if (text)
        snprintf(text, size, "%s%s", result->output ? result->output : "", ending);
    return text;
}

static bool count_outcome(runner_trials_t *trials, const runner_result_t *result)
{
    char *text = outcome_text(result);
    if (!text)
        return false;
    for (size_t i = 0; i < trials->count; i++)
        if (strcmp(trials->outcomes[i].output, text) == 0) {
            trials->outcomes[i].count++;
            free(text);
            return true;
        }
    runner_outcome_t *outcomes = realloc(trials->outcomes, (trials->count + 1) * sizeof *outcomes);
    if (!outcomes) {
        free(text);
        return false;
    }
    trials->outcomes = outcomes;
    outcomes[trials->count++] = (runner_outcome_t){text, 1, result->exit_code};
    return true;
}

static int by_count(const void *a, const void *b)
{
    const runner_outcome_t *left = a, *right = b;
    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return strcmp(left->output, right->output);
}

/* False: no further run makes sense, and *message says why. */
static bool one_trial(mp_machine_t *machine, const program_t *program, const char *text, size_t size_bytes,
                      const runner_options_t *options, runner_trials_t *trials, char **message)
{
    runner_result_t result;
    runner_run_on(machine, program, text, size_bytes, options, &result);
    bool failed = result.end == RUNNER_FAILED;
    bool stopped = options->stop && *options->stop;
    if (failed)
        *message = strdup(result.message ? result.message : "a run could not be started");
    else if (!stopped && count_outcome(trials, &result))
        trials->runs++;
    runner_result_destroy(&result);
    return !failed && !stopped;
}

bool runner_trials(const char *text, size_t size_bytes, const runner_options_t *wanted, uint64_t runs,
                   runner_trials_t *trials, char **message, int *exit_code)
{
    runner_options_t options = *wanted;
    mp_config_t config;
    mp_machine_t *machine = NULL;
    *trials = (runner_trials_t){0};
    options.capture = true;
    options.detect_deadlock = true;
    program_t *program = runner_compile(text, size_bytes, options.file, message, exit_code);
    if (!program)
        return false;
    runner_configure(&options, &config);
    mp_status_t status = mp_machine_new(&config, lesson_main, &machine);
    if (status != MP_OK)
        *message = strdup(mp_status_text(status));
    bool going = status == MP_OK;
    if (going)
        runner_tell_missing(machine, &options);
    for (uint64_t i = 0; i < runs && going; i++)
        going = one_trial(machine, program, text, size_bytes, &options, trials, message);
    mp_machine_free(machine);
    program_free(program);
    qsort(trials->outcomes, trials->count, sizeof *trials->outcomes, by_count);
    *exit_code = *message ? RUNNER_EXIT_LIMIT : 0;
    return *message == NULL;
}

void runner_trials_destroy(runner_trials_t *trials)
{
    for (size_t i = 0; i < trials->count; i++)
        free(trials->outcomes[i].output);
    free(trials->outcomes);
    *trials = (runner_trials_t){0};
}

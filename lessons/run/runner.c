#include "lessons/run/runner.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "lessons/run/lesson_main.h"
#include "lessons/run/runner_inner.h"
#include "lessons/run/waits.h"

static const int64_t SECOND_NS = 1000000000;
static const int64_t LAST_NS = 1000000;                             /* the same once main has ended */
static const uint64_t HELD_CLOCK_NS = UINT64_C(946684800000000000); /* 2000-01-01 00:00:00 UTC */
static const int64_t LOOK_NS = 100000000; /* how often a free run is looked at for a deadlock */

int64_t runner_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;
}

/* ---- what comes out ---- */

static void collect(void *context, const mp_event_t *event, const char *text)
{
    run_t *run = context;
    if (event->kind == MP_EVENT_OP)
        run->result->steps++;
    if (!text || !run->options->capture)
        return;
    char **to = event->index == 2 ? &run->result->errors : &run->result->output;
    size_t *size = event->index == 2 ? &run->result->errors_bytes : &run->result->output_bytes;
    char *grown = realloc(*to, *size + event->text_bytes + 1);
    if (!grown)
        return;
    memcpy(grown + *size, text, event->text_bytes);
    *size += event->text_bytes;
    grown[*size] = '\0';
    *to = grown;
}

static void say(run_t *run, const char *text)
{
    free(run->result->message);
    run->result->message = strdup(text);
}

static void end_by(run_t *run, runner_end_t end, int code, const char *text)
{
    run->result->end = end;
    run->result->exit_code = code;
    if (text)
        say(run, text);
}

/* ---- ends ---- */

static void ended(run_t *run)
{
    int status = mp_machine_main_status(run->machine);
    run->result->end = RUNNER_ENDED;
    run->result->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    if (WIFSIGNALED(status)) {
        run->result->end = RUNNER_SIGNAL;
        run->result->signal_number = WTERMSIG(status);
        run->result->exit_code = RUNNER_EXIT_SIGNAL + WTERMSIG(status);
    }
}

void runner_limit(run_t *run)
{
    end_by(run, RUNNER_LIMIT, RUNNER_EXIT_LIMIT, mp_status_text(mp_machine_limit(run->machine)));
}

void runner_deadlock(run_t *run)
{
    char *text = waits_text(run->machine, run->program);
    end_by(run, RUNNER_DEADLOCK, RUNNER_EXIT_TIMEOUT, text ? text : "deadlock");
    free(text);
}

static bool out_of_time(const run_t *run)
{
    return run->until_ns >= 0 && runner_now_ns() >= run->until_ns;
}

static void timed_out(run_t *run)
{
    char text[64];
    snprintf(text, sizeof text, "stopped after %g s", run->options->timeout_s);
    if (run->result->message) /* a deadlock was told already */
        return end_by(run, RUNNER_TIMEOUT, RUNNER_EXIT_TIMEOUT, NULL);
    end_by(run, RUNNER_TIMEOUT, RUNNER_EXIT_TIMEOUT, text);
}

/* ---- a free run ---- */

/* True: the run is to end here. A deadlock is told once, also when the run then waits on for its timeout. */
static bool look_for_deadlock(run_t *run, bool *told)
{
    if (*told || !mp_machine_stuck(run->machine))
        return false;
    *told = true;
    runner_deadlock(run);
    if (run->options->on_deadlock)
        run->options->on_deadlock(run->options->context, run->result->message);
    return run->options->detect_deadlock;
}

static void wait_a_while(const run_t *run)
{
    int64_t most = mp_machine_main_status(run->machine) == -1 ? LOOK_NS : LAST_NS;
    if (run->until_ns >= 0 && run->until_ns - runner_now_ns() < most)
        most = run->until_ns - runner_now_ns();
    struct pollfd fd = {.fd = mp_machine_fd(run->machine), .events = POLLIN};
    if (most > 0)
        poll(&fd, 1, (int)(most / 1000000) + 1);
    mp_machine_poll(run->machine);
    mp_machine_drain(run->machine);
}

static void run_free(run_t *run)
{
    bool told = false;
    for (;;) {
        wait_a_while(run);
        if (mp_machine_limit(run->machine) != MP_OK)
            return runner_limit(run);
        if (mp_machine_broken(run->machine))
            return end_by(run, RUNNER_FAILED, RUNNER_EXIT_LIMIT,
                          "the process that watches over the lesson is gone");
        if (mp_machine_done(run->machine))
            return ended(run);
        if (run->options->stop && *run->options->stop)
            return end_by(run, RUNNER_TIMEOUT, RUNNER_EXIT_SIGNAL + *run->options->stop, "interrupted");
        if (look_for_deadlock(run, &told))
            return;
        if (out_of_time(run))
            return timed_out(run);
    }
}

/* ---- a held run ---- */

static bool is_held(const runner_options_t *options)
{
    return options->held || options->record || options->follow;
}

/* Held, a run repeats exactly, so its clock begins at the same moment each time: the schedule's, else the year 2000. */
static uint64_t clock_of(const runner_options_t *options)
{
    if (!is_held(options))
        return 0;
    return options->follow && options->follow->clock_ns ? options->follow->clock_ns : HELD_CLOCK_NS;
}

/* What is to be done in a still world; false: the run is over. */
static bool step_once(run_t *run, stepper_t *stepper)
{
    move_t move;
    if (run->course.schedule && !run->free_choice)
        return runner_follow(run, stepper);
    if (stepper_pick(stepper, run->policy, &move)) {
        if (!stepper_take(stepper, &move))
            end_by(run, RUNNER_FAILED, RUNNER_EXIT_LIMIT, "a step was refused");
        return run->result->end != RUNNER_FAILED;
    }
    if (stepper_time(stepper))
        return true;
    runner_deadlock(run);
    return false;
}

static void held_loop(run_t *run, stepper_t *stepper)
{
    for (;;) {
        switch (stepper_wait(stepper, LOOK_NS)) {
        case STEPPER_STILL:
            if (!step_once(run, stepper))
                return;
            break;
        case STEPPER_DONE:
            if (run->course.schedule && !run->free_choice)
                runner_follow(run, stepper); /* says so where the schedule goes on */
            if (run->result->end != RUNNER_NO_FIT)
                ended(run);
            return;
        case STEPPER_LIMIT:
            return runner_limit(run);
        case STEPPER_BROKEN:
            return end_by(run, RUNNER_FAILED, RUNNER_EXIT_LIMIT,
                          "the process that watches over the lesson is gone");
        case STEPPER_BUSY:
            break;
        }
        if (run->options->stop && *run->options->stop)
            return end_by(run, RUNNER_TIMEOUT, RUNNER_EXIT_SIGNAL + *run->options->stop, "interrupted");
        if (out_of_time(run))
            return timed_out(run);
    }
}

static void run_held(run_t *run)
{
    stepper_t stepper;
    stepper_init(&stepper, run->machine, quiet_rules_of(run->program), run->seed);
    run->policy = STEPPER_SEEDED;
    held_loop(run, &stepper);
    if (run->options->record) {
        schedule_t *record = run->options->record;
        schedule_entry_t *entries = stepper.record.entries;
        record->entries = entries;
        record->count = stepper.record.count;
        record->room = stepper.record.room;
        record->clock_ns = clock_of(run->options);
        stepper.record = (schedule_t){0};
    }
    stepper_destroy(&stepper);
}

/* ---- one run ---- */

void runner_tell_missing(const mp_machine_t *machine, const runner_options_t *options)
{
    if (mp_machine_missing(machine) && options->on_missing)
        options->on_missing(options->context, mp_machine_missing_text(machine));
}

void runner_configure(const runner_options_t *options, mp_config_t *config)
{
    setenv("TZ", ":/etc/localtime", 0); /* without a name the C library looks at the file again and again */
    tzset();                            /* lesson processes may not open the file that says where we are */
    mp_config_default(config);
    config->direct_output = !options->capture;
    config->events = false;
    if (options->speed > 0)
        config->speed = options->speed;
}

void runner_run_on(mp_machine_t *machine, const program_t *program, const char *text, size_t size_bytes,
                   const runner_options_t *options, runner_result_t *result)
{
    run_t run = {
        .machine = machine, .program = program, .options = options, .result = result, .until_ns = -1};
    int64_t began = runner_now_ns();
    *result = (runner_result_t){0};
    run.seed = is_held(options) ? (options->seed ? options->seed : 1) : options->seed;
    run.course = (stepper_course_t){.schedule = options->follow,
                                    .piece = options->follow && !options->follow->has_header};
    if (options->timeout_s > 0)
        run.until_ns = began + (int64_t)(options->timeout_s * 1e9);
    size_t blob_bytes;
    const lesson_start_t start = {.file = options->file,
                                  .text = text,
                                  .size_bytes = size_bytes,
                                  .seed = run.seed,
                                  .clock_ns = clock_of(options)};
    void *blob = lesson_blob_new(&start, &blob_bytes);
    mp_machine_on_event(machine, collect, &run);
    mp_status_t status = blob ? mp_machine_start(machine, blob, blob_bytes, is_held(options)) : MP_ERR_MEMORY;
    free(blob);
    if (status != MP_OK)
        end_by(&run, RUNNER_FAILED, RUNNER_EXIT_LIMIT, mp_status_text(status));
    else if (is_held(options))
        run_held(&run);
    else
        run_free(&run);
    mp_machine_drain(machine);
    mp_machine_end(machine);
    mp_machine_drain(machine);
    mp_machine_on_event(machine, NULL, NULL);
    result->elapsed_ns = (uint64_t)(runner_now_ns() - began);
}

/* ---- compiling ---- */

program_t *runner_compile(const char *text, size_t size_bytes, const char *file, char **message,
                          int *exit_code)
{
    diagnostics_t found;
    diagnostics_init(&found, file);
    program_t *program = program_compile_alone(file, text, size_bytes, &found);
    *message = NULL;
    if (!program) {
        size_t size = diagnostics_render(&found, NULL, 0) + 1;
        *message = malloc(size);
        if (*message)
            diagnostics_render(&found, *message, size);
        *exit_code = diagnostics_is_syntax_error(&found) ? RUNNER_EXIT_SYNTAX : RUNNER_EXIT_REFUSED;
    }
    diagnostics_destroy(&found);
    return program;
}

void runner_run(const char *text, size_t size_bytes, const runner_options_t *options, runner_result_t *result)
{
    mp_config_t config;
    mp_machine_t *machine = NULL;
    *result = (runner_result_t){.end = RUNNER_REFUSED};
    program_t *program =
        runner_compile(text, size_bytes, options->file, &result->message, &result->exit_code);
    if (!program)
        return;
    runner_configure(options, &config);
    mp_status_t status = mp_machine_new(&config, lesson_main, &machine);
    if (status == MP_OK) {
        runner_tell_missing(machine, options);
        runner_run_on(machine, program, text, size_bytes, options, result);
    } else {
        *result = (runner_result_t){.end = RUNNER_FAILED, .exit_code = RUNNER_EXIT_LIMIT};
        result->message = strdup(mp_status_text(status));
    }
    mp_machine_free(machine);
    program_free(program);
}

void runner_result_destroy(runner_result_t *result)
{
    free(result->message);
    free(result->output);
    free(result->errors);
    *result = (runner_result_t){0};
}

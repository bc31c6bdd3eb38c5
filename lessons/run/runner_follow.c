#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/run/runner_inner.h"

static bool no_fit(run_t *run, const stepper_t *stepper, const char *why)
{
    char text[320];
    snprintf(text, sizeof text, "the schedule does not fit at step %llu: %s",
             (unsigned long long)stepper->steps + 1, why);
    free(run->result->message);
    run->result->message = strdup(text);
    run->result->end = RUNNER_NO_FIT;
    run->result->exit_code = RUNNER_EXIT_NO_FIT;
    return false;
}

/* Grants what the schedule has of one process at once, and counts what was done. */
static bool take(run_t *run, stepper_t *stepper, const move_t *move, uint64_t count)
{
    uint64_t done = 0;
    if (move->kind != MOVE_STEP || move->quiet || stepper_expects(stepper, move->path)) {
        bool taken = stepper_take(stepper, move);
        if (taken && !move->quiet)
            stepper_advance(&run->course, 1);
        return taken || no_fit(run, stepper, "a step was refused");
    }
    mp_machine_step(stepper->machine, move->who, count, &done);
    stepper_count(stepper, move, done);
    stepper_advance(&run->course, done);
    return done > 0 || no_fit(run, stepper, "a step was refused");
}

bool runner_follow(run_t *run, stepper_t *stepper)
{
    move_t move;
    uint64_t count;
    char why[240];
    if (mp_machine_done(run->machine)) {
        bool over = run->course.entry == run->course.schedule->count ||
                    run->course.schedule->entries[run->course.entry].kind == SCHEDULE_REST;
        return over || no_fit(run, stepper, "every process has ended");
    }
    switch (stepper_follow(stepper, &run->course, &move, &count, why, sizeof why)) {
    case STEPPER_MOVE:
        return take(run, stepper, &move, count);
    case STEPPER_TIMED:
    case STEPPER_KILLED:
        return true;
    case STEPPER_REST:
        run->free_choice = true;
        if (run->course.entry < run->course.schedule->count)
            run->policy = STEPPER_TURN;
        return true;
    case STEPPER_NO_FIT:
        break;
    }
    return no_fit(run, stepper, why);
}

/* Letting go: a free run, with the knobs' free numbers where they differ, and twenty of them counted.
 *
 * A free run at other numbers is another program, so it has a session of its own. The held world is written
 * down as a schedule before it is left, and taken up again from that. */
#include <stdlib.h>
#include <string.h>

#include "app/tui/run_inner.h"
#include "lessons/load/knobs.h"

enum { TRIALS = 20, TRIAL_MS = 10000, PATIENCE = 40, REPLAY_MS = 400 };

/* Does the variant have a knob whose number is another one in free runs? */
static bool has_free_numbers(const app_t *app)
{
    for (uint32_t i = 0; !app->text_override && i < app->lesson->knobs_count && i < APP_KNOBS; i++) {
        if (app->free[i] != app->held[i] &&
            knob_line(app_variant(app)->program, app->lesson->knobs[i].name, NULL) != 0) {
            return true;
        }
    }
    return false;
}

static void keep_held_world(app_t *app)
{
    run_state_t *state = run_state(app);
    schedule_destroy(&state->kept);
    schedule_init(&state->kept);
    state->has_kept = session_schedule(app->session, &state->kept);
}

static session_t *open_with_free_numbers(app_t *app)
{
    if (app->session && session_view(app->session)->mode == SESSION_HELD) {
        keep_held_world(app);
    }
    app_drop_session(app);
    app->free_numbers = true;
    session_t *session = app_session(app);
    run_state(app)->pictures = 0;
    return session;
}

static void follow_kept(app_t *app)
{
    run_state_t *state = run_state(app);
    if (app->session && state->has_kept) {
        session_settle(app->session, REPLAY_MS);
        session_follow(app->session, &state->kept);
        session_settle(app->session, REPLAY_MS);
    }
    state->has_kept = false;
}

bool run_leave_free_numbers(app_t *app, bool where_it_was)
{
    run_state_t *state = run_state(app);
    if (!app->free_numbers) {
        return false;
    }
    app_drop_session(app);
    state->trials_wait = false;
    state->ends_away = true;
    app_session(app);
    if (where_it_was) {
        follow_kept(app);
    }
    run_refresh(app);
    return true;
}

bool run_return(app_t *app)
{
    run_state_t *state = run_state(app);
    if (app->free_numbers) {
        return run_leave_free_numbers(app, true);
    }
    const session_view_t *view = app->session ? session_view(app->session) : NULL;
    if (!view || view->mode != SESSION_DONE || !run_is_free(view) || !state->has_kept) {
        return false;
    }
    follow_kept(app);
    run_refresh(app);
    return true;
}

void run_free(app_t *app)
{
    run_state_t *state = run_state(app);
    const session_view_t *view = session_view(app->session);
    state->ends_away = true;
    state->pictures = 0;
    state->lane_zoom = 1;
    state->scroll[RUN_STEPS] = 0;
    memset(state->busy, 0, sizeof state->busy);
    bool at_beginning = view->mode == SESSION_HELD && view->step == view->step_begin;
    bool ended = view->mode == SESSION_DONE && !app->free_numbers;
    if ((at_beginning || ended) && has_free_numbers(app)) {
        open_with_free_numbers(app);
        run_refresh(app);
        run_take_sentence(app, true);
        return;
    }
    if (view->mode == SESSION_HELD) {
        keep_held_world(app);
    }
    session_free_run(app->session);
    run_refresh(app);
    run_take_sentence(app, true);
}

static bool begin_trials(app_t *app)
{
    run_state_t *state = run_state(app);
    state->trials_wait = false;
    state->ends_away = false;
    state->focus = RUN_ENDS;
    bool begun = session_trials(app->session, TRIALS, TRIAL_MS);
    run_refresh(app);
    if (begun) {
        app_say(app, "Runs the program free, one run after another, and counts how it ends.");
    } else {
        run_take_sentence(app, true);
    }
    return begun;
}

void run_trials(app_t *app)
{
    run_state_t *state = run_state(app);
    if (!app->free_numbers && has_free_numbers(app)) {
        open_with_free_numbers(app);
        run_refresh(app);
        /* One run is watched; the counted ones wait until it leaves the cores to them. */
        state->trials_wait = true;
        state->trials_patience = PATIENCE;
        return;
    }
    begin_trials(app);
}

void run_stop_trials(app_t *app)
{
    run_state_t *state = run_state(app);
    state->trials_wait = false;
    session_trials_stop(app->session);
    run_refresh(app);
    app_say(app, "Stopped: %u of %u runs are counted. F goes on, Esc puts the counts away.",
            state->view->trials_done, state->view->trials_wanted);
}

bool run_trials_pump(app_t *app)
{
    run_state_t *state = run_state(app);
    if (!state->trials_wait || !run_is_current(app)) {
        return false;
    }
    bool over = state->view->mode == SESSION_DONE || state->view->mode == SESSION_FAILED ||
                state->view->verdict == SESSION_DEADLOCK;
    return (over || --state->trials_patience <= 0) && begin_trials(app);
}

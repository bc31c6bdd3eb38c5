/* What the keys of Run do. */

#include "app/tui/question.h"
#include "app/tui/run_inner.h"
#include "app/tui/run_tour.h"

enum { REPLAY_MS = 400, LANE_ZOOM_MOST = 64 };

/* ---- after a command ---- */

bool run_did(app_t *app)
{
    run_state_t *state = run_state(app);
    state->program_scrolled = false;
    state->scroll[RUN_STEPS] = state->scroll[RUN_OUTPUT] = state->scroll[RUN_HOOD] = 0;
    state->settle = 2;
    run_refresh(app);
    run_take_sentence(app, true);
    return true;
}

/* A command that needs the held world, when it was left for a free run: back to it. */
static bool was_elsewhere(app_t *app)
{
    if (!run_return(app)) {
        return false;
    }
    run_did(app);
    app_say(app, "Back where the world was let go, held again: the PIDs are new.");
    return true;
}

/* ---- play ---- */

static bool play_or_pause(app_t *app)
{
    run_state_t *state = run_state(app);
    session_mode_t mode = session_view(app->session)->mode;
    if (mode == SESSION_PLAYING || mode == SESSION_FREE) {
        session_pause(app->session);
        return run_did(app);
    }
    if (mode == SESSION_DONE) {
        if (was_elsewhere(app)) {
            return true;
        }
        if (session_view(app->session)->lane_count > 0) {
            session_restart(app->session, false);
        } else {
            session_home(app->session);
        }
        return run_did(app);
    }
    session_play(app->session, state->pace);
    return run_did(app);
}

bool run_set_speed(app_t *app, double speed)
{
    run_state_t *state = run_state(app);
    const session_view_t *view = session_view(app->session);
    bool is_free = run_is_free(view);
    if (speed < (is_free ? 0.1 : 0.5) - 1e-9 || speed > (is_free ? 10 : 50) + 1e-9) {
        return false;
    }
    if (is_free) {
        session_set_speed(app->session, speed);
        app_say(app, "Sleeps pass at %g times their speed.", speed);
        return true;
    }
    state->pace = speed;
    if (view->mode == SESSION_PLAYING) {
        session_play(app->session, state->pace);
    }
    app_say(app, "%g steps a second; space plays and pauses.", state->pace);
    return true;
}

static bool change_pace(app_t *app, bool faster)
{
    static const double paces[] = {0.5, 1, 2, 5, 10, 20, 50};
    static const double speeds[] = {0.1, 0.2, 0.5, 1, 2, 5, 10};
    enum { COUNT = sizeof paces / sizeof *paces };
    run_state_t *state = run_state(app);
    const session_view_t *view = session_view(app->session);
    bool is_free = run_is_free(view);
    const double *all = is_free ? speeds : paces;
    double now = is_free ? view->speed : state->pace;
    int at = 0;
    while (at + 1 < COUNT && all[at] < now - 1e-9) {
        at++;
    }
    at += faster ? 1 : -1;
    if (at < 0 || at >= COUNT) {
        app_refuse(app, faster ? "Faster is not possible." : "Slower is not possible.");
        return true;
    }
    return run_set_speed(app, all[at]);
}

/* ---- back and forth ---- */

static bool move(app_t *app, command_id_t command)
{
    session_t *session = app->session;
    const session_view_t *view = session_view(session);
    bool ran_free = view->mode == SESSION_DONE && view->lane_count > 0;
    if (view->mode == SESSION_DONE && was_elsewhere(app)) {
        return true;
    }
    switch (command) {
    case COMMAND_BACK:
        session_back(session, 1);
        break;
    case COMMAND_BACK_LINE:
        session_back_line(session);
        break;
    case COMMAND_FORWARD:
        session_forward(session, 1);
        break;
    case COMMAND_FIRST:
        if (ran_free) {
            session_restart(session, false);
        } else {
            session_home(session);
        }
        break;
    default:
        session_end(session);
        break;
    }
    session_settle(session, REPLAY_MS / 8);
    return run_did(app);
}

/* ---- panes ---- */

static bool show_pane(app_t *app, run_pane_t pane)
{
    run_state_t *state = run_state(app);
    state->focus = state->focus == pane ? RUN_PROCESSES : pane;
    return true;
}

static bool change_pane(app_t *app, int by)
{
    run_state_t *state = run_state(app);
    run_wants_t wants = {.lines = 0};
    for (int pane = 0; pane < RUN_PANES; pane++) {
        wants.wanted[pane] = 1;
    }
    const session_view_t *view = session_view(app->session);
    wants.wanted[RUN_ENDS] = view->trials_wanted > 0 && !state->ends_away;
    wants.wanted[RUN_TOUR] = run_tour_stop(app) != NULL;
    wants.wanted[RUN_SHARED] = view->shared_count > 0;
    state->focus = run_next_pane(&wants, state->focus, by);
    return true;
}

static void scroll_pane(run_state_t *state, run_pane_t pane, int by)
{
    /* Panes whose end is what one wants to see count backwards from it. */
    bool from_end = pane == RUN_STEPS || pane == RUN_OUTPUT || pane == RUN_HOOD;
    state->scroll[pane] += by;
    if (from_end && state->scroll[pane] > 0 && pane != RUN_STEPS) {
        state->scroll[pane] = 0;
    }
    if (!from_end && state->scroll[pane] < 0) {
        state->scroll[pane] = 0;
    }
}

static bool move_in_pane(app_t *app, int by)
{
    run_state_t *state = run_state(app);
    const session_view_t *view = session_view(app->session);
    if (state->focus == RUN_PROCESSES) {
        run_picture_t picture = {.app = app, .state = state, .view = view};
        int place = view->process_count > 0 ? (int)run_place(&picture, state->selected) + by : -1;
        if (place >= 0 && (size_t)place < view->process_count) {
            state->selected = run_shown(&picture, (size_t)place);
        }
        return true;
    }
    state->program_scrolled |= state->focus == RUN_PROGRAM;
    scroll_pane(state, state->focus, by);
    return true;
}

static bool escape(app_t *app)
{
    run_state_t *state = run_state(app);
    const session_view_t *view = session_view(app->session);
    if (view->trials_running || state->trials_wait) {
        run_stop_trials(app);
    } else if (state->zoom) {
        state->zoom = false;
    } else if (view->mode == SESSION_PLAYING || view->mode == SESSION_FREE || view->busy) {
        session_pause(app->session);
        return run_did(app);
    } else if (view->trials_wanted > 0 && !state->ends_away) {
        state->ends_away = true;
    } else {
        state->focus = RUN_PROCESSES;
        state->program_scrolled = false;
    }
    return true;
}

/* ---- the table ---- */

static bool ask(app_t *app, command_id_t command)
{
    switch (command) {
    case COMMAND_PICK:
        run_ask_pick(app);
        return true;
    case COMMAND_PAUSE_WHEN:
        run_ask_break(app);
        return true;
    case COMMAND_GO_TO:
        run_ask_step(app);
        return true;
    case COMMAND_BRANCHES:
        run_ask_branch(app);
        return true;
    case COMMAND_KILL:
        run_ask_kill(app);
        return true;
    case COMMAND_SAVE:
        run_ask_save(app);
        return true;
    case COMMAND_LOAD:
        run_ask_load(app);
        return true;
    case COMMAND_FIND:
        run_ask_find(app);
        return true;
    case COMMAND_RECORD:
        run_ask_record(app);
        return true;
    case COMMAND_ANSWER:
        return run_tour_question(app) && question_open(app, run_tour_question(app)->id);
    default:
        return false;
    }
}

static bool look(app_t *app, command_id_t command)
{
    switch (command) {
    case COMMAND_NEXT_PANE:
        return change_pane(app, 1);
    case COMMAND_PREVIOUS_PANE:
        return change_pane(app, -1);
    case COMMAND_ZOOM:
        run_state(app)->zoom = !run_state(app)->zoom;
        return true;
    case COMMAND_UP:
        return move_in_pane(app, -1);
    case COMMAND_DOWN:
        return move_in_pane(app, 1);
    case COMMAND_HOOD:
        return show_pane(app, RUN_HOOD);
    case COMMAND_MEMORY:
        return show_pane(app, RUN_MEMORY);
    case COMMAND_WAITS:
        return show_pane(app, RUN_WAITS);
    case COMMAND_ESCAPE:
        /* Clickers send Esc by themselves. */
        return app->projector || escape(app);
    case COMMAND_TOUR:
        run_tour_toggle(app);
        return true;
    case COMMAND_PAGE_DOWN:
        run_tour_move(app, 1);
        return true;
    case COMMAND_PAGE_UP:
        run_tour_move(app, -1);
        return true;
    case COMMAND_EXERCISE:
        return app->projector; /* F5 comes from clickers too */
    default:
        return ask(app, command);
    }
}

/* Enter: a step where processes stand, a closer look at the lanes, else the pane alone. */
static void open_pane(app_t *app)
{
    run_state_t *state = run_state(app);
    if (state->focus == RUN_STEPS && run_is_free(state->view)) {
        state->lane_zoom = state->lane_zoom < LANE_ZOOM_MOST ? state->lane_zoom * 2 : 1;
    } else if (state->focus == RUN_PROCESSES || state->focus == RUN_STEPS) {
        run_step_selected(app);
    } else {
        state->zoom = !state->zoom;
    }
}

bool run_command(app_t *app, command_id_t command)
{
    if (command >= COMMAND_STEP_0 && command <= COMMAND_STEP_9) {
        run_step_digit(app, (int)(command - COMMAND_STEP_0));
        return true;
    }
    switch (command) {
    case COMMAND_STEP_SELECTED:
        run_step_selected(app);
        return true;
    case COMMAND_OPEN:
        open_pane(app);
        return true;
    case COMMAND_STEP_ANY:
    case COMMAND_STEP_LINE:
        run_step_any(app, command == COMMAND_STEP_LINE);
        return true;
    case COMMAND_STEP_UNTIL:
        run_step_until_blocked(app);
        return true;
    case COMMAND_FREE:
        run_free(app);
        return true;
    case COMMAND_TRIALS:
        run_trials(app);
        return true;
    case COMMAND_FASTER:
    case COMMAND_SLOWER:
        return change_pace(app, command == COMMAND_FASTER);
    case COMMAND_BACK:
    case COMMAND_BACK_LINE:
    case COMMAND_FORWARD:
    case COMMAND_FIRST:
    case COMMAND_LAST:
        return move(app, command);
    case COMMAND_DELIVER:
        run_deliver(app);
        return true;
    case COMMAND_TIME:
        session_time(app->session);
        return run_did(app);
    case COMMAND_GO_ON:
        return play_or_pause(app);
    default:
        return look(app, command);
    }
}

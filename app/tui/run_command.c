/* What the keys of Run do. */
#include <stdio.h>
#include <string.h>

#include "app/tui/question.h"
#include "app/tui/run_inner.h"
#include "app/tui/run_tour.h"

enum { REPLAY_MS = 400 };

/* ---- after a command ---- */

static bool did(app_t *app)
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
    did(app);
    app_say(app, "Back where the world was let go, held again: the PIDs are new.");
    return true;
}

/* ---- stepping ---- */

/* A way that begins with a step of the reader's own, where Run opened, is the reader's. */
static void take_the_lead(app_t *app)
{
    const session_view_t *view = session_view(app->session);
    app->led &= view->step != view->step_begin;
}

/* What the process has put into a queue reaches it: a step of its own. false: nothing is on its way. */
static bool deliver(app_t *app, uint32_t process)
{
    const session_view_t *view = session_view(app->session);
    const char *queue = run_undelivered(view, process);
    char piece[160];
    if (!queue) {
        return false;
    }
    schedule_t schedule;
    schedule_error_t error;
    schedule_init(&schedule);
    snprintf(piece, sizeof piece, "%.40s~%.100s", view->processes[process].path, queue);
    if (schedule_parse(&schedule, piece, strlen(piece), &error)) {
        session_follow(app->session, &schedule);
        session_settle(app->session, REPLAY_MS / 8);
    }
    schedule_destroy(&schedule);
    return true;
}

static bool deliver_selected(app_t *app)
{
    take_the_lead(app);
    if (!deliver(app, run_state(app)->selected)) {
        app_refuse(app, "%s has nothing on its way into a queue.",
                   run_path(run_state(app)->view, (int)run_state(app)->selected));
        return true;
    }
    return did(app);
}

static bool step_selected(app_t *app)
{
    const session_view_t *view = session_view(app->session);
    uint32_t process = run_state(app)->selected;
    take_the_lead(app);
    if (process < view->process_count && !view->processes[process].can_step && deliver(app, process)) {
        return did(app);
    }
    /* Where a sleep may take any time, whoever sleeps may be the next as well. */
    if (process < view->process_count && view->mode == SESSION_HELD &&
        run_may_wake(app, &view->processes[process])) {
        session_fire(app->session, process);
    } else {
        session_step(app->session, process);
    }
    return did(app);
}

static bool step_digit(app_t *app, int digit)
{
    const session_view_t *view = session_view(app->session);
    for (size_t i = 0; i < view->process_count; i++) {
        if (view->processes[i].digit == digit) {
            run_state(app)->selected = (uint32_t)i;
            return step_selected(app);
        }
    }
    app_refuse(app, digit == 0 ? "There is no process yet." : "There is no process P%d yet.", digit);
    return true;
}

bool run_select_path(app_t *app, const char *path)
{
    const session_view_t *view = session_view(app->session);
    for (size_t i = 0; i < view->process_count; i++) {
        if (strcmp(view->processes[i].path, path) == 0) {
            run_state(app)->selected = (uint32_t)i;
            return true;
        }
    }
    return false;
}

/* The scheduler picks; whoever it picked is the selected one. */
static void select_last_actor(app_t *app)
{
    const session_view_t *view = session_view(app->session);
    if (view->step > view->cells_left_out && view->step - view->cells_left_out <= view->cell_count) {
        int process = view->cells[view->step - view->cells_left_out - 1].process;
        if (process >= 0) {
            run_state(app)->selected = (uint32_t)process;
        }
    }
}

static bool step_any(app_t *app, bool line)
{
    if (line ? session_step_line(app->session) : session_step_any(app->session)) {
        session_settle(app->session, 20);
        select_last_actor(app);
    }
    return did(app);
}

/* ---- play ---- */

static bool play_or_pause(app_t *app)
{
    run_state_t *state = run_state(app);
    session_mode_t mode = session_view(app->session)->mode;
    if (mode == SESSION_PLAYING || mode == SESSION_FREE) {
        session_pause(app->session);
        return did(app);
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
        return did(app);
    }
    session_play(app->session, state->pace);
    return did(app);
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
    return did(app);
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
    if (state->zoom) {
        state->zoom = false;
    } else if (view->mode == SESSION_PLAYING || view->mode == SESSION_FREE || view->busy) {
        session_pause(app->session);
        return did(app);
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

bool run_command(app_t *app, command_id_t command)
{
    run_state_t *state = run_state(app);
    if (command >= COMMAND_STEP_0 && command <= COMMAND_STEP_9) {
        return step_digit(app, (int)(command - COMMAND_STEP_0));
    }
    switch (command) {
    case COMMAND_STEP_SELECTED:
        return step_selected(app);
    case COMMAND_OPEN:
        if (state->focus == RUN_PROCESSES || state->focus == RUN_STEPS) {
            return step_selected(app);
        }
        state->zoom = !state->zoom;
        return true;
    case COMMAND_STEP_ANY:
        return step_any(app, false);
    case COMMAND_STEP_LINE:
        return step_any(app, true);
    case COMMAND_STEP_UNTIL:
        take_the_lead(app);
        session_step_until_blocked(app->session, state->selected);
        return did(app);
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
        return deliver_selected(app);
    case COMMAND_TIME:
        session_time(app->session);
        return did(app);
    case COMMAND_GO_ON:
        return play_or_pause(app);
    default:
        return look(app, command);
    }
}

/* Steps on Run: of a process by its digit or its path, of the selected one, of whoever the scheduler picks. */
#include <string.h>

#include "app/tui/run_inner.h"

enum { PATIENCE_MS = 250 };

/* Whoever types faster than a step runs means every key. */
static void let_the_last_step_end(app_t *app)
{
    const session_view_t *view = session_view(app->session);
    if (view->busy && view->mode == SESSION_HELD) {
        session_settle(app->session, PATIENCE_MS);
    }
}

/* A way that begins with a step of the reader's own, where Run opened, is the reader's. */
static void take_the_lead(app_t *app)
{
    const session_view_t *view = session_view(app->session);
    app->led &= view->step != view->step_begin;
}

void run_deliver(app_t *app)
{
    take_the_lead(app);
    session_deliver(app->session, run_state(app)->selected, NULL);
    run_did(app);
}

void run_step_selected(app_t *app)
{
    let_the_last_step_end(app);
    const session_view_t *view = session_view(app->session);
    uint32_t process = run_state(app)->selected;
    take_the_lead(app);
    /* Where a sleep may take any time, whoever sleeps may be the next as well. */
    if (process < view->process_count && view->mode == SESSION_HELD &&
        run_may_wake(app, &view->processes[process])) {
        session_fire(app->session, process);
    } else {
        session_step(app->session, process);
    }
    run_did(app);
}

void run_step_digit(app_t *app, int digit)
{
    const session_view_t *view = session_view(app->session);
    for (size_t i = 0; i < view->process_count; i++) {
        if (view->processes[i].digit == digit) {
            run_state(app)->selected = (uint32_t)i;
            run_step_selected(app);
            return;
        }
    }
    app_refuse(app, digit == 0 ? "There is no process yet." : "There is no process P%d yet.", digit);
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

void run_step_any(app_t *app, bool line)
{
    let_the_last_step_end(app);
    if (line ? session_step_line(app->session) : session_step_any(app->session)) {
        session_settle(app->session, 20);
        select_last_actor(app);
    }
    run_did(app);
}

void run_step_until_blocked(app_t *app)
{
    take_the_lead(app);
    session_step_until_blocked(app->session, run_state(app)->selected);
    run_did(app);
}

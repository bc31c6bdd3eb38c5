/* Which keys the footer of Run shows: those that would do something now, most important first. */
#include <string.h>

#include "app/tui/run_inner.h"

typedef struct keys {
    command_id_t ids[RUN_FOOTER_KEYS];
    size_t count;
} keys_t;

static bool somebody_sleeps(const session_view_t *view)
{
    for (size_t i = 0; i < view->process_count; i++) {
        if (view->processes[i].wake_ns > 0) {
            return true;
        }
    }
    return false;
}

static bool only_time_moves(const session_view_t *view)
{
    for (size_t i = 0; i < view->process_count; i++) {
        if (view->processes[i].can_step || view->processes[i].delivers[0]) {
            return false;
        }
    }
    return somebody_sleeps(view);
}

/* Keys that would only be refused now are not shown. */
static bool is_valid_now(const app_t *app, command_id_t id)
{
    const session_view_t *view = run_state(app)->view;
    switch (id) {
    case COMMAND_KNOB:
        return app->lesson->knobs_count > 0;
    case COMMAND_VARIANT:
        return app->lesson->variants_count > 1;
    case COMMAND_EDIT:
        return app->own != NULL;
    case COMMAND_ANSWER:
        return app->lesson->questions_count > 0;
    case COMMAND_TIME:
        return somebody_sleeps(view);
    case COMMAND_BRANCHES:
        return view->branch_count > 1;
    case COMMAND_BACK:
    case COMMAND_BACK_LINE:
        return view->step > 0 || run_is_free(view);
    case COMMAND_RECORD:
        return app->preview;
    case COMMAND_DELIVER:
        return run_state(app)->selected < view->process_count &&
               view->processes[run_state(app)->selected].delivers[0];
    case COMMAND_FORWARD:
        return view->step < view->step_newest;
    default:
        return true;
    }
}

static void add_key(keys_t *keys, command_id_t id)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (keys->ids[i] == id) {
            return;
        }
    }
    if (keys->count + 1 < RUN_FOOTER_KEYS) {
        keys->ids[keys->count++] = id;
        keys->ids[keys->count] = COMMAND_NONE;
    }
}

static void add_keys(const app_t *app, keys_t *keys, const command_id_t *ids)
{
    for (; *ids != COMMAND_NONE; ids++) {
        if (is_valid_now(app, *ids)) {
            add_key(keys, *ids);
        }
    }
}

static void add_digits(const app_t *app, keys_t *keys, const session_view_t *view)
{
    for (size_t i = 0; i < view->process_count; i++) {
        const session_process_t *process = &view->processes[i];
        int digit = process->digit;
        bool can = process->can_step || run_may_wake(app, process) || process->delivers[0];
        if (digit >= 0 && can && keys->count < 6) {
            add_key(keys, (command_id_t)(COMMAND_STEP_0 + digit));
        }
    }
}

static const command_id_t held_keys[] = {
    COMMAND_STEP_ANY, COMMAND_BACK,   COMMAND_FREE,    COMMAND_EXPLORE,   COMMAND_GO_ON,
    COMMAND_FORWARD,  COMMAND_TRIALS, COMMAND_ANSWER,  COMMAND_STEP_LINE, COMMAND_STEP_UNTIL,
    COMMAND_VARIANT,  COMMAND_KNOB,   COMMAND_FIRST,   COMMAND_BRANCHES,  COMMAND_PAUSE_WHEN,
    COMMAND_KILL,     COMMAND_TIME,   COMMAND_DELIVER, COMMAND_RECORD,    COMMAND_HOOD,
    COMMAND_MEMORY,   COMMAND_WAITS,  COMMAND_ZOOM,    COMMAND_EDIT,      COMMAND_NONE};
static const command_id_t counting_keys[] = {COMMAND_ESCAPE, COMMAND_TRIALS, COMMAND_ZOOM, COMMAND_NONE};
static const command_id_t free_keys[] = {COMMAND_GO_ON, COMMAND_TRIALS, COMMAND_FASTER, COMMAND_SLOWER,
                                         COMMAND_KILL,  COMMAND_WAITS,  COMMAND_ZOOM,   COMMAND_NONE};
static const command_id_t done_keys[] = {COMMAND_FREE,    COMMAND_TRIALS,   COMMAND_GO_ON, COMMAND_KNOB,
                                         COMMAND_VARIANT, COMMAND_EXPLORE,  COMMAND_BACK,  COMMAND_FIRST,
                                         COMMAND_SAVE,    COMMAND_BRANCHES, COMMAND_ZOOM,  COMMAND_EDIT,
                                         COMMAND_NONE};
static const command_id_t failed_keys[] = {COMMAND_VARIANT, COMMAND_EDIT, COMMAND_READ, COMMAND_NONE};
static const command_id_t projector_keys[] = {COMMAND_PAGE_DOWN, COMMAND_PAGE_UP,   COMMAND_COVER,
                                              COMMAND_STEP_ANY,  COMMAND_BACK,      COMMAND_EXPLORE,
                                              COMMAND_VARIANT,   COMMAND_PROJECTOR, COMMAND_NONE};

const command_id_t *run_footer(const app_t *app)
{
    run_state_t *state = run_state(app);
    static const command_id_t nothing[] = {COMMAND_NONE};
    keys_t keys = {.ids = {COMMAND_NONE}};
    const session_view_t *view = state->view;
    if (!run_is_current(app)) {
        return nothing;
    }
    if (app->projector) {
        return projector_keys;
    }
    if (view->trials_running) {
        return counting_keys;
    }
    if (view->mode == SESSION_FREE || view->mode == SESSION_PAUSING) {
        return free_keys;
    }
    if (view->mode == SESSION_FAILED) {
        add_keys(app, &keys, failed_keys);
        memcpy(state->footer, keys.ids, sizeof keys.ids);
        return state->footer;
    }
    if (app->lesson->tour && state->tour_on) {
        add_key(&keys, COMMAND_PAGE_DOWN);
        add_key(&keys, COMMAND_PAGE_UP);
    }
    if (view->verdict != SESSION_NO_DEADLOCK) {
        add_key(&keys, COMMAND_WAITS);
    }
    if (view->mode != SESSION_DONE) {
        add_digits(app, &keys, view);
    }
    if (view->mode == SESSION_HELD && only_time_moves(view)) {
        add_key(&keys, COMMAND_TIME);
    }
    if (app->lesson->tour && !state->tour_on) {
        add_key(&keys, COMMAND_TOUR);
    }
    add_keys(app, &keys, view->mode == SESSION_DONE ? done_keys : held_keys);
    memcpy(state->footer, keys.ids, sizeof keys.ids);
    return state->footer;
}

const char *run_word(const app_t *app, command_id_t command)
{
    bool counting = run_is_current(app) && run_state(app)->view->trials_running;
    return command == COMMAND_ESCAPE && counting ? "stop" : NULL;
}

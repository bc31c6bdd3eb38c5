#include "app/tui/run_tour.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/run_inner.h"

enum { REPLAY_MS = 400 };

static const lesson_tour_t *tour_of(const app_t *app)
{
    return app->lesson ? app->lesson->tour : NULL;
}

const lesson_stop_t *run_tour_stop(const app_t *app)
{
    const run_state_t *state = run_state(app);
    const lesson_tour_t *tour = tour_of(app);
    if (!state || !tour || !state->tour_on || state->tour_at < 0 ||
        (uint32_t)state->tour_at >= tour->stops_count) {
        return NULL;
    }
    return &tour->stops[state->tour_at];
}

const lesson_question_t *run_tour_question(const app_t *app)
{
    const run_state_t *state = run_state(app);
    const lesson_stop_t *stop = run_tour_stop(app);
    bool here = stop && run_is_current(app) && state->view->step == state->tour_step;
    return here && stop->ask[0] ? lesson_question(app->lesson, stop->ask) : NULL;
}

/* ---- moving ---- */

/* The tour belongs to one variant. */
static void show_its_variant(app_t *app)
{
    const lesson_t *lesson = app->lesson;
    const lesson_variant_t *wanted = lesson_variant(lesson, lesson->tour->variant);
    for (uint32_t i = 0; i < lesson->variants_count; i++) {
        if (&lesson->variants[i] == wanted && i != app->variant) {
            app_set_variant(app, i);
        }
    }
}

static bool follow(app_t *app, const char *piece)
{
    schedule_t schedule;
    schedule_error_t error;
    if (piece[0] == '\0') {
        return true;
    }
    schedule_init(&schedule);
    app->led = true;
    bool followed =
        schedule_parse(&schedule, piece, strlen(piece), &error) && session_follow(app->session, &schedule);
    session_settle(app->session, REPLAY_MS);
    schedule_destroy(&schedule);
    return followed;
}

/* From where Run opened, all pieces up to the stop: right wherever the reader has been meanwhile. */
static bool replay_to(app_t *app, int stop)
{
    const lesson_tour_t *tour = app->lesson->tour;
    char *pieces = NULL;
    size_t size;
    FILE *file = open_memstream(&pieces, &size);
    if (!file) {
        return false;
    }
    for (int i = 0; i <= stop; i++) {
        if (tour->stops[i].go[0]) {
            fprintf(file, "%s ", tour->stops[i].go);
        }
    }
    fclose(file);
    const session_view_t *view = session_view(app->session);
    bool moved = true;
    if (view->step != view->step_begin || view->mode == SESSION_DONE) {
        moved = session_home(app->session);
        session_settle(app->session, REPLAY_MS);
    }
    moved = moved && follow(app, pieces);
    free(pieces);
    return moved;
}

static bool is_ready(app_t *app)
{
    run_leave_free_numbers(app, false);
    session_t *session = app_session(app);
    if (!session) {
        return false;
    }
    const session_view_t *view = session_view(session);
    if (view->mode == SESSION_FREE || view->mode == SESSION_PAUSING ||
        (view->mode == SESSION_DONE && view->lane_count > 0)) {
        session_restart(session, false);
    }
    session_settle(session, REPLAY_MS);
    run_refresh(app);
    return true;
}

void run_tour_move(app_t *app, int by)
{
    run_state_t *state = run_state(app);
    const lesson_tour_t *tour = tour_of(app);
    if (!tour) {
        app_refuse(app, "There is no tour here.");
        return;
    }
    int to = state->tour_at + by;
    if (to < 0 || to >= (int)tour->stops_count) {
        app_refuse(app, to < 0 ? "This is the first stop of the tour."
                               : "The tour ends here. Home goes back, x shows every other end.");
        return;
    }
    show_its_variant(app);
    if (!is_ready(app)) {
        return;
    }
    const session_view_t *view = session_view(app->session);
    bool here = by > 0 && state->tour_at >= 0 && view->step == state->tour_step &&
                view->mode != SESSION_DONE && !view->busy;
    bool moved = here ? follow(app, tour->stops[to].go) : replay_to(app, to);
    state->tour_on = true;
    if (moved) {
        state->tour_at = to;
        state->tour_step = session_view(app->session)->step;
    }
    state->program_scrolled = false;
    run_refresh(app);
    run_take_sentence(app, true);
    if (moved && run_tour_question(app)) {
        app_say(app, "A question waits: a answers it, PgDn goes on without.");
    }
}

void run_tour_toggle(app_t *app)
{
    run_state_t *state = run_state(app);
    if (!tour_of(app)) {
        app_refuse(app, "This lesson has no tour.");
    } else if (state->tour_on) {
        state->tour_on = false;
        app_say(app, "The tour is put away; o takes it up again where it was.");
    } else {
        state->tour_on = true;
        app_say(app, "The tour has %u stops: PgDn goes to the next, PgUp to the one before.",
                tour_of(app)->stops_count);
        if (state->tour_at < 0) {
            run_tour_move(app, 1);
        }
    }
}

/* ---- the pane ---- */

/* Still where the stop left the world: otherwise its words would be wrong. */
static bool is_at_stop(const run_picture_t *picture)
{
    return picture->view->step == picture->state->tour_step && !run_is_free(picture->view);
}

static const char *text_of(const run_picture_t *picture)
{
    if (run_tour_stop(picture->app) && !is_at_stop(picture)) {
        return "You have left the tour here. PgDn goes to its next stop, PgUp to the one before, o puts it "
               "away.";
    }
    const lesson_stop_t *stop = run_tour_stop(picture->app);
    const lesson_question_t *question = run_tour_question(picture->app);
    return question ? question->ask : stop ? stop->say : "";
}

int run_tour_draw(const run_picture_t *picture, area_t area, int scroll)
{
    return paint_wrapped(area, -scroll, 1, ROLE_TEXT, text_of(picture)) + scroll;
}
